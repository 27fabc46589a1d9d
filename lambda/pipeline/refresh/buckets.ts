import { duckdbDialect } from '../../engines/sql/dialect.ts';

/** The rows of a relation whose customer falls into a bucket. */
export function customersOfBucket(relation: string, bucket: number, buckets: number): string {
  return `(SELECT * FROM ${relation} AS everything
    WHERE ${duckdbDialect.bucket('customer_key', buckets)} = ${bucket})`;
}

/** Makes the file of each bucket, one at a time: that bounds what is sorted in memory. */
export async function eachBucket(
  buckets: number,
  publish: (bucket: number) => Promise<string>,
): Promise<readonly string[]> {
  const files: string[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    files.push(await publish(bucket));
  }
  return files;
}

/** The file of the former bucket that a new bucket's rows were in; both counts are powers of two. */
export function formerBucket(base: readonly string[], bucket: number): readonly string[] {
  const file = base[bucket % base.length];
  return file === undefined ? [] : [file];
}
