/** The middle value, or the mean of the two middle ones; null of nothing. `sorted` ascends. */
export function medianOf(sorted: Float64Array): number | null {
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) {
    return null;
  }
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export interface Bin {
  readonly low: number;
  readonly high: number;
  readonly customers: number;
  readonly sum: number;
}

/** Groups of equal size (give or take one), lowest first; fewer groups than asked when there are fewer values. */
export function binsOf(sorted: Float64Array, count: number): Bin[] {
  const groups = Math.min(count, sorted.length);
  return Array.from({ length: groups }, (_, group) => {
    const from = Math.floor((group * sorted.length) / groups);
    const to = Math.floor(((group + 1) * sorted.length) / groups);
    const members = sorted.subarray(from, to);
    return {
      low: members[0] ?? 0,
      high: members.at(-1) ?? 0,
      customers: members.length,
      sum: members.reduce((sum, value) => sum + value, 0),
    };
  });
}
