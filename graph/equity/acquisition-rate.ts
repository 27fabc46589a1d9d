import { addDays, daysBetween } from '../calendar.ts';
import { normalQuantile } from '../math/normal-quantile.ts';
import type { Gap } from '../populations/store.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';

/** A quarter of a year: long enough to count, short enough to be the present. */
const countedWeeks = 13;

/** New customers of late; see equity.graphql. */
export interface AcquisitionRate {
  readonly perWeek: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
  /** Variance ÷ mean of the weekly counts, at least the 1 of Poisson counts. */
  readonly dispersion: number;
  readonly weeks: number;
  readonly newCustomers: number;
  readonly from: string;
  readonly to: string;
}

/** Counts first orders in the last weeks of observation; null before a whole week was observed. */
export function acquisitionRate(
  { firstDay, asOfDay }: Pick<Snapshot, 'firstDay' | 'asOfDay'>,
  gaps: readonly Gap[],
  level: number,
): AcquisitionRate | null {
  const to = addDays(asOfDay, 1);
  const observedWeeks = firstDay === null ? 0 : Math.floor(daysBetween(firstDay, to) / 7);
  const weeks = Math.min(countedWeeks, observedWeeks);
  if (weeks < 1) {
    return null;
  }
  const counts = new Array<number>(weeks).fill(0);
  for (const { back, day, previousDay, orders } of gaps) {
    const week = Math.floor(daysBetween(day, asOfDay) / 7);
    if (back === 1 && previousDay === null && week >= 0 && week < weeks) {
      counts[week] = (counts[week] ?? 0) + orders;
    }
  }
  const newCustomers = counts.reduce((sum, count) => sum + count, 0);
  return {
    perWeek: newCustomers / weeks,
    ...rateInterval(counts, level),
    level,
    dispersion: dispersionOf(counts),
    weeks,
    newCustomers,
    from: addDays(to, -7 * weeks),
    to,
  };
}

/**
 * An interval of the mean of counts: that of a Poisson mean by Byar's approximation, widened by as much as the counts vary more
 * than Poisson ones do (quasi-Poisson). Never below 0, and above 0 even where nothing was counted.
 *
 * @see Breslow & Day (1987), Statistical Methods in Cancer Research II, p. 69
 * @example rateInterval([10], 0.95); // Byar: 4.79 to 18.39
 */
export function rateInterval(
  counts: readonly number[],
  level: number,
): { readonly low: number; readonly high: number } {
  const z = normalQuantile((1 + level) / 2);
  const dispersion = dispersionOf(counts);
  const events = counts.reduce((sum, count) => sum + count, 0) / dispersion;
  const scale = dispersion / counts.length;
  return {
    low: events === 0 ? 0 : scale * Math.max(0, byar(events, -z)),
    high: scale * byar(events + 1, z),
  };
}

function byar(events: number, z: number): number {
  return events * (1 - 1 / (9 * events) + z / (3 * Math.sqrt(events))) ** 3;
}

/** Variance ÷ mean of the counts, at least the 1 of Poisson counts. */
function dispersionOf(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  if (counts.length < 2 || mean === 0) {
    return 1;
  }
  const squares = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0);
  return Math.max(1, squares / (counts.length - 1) / mean);
}
