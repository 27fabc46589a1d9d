import { type ChildProcess, fork } from 'node:child_process';
import type { RefreshListeners } from './refresh.ts';
import type { RefreshMessage, RefreshRequest } from './refresh-worker.ts';
import { received } from './sent-error.ts';

/**
 * The refresh as a function of its own: in another process, so that fitting models keeps no request
 * waiting. A thread would do that too, but the engine ends the process whose thread is ended during a query.
 */
export interface RefreshProcess {
  /** Has the process load its engine, so that the next refresh need not wait for it. */
  prepare(): void;
  /** One at a time. Rejects with what the refresh threw, or where its process ended; the next has a new one then. */
  refresh(request: RefreshRequest): Promise<void>;
  /** Ends the process at once, and the refresh under way with it. */
  close(): void;
}

const worker = new URL('./refresh-worker.ts', import.meta.url);

/**
 * The process starts when it is first needed and stays for the next refreshes. It does not keep this one
 * alive, and ends with it.
 *
 * @param module What runs in the process; ours unless told.
 */
export function createRefreshProcess(listeners: RefreshListeners, module = worker): RefreshProcess {
  let child: ChildProcess | undefined;

  function running(): ChildProcess {
    child ??= start();
    return child;
  }

  function start(): ChildProcess {
    const started = fork(module, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const kill = () => started.kill('SIGKILL');
    const forget = () => {
      process.off('exit', kill);
      child = child === started ? undefined : child;
    };
    started.on('error', forget).once('exit', forget);
    process.once('exit', kill);
    started.unref();
    started.channel?.unref();
    return started;
  }

  return {
    prepare: () => {
      running();
    },
    refresh: (request) => refreshIn(running(), request, listeners),
    close: () => {
      child?.kill('SIGKILL');
    },
  };
}

async function refreshIn(
  child: ChildProcess,
  request: RefreshRequest,
  listeners: RefreshListeners,
): Promise<void> {
  const answer = Promise.withResolvers<void>();
  const onMessage = (message: RefreshMessage) => {
    switch (message.kind) {
      case 'stage':
        return listeners.onProgress?.(message.stage);
      case 'cleanUpFailure':
        return listeners.onCleanUpFailure?.(received(message.error));
      case 'failure':
        return answer.reject(received(message.error));
      case 'done':
        return answer.resolve();
    }
  };
  const onExit = (code: number | null, signal: string | null) =>
    answer.reject(
      new Error(`the process of the refresh ended with ${signal ?? code}; the next starts another`),
    );
  child.on('message', onMessage).once('error', answer.reject).once('exit', onExit);
  try {
    child.send(request, (error) => error && answer.reject(error));
    await answer.promise;
  } finally {
    child.off('message', onMessage).off('error', answer.reject).off('exit', onExit);
  }
}
