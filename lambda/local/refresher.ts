/** Stands in for the state machine: one refresh at a time; a request during one leads to another after it. */
export interface Refresher {
  /** The id of the refresh that will cover everything accepted so far. */
  request(): Promise<string>;
  /** Resolves when no refresh runs or waits. Rejects when the last one failed. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createRefresher(refresh: () => Promise<void>): Refresher {
  let counter = 0;
  let isWanted = false;
  let isStopped = false;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (isWanted && !isStopped) {
      isWanted = false;
      await refresh();
    }
  }

  return {
    request: async () => {
      if (!isWanted) {
        counter += 1;
        isWanted = true;
      }
      running ??= run().finally(() => {
        running = undefined;
      });
      // Whoever waits hears of a failure; whoever only asked is not ended by it.
      running.catch(() => undefined);
      return `local-${counter}`;
    },
    idle: async () => {
      while (running !== undefined) {
        await running;
      }
    },
    stop: async () => {
      isStopped = true;
      await running?.catch(() => undefined);
    },
  };
}
