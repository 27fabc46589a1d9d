import type { ByteRange } from './get-object.ts';

/**
 * Unwanted bytes between two wanted ranges that are cheaper to read than to skip. A function's network
 * gives some 75 MB/s to all its requests together and S3 answers after some 25 ms: with 16 requests
 * under way, reading 120 KB takes as long as waiting for one more. Measured on a million orders, a
 * gap of 1 MB reads three times the bytes and makes a page of histories a third slower.
 */
export const gapLimit = 128 << 10;

/** A single request reads at most this much, so that a long run is split over connections. */
const fetchLimit = 8 << 20;

/** One plan reads at most this much: what a function of 512 MB can hold beside everything else. */
const planBudget = 64 << 20;

export interface RangeLimits {
  readonly gap?: number;
  readonly fetch?: number;
  readonly budget?: number;
}

/**
 * The requests that read all `wanted` ranges: neighbours at most `gap` bytes apart are read together,
 * up to `fetch` bytes. So a file gets at most one request a wanted range, however large it is, and one
 * request in all when the ranges lie within a small file.
 *
 * Skipping is preferred to reading gaps once gaps would exceed the budget; wanted bytes beyond the
 * budget are a mistake of the caller and throw.
 */
export function planFetches(
  wanted: readonly ByteRange[],
  { gap = gapLimit, fetch = fetchLimit, budget = planBudget }: RangeLimits = {},
): ByteRange[] {
  const sorted = wanted.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const needed = totalBytes(mergeRanges(sorted, 0, fetch, Number.POSITIVE_INFINITY));
  if (needed > budget) {
    throw new Error(
      `s3 read expected at most ${budget} bytes in one plan, got ${needed} in ${wanted.length} ranges`,
    );
  }
  return mergeRanges(sorted, gap, fetch, budget - needed);
}

/** `spare` bounds the bytes read in gaps. A range that overlaps its neighbour always joins it. */
function mergeRanges(
  sorted: readonly ByteRange[],
  gap: number,
  fetch: number,
  spare: number,
): ByteRange[] {
  const merged: { start: number; end: number }[] = [];
  let left = spare;
  for (const range of sorted) {
    const last = merged.at(-1);
    const between = last ? Math.max(range.start - last.end, 0) : 0;
    const joins =
      last &&
      (range.start < last.end ||
        (between <= Math.min(gap, left) && range.end - last.start <= fetch));
    if (joins) {
      last.end = Math.max(last.end, range.end);
      left -= between;
    } else {
      merged.push({ ...range });
    }
  }
  return merged;
}

function totalBytes(ranges: readonly ByteRange[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start, 0);
}
