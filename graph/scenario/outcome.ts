import Big from 'big.js';
import type { Arrivals } from '../equity/customer-equity.ts';
import { discountedDays, newcomersOf, revenueOfArrivals } from '../equity/newcomers.ts';
import type { Future } from '../models/future.ts';
import { type Money, money } from '../money.ts';
import { basisRate } from '../value/basis.ts';
import type { Predictors } from '../value/prediction.ts';
import { expectedRevenue, type Valuation } from '../value/valuation.ts';
import type { Changes } from './changes.ts';

const daysPerWeek = 7;

/** What a population is worth under changes; see scenario.graphql. */
export interface Outcome {
  readonly equity: number | null;
  readonly mean: number | null;
  readonly future: number | null;
  readonly total: number | null;
  readonly newCustomers: number | null;
  readonly cac: number | null;
  readonly acquisitionCost: number | null;
  readonly net: number | null;
}

/** What is changed, and what of it is known. */
export interface OutcomeInput {
  readonly valuation: Valuation;
  readonly customers: number;
  /** Null where nothing is said of customers to come. */
  readonly arrivals: Arrivals | null;
  /** Present cost of a new customer; null where it is not named. */
  readonly cac: number | null;
}

const nothing: Outcome = {
  equity: null,
  mean: null,
  future: null,
  total: null,
  newCustomers: null,
  cac: null,
  acquisitionCost: null,
  net: null,
};

/** Outcomes of changes, whose sums over cells are shared where only other levers differ. */
export function outcomes(input: OutcomeInput): (changes: Changes) => Outcome {
  const { valuation, customers, arrivals } = input;
  const { predictors, snapshot, settings, terms } = valuation;
  if (!predictors) {
    return () => nothing;
  }
  const revenue = revenueUnder(predictors, valuation);
  return (changes) => {
    const horizon = {
      horizonDays: terms.horizonDays,
      discountRate: changes.discountRate ?? terms.discountRate,
    };
    const sums = revenue(changes, horizon.discountRate);
    const worth =
      basisRate(terms.basis, snapshot, settings, changes.margin) * (1 + changes.orderValue);
    const perDay = perDayOf(arrivals, changes);
    const equity = worth * sums.existing();
    const future = perDay === null ? null : worth * perDay * sums.perArrival();
    const total = equity + (future ?? 0);
    const cac = input.cac === null ? null : input.cac * (1 + changes.cac);
    const acquisitionCost =
      perDay === null || cac === null ? null : cac * perDay * discountedDays(horizon);
    return {
      equity,
      mean: customers === 0 ? null : equity / customers,
      future,
      total,
      newCustomers: perDay === null ? null : perDay * terms.horizonDays,
      cac,
      acquisitionCost,
      net: acquisitionCost === null ? null : total - acquisitionCost,
    };
  };
}

function perDayOf(arrivals: Arrivals | null, { acquisitionVolume }: Changes): number | null {
  return arrivals && (arrivals.rate.perWeek / daysPerWeek) * (1 + acquisitionVolume);
}

/** Undefined as the model expects. */
function futureOf({ frequency, retention }: Changes): Future | undefined {
  return frequency === 0 && retention === 0
    ? undefined
    : { orderRate: 1 + frequency, dropout: 1 / (1 + retention) };
}

/** Discounted revenue of today's customers, and of those who come one a day, by what of the changes they depend on. */
function revenueUnder(predictors: Predictors, { cells, terms: { horizonDays } }: Valuation) {
  const known = new Map<string, number>();
  const remembered = (key: string, sum: () => number): number => {
    const found = known.get(key) ?? sum();
    known.set(key, found);
    return found;
  };
  return (changes: Changes, discountRate: number) => {
    const key = `${changes.frequency} ${changes.retention} ${discountRate}`;
    const future = futureOf(changes);
    const terms = { horizonDays, discountRate, ...(future && { future }) };
    return {
      existing: () =>
        remembered(`existing ${key}`, () => expectedRevenue(predictors, cells, terms)),
      perArrival: () =>
        remembered(`arrival ${key}`, () =>
          revenueOfArrivals(newcomersOf(predictors, cells, future), terms),
        ),
    };
  };
}

/** An outcome as the graph shows it. */
export type OutcomeView = Readonly<
  Record<Exclude<keyof Outcome, 'newCustomers'>, Money | null> & { newCustomers: number | null }
>;

export function viewOf(outcome: Outcome, currency: string): OutcomeView {
  const shown = (amount: number | null) => (amount === null ? null : money(amount, currency));
  return {
    equity: shown(outcome.equity),
    mean: shown(outcome.mean),
    future: shown(outcome.future),
    total: shown(outcome.total),
    newCustomers: outcome.newCustomers,
    cac: shown(outcome.cac),
    acquisitionCost: shown(outcome.acquisitionCost),
    net: shown(outcome.net),
  };
}

/** One outcome less another, of the figures as they are shown, to the last digit. */
export function differenceOf(one: OutcomeView, other: OutcomeView): OutcomeView {
  const less = (a: Money | null, b: Money | null) =>
    a && b ? money(new Big(a.amount).minus(b.amount), a.currencyCode) : null;
  return {
    equity: less(one.equity, other.equity),
    mean: less(one.mean, other.mean),
    future: less(one.future, other.future),
    total: less(one.total, other.total),
    newCustomers:
      one.newCustomers === null || other.newCustomers === null
        ? null
        : one.newCustomers - other.newCustomers,
    cac: less(one.cac, other.cac),
    acquisitionCost: less(one.acquisitionCost, other.acquisitionCost),
    net: less(one.net, other.net),
  };
}
