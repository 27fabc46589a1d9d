import Big from 'big.js';
import type { Window } from '../populations/metrics.ts';
import type { AcquisitionDay } from './acquisition-day.ts';

/** What a channel or campaign spent and brought in a window. */
export interface AcquisitionTotals {
  readonly ads: Big;
  readonly other: Big;
  readonly newCustomers: number;
}

/** The days of a window. */
export function daysIn(
  days: readonly AcquisitionDay[],
  { from, to }: Window,
): readonly AcquisitionDay[] {
  return days.filter(({ day }) => day >= from && day < to);
}

export function totalsOf(days: readonly AcquisitionDay[]): AcquisitionTotals {
  let ads = new Big(0);
  let other = new Big(0);
  let newCustomers = 0;
  for (const day of days) {
    ads = ads.plus(day.ads);
    other = other.plus(day.other);
    newCustomers += day.newCustomers;
  }
  return { ads, other, newCustomers };
}

/** Channels with spend on advertisements on these days: customers who came by another one were not bought. */
export function paidChannels(days: readonly AcquisitionDay[]): string[] {
  const byChannel = Map.groupBy(days, ({ channel }) => channel);
  return [...byChannel].flatMap(([channel, own]) =>
    channel !== null && totalsOf(own).ads.gt(0) ? [channel] : [],
  );
}
