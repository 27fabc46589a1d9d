import Big from 'big.js';
import { addDays, daysBetween } from '../calendar.ts';
import { quotient } from '../money.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import type { DayTotals, Gap } from './store.ts';

/** Half-open: from `from` up to and without `to`. */
export interface Window {
  readonly from: string;
  readonly to: string;
}

/** Observed facts of a window; what each means is in populations.graphql. */
export interface Metrics {
  readonly window: Window | null;
  /** Last day known; null without orders. */
  readonly asOfDay: string | null;
  readonly currency: string;
  readonly orders: number;
  readonly buyers: number;
  readonly newCustomers: number;
  readonly revenue: Big;
  readonly refunds: Big;
  readonly grossMargin: Big;
  readonly averageOrderValue: Big | null;
  readonly purchaseFrequency: number | null;
  readonly customerValue: Big | null;
  readonly repeatRate: number | null;
  readonly comparisonDays: number | null;
  readonly retentionRate: number | null;
  readonly churnRate: number | null;
  readonly averageLifespanDays: number | null;
  readonly simpleClv: Big | null;
}

export interface Facts {
  readonly days: readonly DayTotals[];
  readonly gaps: readonly Gap[];
  /** The days that were observed. */
  readonly observed: Window;
  readonly currency: string;
}

/** What a snapshot's metrics are computed from; null before the first order. */
export function factsOf(
  snapshot: Snapshot,
  days: readonly DayTotals[],
  gaps: readonly Gap[],
): Facts | null {
  const { firstDay, asOfDay, settings } = snapshot;
  return firstDay === null
    ? null
    : {
        days,
        gaps,
        observed: { from: firstDay, to: addDays(asOfDay, 1) },
        currency: settings.currency,
      };
}

/** What was known of them at the end of a day; null when that is before the first order. */
export function factsUntil(facts: Facts, day: string): Facts | null {
  const { from, to } = facts.observed;
  if (day < from) {
    return null;
  }
  return addDays(day, 1) >= to
    ? facts
    : {
        ...facts,
        days: facts.days.filter((totals) => totals.day <= day),
        gaps: facts.gaps.filter((gap) => gap.day <= day),
        observed: { from, to: addDays(day, 1) },
      };
}

/** Without a window, retention compares at most this long a window with the one before it. */
const maxComparisonDays = 365;

/** Metrics of a window, or of all observed days when none is given. */
export function metricsOf(facts: Facts, between: Window | null): Metrics {
  const window = between ?? facts.observed;
  const totals = totalsOf(facts.days, window);
  const { orders, revenue } = totals;
  const buyers = buyersIn(facts.gaps, window);
  return {
    window,
    asOfDay: addDays(facts.observed.to, -1),
    currency: facts.currency,
    ...totals,
    buyers,
    newCustomers: count(facts.gaps, window, { back: 1, before: isNone }),
    averageOrderValue: quotient(revenue, orders),
    purchaseFrequency: buyers === 0 ? null : orders / buyers,
    customerValue: quotient(revenue, buyers),
    repeatRate: buyers === 0 ? null : repeatBuyersIn(facts.gaps, window) / buyers,
    ...retention(facts, between ?? comparisonWindow(facts.observed)),
  };
}

/** Metrics before anything was imported. */
export function emptyMetrics(currency: string): Metrics {
  const zero = new Big(0);
  return {
    window: null,
    asOfDay: null,
    currency,
    orders: 0,
    buyers: 0,
    newCustomers: 0,
    revenue: zero,
    refunds: zero,
    grossMargin: zero,
    averageOrderValue: null,
    purchaseFrequency: null,
    customerValue: null,
    repeatRate: null,
    ...noRetention,
  };
}

function totalsOf(days: readonly DayTotals[], window: Window) {
  let orders = 0;
  let revenue = new Big(0);
  let refunds = new Big(0);
  let grossMargin = new Big(0);
  for (const day of days) {
    if (contains(window, day.day)) {
      orders += day.orders;
      revenue = revenue.plus(day.revenue);
      refunds = refunds.plus(day.refunds);
      grossMargin = grossMargin.plus(day.grossMargin);
    }
  }
  return { orders, revenue, refunds, grossMargin };
}

/** Each buyer has exactly one order in the window whose previous order fell before it. */
function buyersIn(gaps: readonly Gap[], window: Window): number {
  return count(gaps, window, { back: 1, before: (day) => day === null || day < window.from });
}

/**
 * Buyers with at least two orders. An order whose last but one predecessor fell before the window,
 * or is missing, is a buyer's first or second in it; the first ones are the buyers.
 */
function repeatBuyersIn(gaps: readonly Gap[], window: Window): number {
  const firstOrSecond = count(gaps, window, {
    back: 2,
    before: (day) => day === null || day < window.from,
  });
  return firstOrSecond - buyersIn(gaps, window);
}

const noRetention = {
  comparisonDays: null,
  retentionRate: null,
  churnRate: null,
  averageLifespanDays: null,
  simpleClv: null,
};

function retention(facts: Facts, window: Window | null) {
  if (!window) {
    return noRetention;
  }
  const { gaps, observed } = facts;
  const comparisonDays = daysBetween(window.from, window.to);
  const before = { from: addDays(window.from, -comparisonDays), to: window.from };
  // A window that was not observed to its end would count those who may yet come back as gone.
  const isObserved = before.from >= observed.from && window.to <= observed.to;
  const buyersBefore = isObserved ? buyersIn(gaps, before) : 0;
  if (comparisonDays < 1 || buyersBefore === 0) {
    return { ...noRetention, comparisonDays };
  }
  const retained = count(gaps, window, {
    back: 1,
    before: (day) => day !== null && contains(before, day),
  });
  const retentionRate = retained / buyersBefore;
  const churnRate = (buyersBefore - retained) / buyersBefore;
  const customerValue = quotient(totalsOf(facts.days, window).revenue, buyersIn(gaps, window));
  return {
    comparisonDays,
    retentionRate,
    churnRate,
    averageLifespanDays: churnRate === 0 ? null : comparisonDays / churnRate,
    // customerValue × lifespan ÷ window, where lifespan ÷ window = 1 ÷ churnRate.
    simpleClv:
      churnRate === 0 || !customerValue
        ? null
        : quotient(customerValue.times(buyersBefore), buyersBefore - retained),
  };
}

/** The last days of observation, at most a year, that have as many observed days before them. */
export function comparisonWindow(observed: Window): Window | null {
  const days = Math.min(maxComparisonDays, Math.floor(daysBetween(observed.from, observed.to) / 2));
  return days < 1 ? null : { from: addDays(observed.to, -days), to: observed.to };
}

interface GapCondition {
  readonly back: 1 | 2;
  before(day: string | null): boolean;
}

function count(gaps: readonly Gap[], window: Window, { back, before }: GapCondition): number {
  let orders = 0;
  for (const gap of gaps) {
    if (gap.back === back && contains(window, gap.day) && before(gap.previousDay)) {
      orders += gap.orders;
    }
  }
  return orders;
}

function isNone(day: string | null): boolean {
  return day === null;
}

function contains(window: Window, day: string): boolean {
  return day >= window.from && day < window.to;
}
