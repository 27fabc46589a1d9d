import { dayNumber } from '../models/season.ts';
import { type Lives, sumOf } from './lives.ts';
import { estimateShare, type ShareEstimate } from './share-estimate.ts';
import { observedDays } from './value-curve.ts';

/** How the second order follows the first; see retention.graphql. */
export interface SecondOrders {
  readonly customers: number;
  /** Customers with a second order so far. */
  readonly repeated: number;
  /** Days with a second order, ascending. */
  readonly steps: readonly SecondOrderStep[];
  /** Days of life that were observed of anybody. */
  readonly daysObserved: number;
}

interface SecondOrderStep {
  readonly days: number;
  /** Customers without a second order and observed up to this day. */
  readonly atRisk: number;
  readonly repeated: number;
  /** Kaplan–Meier estimate of the share with a second order by this day. */
  readonly share: number;
}

/**
 * Time from first to second order after Kaplan & Meier (1958): who has none yet counts among those at risk for as long as
 * they were observed, and neither as never nor as not at all.
 */
export function secondOrders(lives: Lives, asOfDay: string): SecondOrders {
  const asOf = dayNumber(asOfDay);
  const longest = Math.max(observedDays(lives, asOf).length - 1, 0);
  const events = new Float64Array(longest + 1);
  // Everybody leaves at the end of observation, or before that with the second order.
  const leaving = new Float64Array(longest + 1);
  for (const [index, firstDay] of lives.firstDay.entries()) {
    const [age, day] = [asOf - firstDay, lives.daysSince[index] ?? 0];
    const repeated = lives.secondOrders[index] ?? 0;
    leaving[age] = (leaving[age] ?? 0) + (lives.customers[index] ?? 0) - repeated;
    leaving[day] = (leaving[day] ?? 0) + repeated;
    events[day] = (events[day] ?? 0) + repeated;
  }
  const customers = sumOf(lives.customers);
  let atRisk = customers;
  let without = 1;
  const steps: SecondOrderStep[] = [];
  for (const [days, repeated] of events.entries()) {
    if (repeated > 0) {
      without *= 1 - repeated / atRisk;
      steps.push({ days, atRisk, repeated, share: 1 - without });
    }
    atRisk -= leaving[days] ?? 0;
  }
  return { customers, repeated: sumOf(lives.secondOrders), steps, daysObserved: longest };
}

/** The day by which a share of customers have ordered again; null when that was not seen. */
export function daysToShare({ steps }: SecondOrders, share: number): number | null {
  // A hair below, so that a half that is computed as 0.49999999999999994 is one.
  return steps.find((step) => step.share >= share - 1e-12)?.days ?? null;
}

/** The estimate by a day: that of the last step up to it; null beyond what was observed. */
export function shareWithin({ steps, daysObserved }: SecondOrders, days: number): number | null {
  return days > daysObserved ? null : (steps.findLast((step) => step.days <= days)?.share ?? 0);
}

/** How many of those observed long enough had a second order within a number of days. */
export interface RepeatRate {
  readonly withinDays: number;
  readonly customers: number;
  readonly observed: number;
  readonly repeated: number;
  readonly rate: ShareEstimate | null;
  readonly isMature: boolean;
}

export function repeatRateOf(
  lives: Lives,
  asOfDay: string,
  { withinDays, level }: { readonly withinDays: number; readonly level: number },
): RepeatRate {
  const asOf = dayNumber(asOfDay);
  let observed = 0;
  let repeated = 0;
  for (const [index, firstDay] of lives.firstDay.entries()) {
    const isObserved = asOf - firstDay >= withinDays;
    observed += isObserved ? (lives.customers[index] ?? 0) : 0;
    repeated +=
      isObserved && (lives.daysSince[index] ?? 0) <= withinDays
        ? (lives.secondOrders[index] ?? 0)
        : 0;
  }
  const customers = sumOf(lives.customers);
  const rate = estimateShare(repeated, observed, level);
  return { withinDays, customers, observed, repeated, rate, isMature: observed === customers };
}
