import { addDays, daysBetween } from '../calendar.ts';
import { normalQuantile } from '../math/normal-quantile.ts';

/** Customers are judged by so many days, fewer where the data is short. */
const usualHorizonDays = 90;
/** Shorter, and silence says nothing. */
const leastHorizonDays = 14;

export interface LapseWindow {
  readonly splitDay: string;
  readonly endDay: string;
  readonly horizonDays: number;
}

/** Where histories are cut: a horizon before the end; null where less than three horizons were observed. */
export function lapseWindow(firstDay: string | null, asOfDay: string): LapseWindow | null {
  const observed = firstDay === null ? 0 : daysBetween(firstDay, asOfDay) + 1;
  const horizonDays = Math.min(usualHorizonDays, Math.floor(observed / 3));
  return horizonDays < leastHorizonDays
    ? null
    : { splitDay: addDays(asOfDay, -horizonDays), endDay: asOfDay, horizonDays };
}

export const signalNames = [
  'ALL',
  'FIRST_ORDER_DISCOUNTED',
  'LAST_ORDER_DISCOUNTED',
  'LAST_ORDER_REFUNDED',
  'LAST_ORDER_SMALLER',
  'ONE_ORDER_ONLY',
  'ONE_PRODUCT_ONLY',
  'SLOWER_GAPS',
  'CHANNEL',
] as const;

/** A row of the file of signals: what became of customers with one and without. */
export interface SignalCounts {
  readonly signal: (typeof signalNames)[number];
  /** The channel of CHANNEL. */
  readonly value: string | null;
  readonly splitDay: string;
  readonly horizonDays: number;
  readonly customers: number;
  readonly lapsed: number;
  readonly others: number;
  readonly othersLapsed: number;
}

export interface Lift {
  readonly lift: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The risk ratio of two groups: (a ÷ n) ÷ (b ÷ m), with Katz's interval exp(ln ratio ± z × √(1/a − 1/n + 1/b − 1/m)).
 * Null where nobody of a group lapsed: the ratio has no interval then.
 *
 * Katz, Baptista, Azen & Pike (1978), "Obtaining Confidence Intervals for the Risk Ratio in Cohort Studies".
 */
export function liftOf(
  {
    customers,
    lapsed,
    others,
    othersLapsed,
  }: Omit<SignalCounts, 'signal' | 'value' | 'splitDay' | 'horizonDays'>,
  level: number,
): Lift | null {
  if (lapsed === 0 || othersLapsed === 0) {
    return null;
  }
  const lift = lapsed / customers / (othersLapsed / others);
  const error = Math.sqrt(1 / lapsed - 1 / customers + 1 / othersLapsed - 1 / others);
  const factor = Math.exp(normalQuantile((1 + level) / 2) * error);
  return { lift, low: lift / factor, high: lift * factor };
}

/** Share of a group that lapsed; null without anybody. */
export function rateOf(lapsed: number, customers: number): number | null {
  return customers === 0 ? null : lapsed / customers;
}

/** The strongest first, in either direction; those without a lift last. */
export function rankSignals(signals: readonly SignalCounts[], level: number): SignalCounts[] {
  const strength = (counts: SignalCounts) => Math.abs(Math.log(liftOf(counts, level)?.lift ?? 1));
  return signals
    .filter(({ signal }) => signal !== 'ALL')
    .toSorted((a, b) => strength(b) - strength(a) || nameOf(a).localeCompare(nameOf(b)));
}

function nameOf({ signal, value }: SignalCounts): string {
  return `${signal} ${value ?? ''}`;
}
