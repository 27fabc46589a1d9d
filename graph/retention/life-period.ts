import type { Granularity } from '../cohorts/period.ts';

/**
 * Periods of a customer's own life, counted from the day of the first order: equal lengths, so that everybody's
 * period k has the same number of days, whenever they came.
 */
export const lifePeriods = [
  { granularity: 'DAY', days: 1 },
  { granularity: 'WEEK', days: 7 },
  { granularity: 'MONTH', days: 30 },
  { granularity: 'QUARTER', days: 90 },
] as const satisfies readonly { readonly granularity: Granularity; readonly days: number }[];

/** Days of a period of a life. */
export function lifePeriodDays(granularity: Granularity): number {
  return lifePeriods.find((period) => period.granularity === granularity)?.days ?? 1;
}
