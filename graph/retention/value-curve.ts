import { dayNumber } from '../models/season.ts';
import type { Lives } from './lives.ts';

/** What customers brought by a day of their life; see retention.graphql. */
export interface CurvePoint {
  /** Days from the day of the own first order; 0 is that day. */
  readonly day: number;
  /** Cumulative amount a customer. */
  readonly perCustomer: number;
  /** Customers observed to the end of this day of their life. */
  readonly customers: number;
  /** All were. */
  readonly isMature: boolean;
}

/** What an order counts: shares of revenue and of gross margin. */
export interface BasisWeights {
  readonly revenue: number;
  readonly grossMargin: number;
}

/**
 * Cumulative amount a customer for each day since their own first order, as long as anybody was observed.
 *
 * Each day adds the mean over those who were observed on it. While all were, that is the total over the whole group; beyond, a
 * curve over the whole group would stand still, and one over its remaining members would jump, only because members are young.
 */
export function valueCurve(lives: Lives, asOfDay: string, weights: BasisWeights): CurvePoint[] {
  const asOf = dayNumber(asOfDay);
  const observed = observedDays(lives, asOf);
  const amounts = new Float64Array(observed.length);
  for (const [index, day] of lives.daysSince.entries()) {
    amounts[day] =
      (amounts[day] ?? 0) +
      weights.revenue * (lives.revenue[index] ?? 0) +
      weights.grossMargin * (lives.grossMargin[index] ?? 0);
  }
  const all = observed[0] ?? 0;
  let perCustomer = 0;
  return Array.from(observed, (customers, day) => {
    perCustomer += (amounts[day] ?? 0) / customers;
    return { day, perCustomer, customers, isMature: customers === all };
  });
}

/** How many customers were observed 0, 1, 2, ... days from their first order; empty without customers. */
export function observedDays(lives: Lives, asOf: number): Float64Array {
  let oldest = -1;
  for (const [index, day] of lives.firstDay.entries()) {
    oldest = lives.customers[index] ? Math.max(oldest, asOf - day) : oldest;
  }
  const observed = new Float64Array(oldest + 1);
  for (const [index, day] of lives.firstDay.entries()) {
    const age = asOf - day;
    if (age >= 0) {
      observed[age] = (observed[age] ?? 0) + (lives.customers[index] ?? 0);
    }
  }
  for (let age = oldest - 1; age >= 0; age--) {
    observed[age] = (observed[age] ?? 0) + (observed[age + 1] ?? 0);
  }
  return observed;
}
