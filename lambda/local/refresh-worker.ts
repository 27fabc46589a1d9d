import { enableCompileCache, flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Settings } from '../../graph/settings.ts';
import type { RefreshStage } from '../pipeline/refresh/progress.ts';
import type { Servers } from './servers.ts';
import { type SentError, sendable } from './thread-errors.ts';

/** What the thread works on; its `workerData`. */
export interface RefreshJob {
  readonly servers: Servers;
  readonly settings: Settings;
}

/** What the thread tells of a refresh; the last message is `done` or `failure`. */
export type RefreshMessage =
  | { readonly kind: 'stage'; readonly stage: RefreshStage }
  | { readonly kind: 'cleanUpFailure'; readonly error: SentError }
  | { readonly kind: 'failure'; readonly error: SentError }
  | { readonly kind: 'done' };

// Before the engine and the SDKs are loaded: with what another thread compiled, this takes half as long.
enableCompileCache();
const { createRefresh } = await import('./refresh.ts');
flushCompileCache();

const tell = (message: RefreshMessage) => parentPort?.postMessage(message);
const refresh = createRefresh(workerData as RefreshJob, {
  onProgress: (stage) => tell({ kind: 'stage', stage }),
  onCleanUpFailure: (error) => tell({ kind: 'cleanUpFailure', error: sendable(error) }),
});

/** Each message asks for one refresh; the next comes after the answer. */
parentPort?.on('message', () => {
  refresh().then(
    () => tell({ kind: 'done' }),
    (error: unknown) => tell({ kind: 'failure', error: sendable(error) }),
  );
});
