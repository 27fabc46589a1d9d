import { type ByteCache, createByteCache } from './byte-cache.ts';
import type { GetObject, ObjectAnswer } from './get-object.ts';
import type { ParquetFile } from './parquet-footer.ts';

/** What the stores share, also between the requests of a warm function: one way to S3 and its caches. */
export interface S3Reader {
  readonly get: GetObject;
  /** Footers by object key; undefined for an object that does not exist. */
  readonly footers: ByteCache<ParquetFile | undefined>;
  /** Bytes of immutable objects by object key and range. */
  readonly pieces: ByteCache<Uint8Array>;
}

export interface ReaderOptions {
  readonly get: GetObject;
  /** Room for bytes of data; 32 MB unless told. */
  readonly pieceBytes?: number;
  /**
   * Room for parsed footers, by their estimated size on the heap; 32 MB unless told, which is those of
   * ten million orders.
   */
  readonly footerBytes?: number;
  /** Requests under way at once; 32 unless told, well below the SDK's 50 sockets. */
  readonly concurrency?: number;
}

/** One reader a process: its caches are what makes a warm invocation quick. */
export function createReader(options: ReaderOptions): S3Reader {
  return {
    get: limitConcurrency(options.get, options.concurrency ?? 32),
    footers: createByteCache(options.footerBytes ?? 32 << 20),
    pieces: createByteCache(options.pieceBytes ?? 32 << 20),
  };
}

/** Lets at most `limit` requests be under way; the others wait in the order they came. */
export function limitConcurrency(get: GetObject, limit: number): GetObject {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (request): Promise<ObjectAnswer> => {
    if (running >= limit) {
      // The request that ends hands its place over, so `running` stays the same.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await get(request);
    } finally {
      const next = waiting.shift();
      if (next) {
        next();
      } else {
        running -= 1;
      }
    }
  };
}
