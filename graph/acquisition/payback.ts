import type { CurvePoint } from '../retention/value-curve.ts';

/** When the cost was earned back; see acquisition.graphql. */
export interface Payback {
  readonly isReached: boolean;
  /** Days from the own first order; null when not reached. */
  readonly days: number | null;
  /** Days of life that were observed of anybody. */
  readonly daysObserved: number;
  /** Customers observed as long as `days`, or all of them when not reached. */
  readonly customers: number;
  readonly isMature: boolean;
}

/** The first day on which the cumulative contribution a customer is at least the cost. */
export function paybackOf(curve: readonly CurvePoint[], cac: number): Payback | null {
  const first = curve[0];
  const last = curve.at(-1);
  if (!first || !last) {
    return null;
  }
  const point = curve.find(({ perCustomer }) => perCustomer >= cac);
  return {
    isReached: point !== undefined,
    days: point?.day ?? null,
    daysObserved: last.day,
    customers: (point ?? first).customers,
    isMature: (point ?? last).isMature,
  };
}
