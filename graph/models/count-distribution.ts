/** Probabilities of 0, 1, ... `upTo` of something. */
export type CountsUpTo = (upTo: number) => Float64Array;

export interface CountBounds {
  /** The mean, to begin with; any number is safe. */
  readonly expected: number;
  /** Larger counts are left out once they are less likely than this together. */
  readonly rest: number;
  /** No count is larger than this. */
  readonly most: number;
}

/**
 * A distribution of counts as far as it matters; the last entry holds all that is above.
 */
export function wholeDistribution(
  countsUpTo: CountsUpTo,
  { expected, rest, most }: CountBounds,
): Float64Array {
  let upTo = Math.min(most, Math.ceil(6 + 3 * expected));
  let counts = countsUpTo(upTo);
  while (upTo < most && above(counts) > rest) {
    upTo = Math.min(most, 2 * upTo);
    counts = countsUpTo(upTo);
  }
  let tail = above(counts);
  let last = upTo;
  for (; last > 0 && tail + counts[last]! <= rest; last--) {
    tail += counts[last]!;
  }
  const whole = counts.slice(0, last + 1);
  whole[last]! += Math.max(0, tail);
  return whole;
}

function above(counts: Float64Array): number {
  return 1 - counts.reduce((sum, count) => sum + count, 0);
}

/** The mean of distributions. */
export function averageCounts(distributions: readonly Float64Array[]): Float64Array {
  const length = distributions.reduce((most, { length }) => Math.max(most, length), 0);
  const mean = new Float64Array(length);
  for (const distribution of distributions) {
    for (let n = 0; n < distribution.length; n++) {
      mean[n]! += distribution[n]! / distributions.length;
    }
  }
  return mean;
}
