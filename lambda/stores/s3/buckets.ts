import { createHash } from 'node:crypto';

/** Bucket of a key among `count`: the same as `bucketSql` of lambda/lake/schema.ts. */
export function bucketOf(key: string, count: number): number {
  const digest = createHash('md5').update(key).digest('hex');
  return Number.parseInt(digest.slice(0, 4), 16) % count;
}

/** Distinct keys by their bucket. */
export function byBucket(keys: readonly string[], count: number): Map<number, string[]> {
  return Map.groupBy(new Set(keys), (key) => bucketOf(key, count));
}
