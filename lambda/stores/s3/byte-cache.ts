/** What a load gives: the value and how much room it takes. */
interface Weighed<T> {
  readonly value: T;
  readonly bytes: number;
}

/** A least-recently-used cache bounded by bytes, for things that never change once loaded. */
export interface ByteCache<T> {
  /** Whether `load` would answer without calling its loader: loaded, or being loaded. */
  has(key: string): boolean;
  /**
   * The value of the key. Concurrent loads of one key call the loader once; a failed load is
   * forgotten, so the next caller tries again.
   */
  load(key: string, loader: () => Promise<Weighed<T>>): Promise<T>;
}

/** Keeps at most `limit` bytes; a value heavier than that is handed out and not kept. */
export function createByteCache<T>(limit: number): ByteCache<T> {
  // A Map iterates in insertion order, so its first key is the least recently used one.
  const kept = new Map<string, Weighed<T>>();
  const loading = new Map<string, Promise<T>>();
  let total = 0;

  function remember(key: string, entry: Weighed<T>): void {
    kept.set(key, entry);
    total += entry.bytes;
    for (const [oldest, { bytes }] of kept) {
      if (total <= limit) {
        return;
      }
      kept.delete(oldest);
      total -= bytes;
    }
  }

  return {
    has: (key) => kept.has(key) || loading.has(key),
    load: (key, loader) => {
      const entry = kept.get(key);
      if (entry) {
        kept.delete(key);
        kept.set(key, entry);
        return Promise.resolve(entry.value);
      }
      const underway = loading.get(key);
      if (underway !== undefined) {
        return underway;
      }
      const started = loader()
        .then((loaded) => {
          remember(key, loaded);
          return loaded.value;
        })
        .finally(() => loading.delete(key));
      loading.set(key, started);
      return started;
    },
  };
}
