import { dateOf, dayCount, dayNumber, weekdayOf } from './calendar.ts';

/**
 * Time as the business feels it: a busy day is longer than 1, a quiet one shorter, and the mean over
 * the three years is 1. A customer who buys at a steady rate on this clock buys with the season on
 * the calendar, so the purchase process stays the textbook one.
 */
export interface SeasonClock {
  /** Length of each day. */
  readonly lengths: Float64Array;
  /** Time elapsed at the start of each day; one more entry than days. */
  readonly elapsed: Float64Array;
}

/** @param strength 0 makes every day 1 long, 1 is the sample shop's season. */
export function seasonClock(strength: number): SeasonClock {
  const raw = Float64Array.from({ length: dayCount }, (_, day) => {
    return (1 + strength * yearly(day)) * (1 + strength * weekly(day));
  });
  const mean = raw.reduce((sum, length) => sum + length, 0) / dayCount;
  const lengths = raw.map((length) => length / mean);
  return { lengths, elapsed: cumulative(lengths) };
}

/** Running sums that start at 0: one entry more than `values`. */
export function cumulative(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  let sum = 0;
  values.forEach((value, index) => {
    sum += value;
    sums[index + 1] = sum;
  });
  return sums;
}

/** The last index whose running sum is at most `target`; `sums.length - 1` when it is past the end. */
export function indexAt(sums: Float64Array, target: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((sums[middle] ?? 0) <= target) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** Black Friday and Advent lift the shop, high summer slows it. */
function yearly(day: number): number {
  const year = dateOf(day).slice(0, 4);
  const blackFriday = bump(day - dayNumber(`${year}-11-27`), 4);
  const advent = bump(day - dayNumber(`${year}-12-10`), 9);
  const summer = bump(day - dayNumber(`${year}-07-31`), 25);
  return 0.8 * blackFriday + 0.45 * advent - 0.15 * summer;
}

function bump(distance: number, width: number): number {
  return Math.exp(-((distance / width) ** 2));
}

/** Sunday evening and Monday are strong, Saturday is weak. */
function weekly(day: number): number {
  return [0.1, 0.08, 0, 0, -0.02, -0.04, -0.12][weekdayOf(day)] ?? 0;
}
