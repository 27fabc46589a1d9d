import type { Granularity } from '../cohorts/period.ts';
import { dayNumber } from '../models/season.ts';
import { lifePeriodDays } from './life-period.ts';
import type { Lives } from './lives.ts';
import { estimateShare, type ShareEstimate } from './share-estimate.ts';
import { observedDays } from './value-curve.ts';

/** How many bought in a period of their own life; see retention.graphql. */
export interface RetentionPoint {
  readonly period: number;
  readonly fromDay: number;
  readonly toDay: number;
  readonly customers: number;
  /** Of them, observed to the end of the period. */
  readonly observed: number;
  /** Of those, who bought in it. */
  readonly active: number;
  readonly rate: ShareEstimate;
  readonly isMature: boolean;
}

/** Nobody reads a longer curve, and three years of days are one. */
const longestCurve = 1100;

const buyersBy = {
  DAY: 'dayBuyers',
  WEEK: 'weekBuyers',
  MONTH: 'monthBuyers',
  QUARTER: 'quarterBuyers',
} as const satisfies Record<Granularity, keyof Lives>;

/** Every period that some customer was observed to the end of. */
export function retentionOf(
  lives: Lives,
  asOfDay: string,
  { granularity, level }: { readonly granularity: Granularity; readonly level: number },
): RetentionPoint[] {
  const length = lifePeriodDays(granularity);
  const asOf = dayNumber(asOfDay);
  const observed = observedDays(lives, asOf);
  const periods = Math.min(Math.floor(observed.length / length), longestCurve);
  const active = new Float64Array(periods);
  const buyers = lives[buyersBy[granularity]];
  for (const [index, day] of lives.daysSince.entries()) {
    const period = Math.floor(day / length);
    const age = asOf - (lives.firstDay[index] ?? 0);
    if (period < periods && age >= (period + 1) * length - 1) {
      active[period] = (active[period] ?? 0) + (buyers[index] ?? 0);
    }
  }
  const customers = observed[0] ?? 0;
  return Array.from(active).flatMap((bought, period) => {
    const seen = observed[(period + 1) * length - 1] ?? 0;
    const rate = estimateShare(bought, seen, level);
    const point = { period, fromDay: period * length, toDay: (period + 1) * length };
    return rate
      ? { ...point, customers, observed: seen, active: bought, rate, isMature: seen === customers }
      : [];
  });
}
