import type { S3EventRecord } from 'aws-lambda';

export type EventListener = (event: S3EventRecord) => void | Promise<void>;

/** Calls a listener for each event and remembers which calls have not come back. */
export interface Delivery {
  deliver(event: S3EventRecord): void;
  /** Resolves when every call so far, and every one made meanwhile, is done. */
  settled(): Promise<void>;
}

/** What a listener throws goes to `onError`: the object is stored, whatever becomes of the news. */
export function createDelivery(
  listener: EventListener | undefined,
  onError: (error: unknown) => void,
): Delivery {
  const pending = new Set<Promise<void>>();

  async function call(event: S3EventRecord): Promise<void> {
    try {
      await listener?.(event);
    } catch (error) {
      onError(error);
    }
  }

  return {
    deliver(event) {
      const calling = call(event).finally(() => pending.delete(calling));
      pending.add(calling);
    },
    async settled() {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}
