import { enableCompileCache, flushCompileCache } from 'node:module';
import { setPriority } from 'node:os';
import type { Settings } from '../../graph/settings.ts';
import type { RefreshStage } from '../pipeline/refresh/progress.ts';
import { type SentError, sendable } from './sent-error.ts';
import type { Servers } from './servers.ts';

/** Asks for a refresh; the next is asked for after the answer. */
export interface RefreshRequest {
  readonly servers: Servers;
  readonly settings: Settings;
}

/** What is told of a refresh; the last message of each is `failure` or `done`. */
export type RefreshMessage =
  | { readonly kind: 'stage'; readonly stage: RefreshStage }
  | { readonly kind: 'cleanUpFailure'; readonly error: SentError }
  | { readonly kind: 'failure'; readonly error: SentError }
  | { readonly kind: 'done' };

/** A third of the others' share of a busy processor (Linux): queries and imports go first, and nothing starves. */
const niceness = 5;
// Before the engine starts its threads, which inherit it.
setPriority(niceness);

// Ctrl-C reaches all processes of a terminal; the deployment decides what becomes of its own.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
// Not `process.exit`: it would wait for the engine's query under way.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

// Before the engine and the SDKs are loaded: with what an earlier process compiled, this takes half as long.
enableCompileCache();
const loaded = import('./refresh.ts');

process.on('message', async (request: RefreshRequest) => {
  try {
    const { refreshOn } = await loaded;
    await refreshOn(request, {
      onProgress: (stage) => tell({ kind: 'stage', stage }),
      onCleanUpFailure: (error) => tell({ kind: 'cleanUpFailure', error: sendable(error) }),
    });
    tell({ kind: 'done' });
  } catch (error) {
    tell({ kind: 'failure', error: sendable(error) });
  }
});

await loaded;
// Whoever ends this process does so without notice.
flushCompileCache();

function tell(message: RefreshMessage): void {
  process.send?.(message);
}
