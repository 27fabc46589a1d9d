import { Worker } from 'node:worker_threads';
import type { RefreshListeners } from './refresh.ts';
import type { RefreshJob, RefreshMessage } from './refresh-worker.ts';
import { received } from './thread-errors.ts';

/** The refresh as a function of its own: in a thread, so that fitting models keeps no request waiting. */
export interface RefreshThread {
  /** Has the thread load its engine, so that the next refresh need not wait for it. */
  prepare(): void;
  /** One at a time. Rejects with what the refresh threw, or where its thread ended; the next has a new thread then. */
  refresh(): Promise<void>;
  /** Ends the thread at once, and the refresh under way with it. */
  close(): Promise<void>;
}

export interface RefreshThreadOptions extends RefreshListeners {
  readonly job: RefreshJob;
  /** The module that runs in the thread; ours unless told. */
  readonly module?: URL;
}

/** The thread starts when it is first needed and stays for the next refreshes; it does not keep the process alive. */
export function createRefreshThread(options: RefreshThreadOptions): RefreshThread {
  const { job, module = new URL('./refresh-worker.ts', import.meta.url) } = options;
  let worker: Worker | undefined;

  function thread(): Worker {
    worker ??= start();
    return worker;
  }

  function start(): Worker {
    const started = new Worker(module, { workerData: job });
    const forget = () => {
      worker = worker === started ? undefined : worker;
    };
    started.on('error', forget);
    started.on('exit', forget);
    started.unref();
    return started;
  }

  return {
    prepare: () => {
      thread();
    },
    refresh: () => refreshOn(thread(), options),
    close: async () => {
      await worker?.terminate();
    },
  };
}

async function refreshOn(worker: Worker, listeners: RefreshListeners): Promise<void> {
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
  const onError = (cause: unknown) =>
    answer.reject(
      new Error(`the refresh's thread failed; the next refresh starts another: ${cause}`, {
        cause,
      }),
    );
  const onExit = () => answer.reject(new Error("the refresh's thread was ended during a refresh"));
  worker.on('message', onMessage).once('error', onError).once('exit', onExit);
  try {
    worker.postMessage('refresh');
    await answer.promise;
  } finally {
    worker.off('message', onMessage).off('error', onError).off('exit', onExit);
  }
}
