import { duckdbDialect } from '../../engines/sql/dialect.ts';

/** The rows of a relation whose customer falls into a bucket; of one bucket all. */
export function customersOfBucket(relation: string, bucket: number, buckets: number): string {
  return buckets === 1
    ? relation
    : `(SELECT * FROM ${relation} AS everything
    WHERE ${duckdbDialect.bucket('customer_key', buckets)} = ${bucket})`;
}

/** What is made of each bucket. Few are made at a time: that bounds what is sorted in memory. */
export function eachBucket<T>(buckets: number, make: (bucket: number) => T): readonly T[] {
  return Array.from({ length: buckets }, (_, bucket) => make(bucket));
}

/** The file of the former bucket that a new bucket's rows were in; both counts are powers of two. */
export function formerBucket(base: readonly string[], bucket: number): readonly string[] {
  const file = base[bucket % base.length];
  return file === undefined ? [] : [file];
}
