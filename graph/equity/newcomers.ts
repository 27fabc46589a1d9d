import { gaussLegendre } from '../math/gauss-legendre.ts';
import type { Cells } from '../models/cells.ts';
import { dailyRate } from '../models/effective-horizon.ts';
import type { Future } from '../models/future.ts';
import type { Predictors } from '../value/prediction.ts';
import type { RevenueTerms } from '../value/valuation.ts';

/** Customers to come, as the order model sees them. */
export interface Newcomers {
  /** Repeat orders expected of one in the days after the first order. */
  repeatOrders(days: number): number;
  /** Expected value of each of their orders. */
  readonly orderValue: number;
}

/** Buyers this young tell which strata new customers come from. */
const youngDays = 91;

/**
 * New customers of a group: of each stratum as many as among those who bought first of late, among all where nobody did. They are
 * taken to spend and to come at a season like the end of observation.
 */
export function newcomersOf(
  { orders, spend }: Predictors,
  cells: Cells,
  future?: Future,
): Newcomers {
  const shares = strataOf(cells);
  return {
    repeatOrders: (days) =>
      shares.reduce(
        (sum, [stratum, share]) =>
          sum + share * orders.expectedOrdersOfNewCustomer(days, future, stratum),
        0,
      ),
    orderValue: spend.expectedOrderValue(0, 0),
  };
}

function strataOf({ stratum, age, customers }: Cells): (readonly [number, number])[] {
  if (!stratum) {
    return [[0, 1]];
  }
  const young = sharesOf(stratum, (cell) =>
    (age[cell] ?? 0) < youngDays ? (customers[cell] ?? 0) : 0,
  );
  return young.length > 0 ? young : sharesOf(stratum, (cell) => customers[cell] ?? 0);
}

function sharesOf(
  stratum: Float64Array,
  weight: (cell: number) => number,
): (readonly [number, number])[] {
  const sums = new Map<number, number>();
  let all = 0;
  for (const [cell, number] of stratum.entries()) {
    sums.set(number, (sums.get(number) ?? 0) + weight(cell));
    all += weight(cell);
  }
  return [...sums].filter(([, sum]) => sum > 0).map(([number, sum]) => [number, sum / all]);
}

type Horizon = Pick<RevenueTerms, 'horizonDays' | 'discountRate'>;

/** Beyond this exponent what is left of discounted orders is less than 1e-17 of them. */
const longestExponent = 40;

/** Time is taken by the logarithm of 1 + days ÷ this: orders come thickest right after the first. */
const scaleDays = 7;

/** For 1e-9 over some years, 1e-6 for ever. */
const nodeCount = 48;

/** ∫ e^(-δ u) du over the horizon: what a payment of 1 a day is worth today. */
export function discountedDays({ horizonDays, discountRate }: Horizon): number {
  const rate = dailyRate(discountRate);
  return rate === 0 ? horizonDays : -Math.expm1(-rate * horizonDays) / rate;
}

/** ∫ e^(-δ u) g(u) du over the horizon, for slowly changing g. */
function discountedIntegral(
  { horizonDays, discountRate }: Horizon,
  g: (days: number) => number,
): number {
  const rate = dailyRate(discountRate);
  const end = rate > 0 ? Math.min(horizonDays, longestExponent / rate) : horizonDays;
  const half = Math.log1p(end / scaleDays) / 2;
  const { nodes, weights } = gaussLegendre(nodeCount);
  return nodes.reduce((sum, node, i) => {
    const v = half * (1 + node);
    const days = scaleDays * Math.expm1(v);
    return sum + (weights[i] ?? 0) * half * scaleDays * Math.exp(v - rate * days) * g(days);
  }, 0);
}

/**
 * Discounted revenue within the horizon from customers who come one a day from now on. Of those who came by u days ahead,
 * 1 + E[X(u)] orders a day are due then: the first order of the newest, the repeat orders of all before.
 */
export function revenueOfArrivals(newcomers: Newcomers, terms: Horizon): number {
  return (
    newcomers.orderValue * discountedIntegral(terms, (days) => 1 + newcomers.repeatOrders(days))
  );
}

/** Discounted revenue of one new customer within the horizon after the first order, that order included. */
export function revenueOfNewcomer(newcomers: Newcomers, terms: Horizon): number {
  const { horizonDays, discountRate } = terms;
  const rate = dailyRate(discountRate);
  const later = discountedIntegral(terms, (days) => rate * newcomers.repeatOrders(days));
  const end = rate > 0 ? Math.min(horizonDays, longestExponent / rate) : horizonDays;
  const last = Math.exp(-rate * end) * newcomers.repeatOrders(end);
  return newcomers.orderValue * (1 + last + later);
}

/** Nodes that a week of slowly rising orders needs. */
const weekNodes = 3;

/** Orders between two days ahead from customers who come one a day from now on, their first orders included. */
export function ordersOfArrivals(newcomers: Newcomers, from: number, to: number): number {
  const half = (to - from) / 2;
  const { nodes, weights } = gaussLegendre(weekNodes);
  return nodes.reduce((sum, node, i) => {
    const days = from + half * (1 + node);
    return sum + (weights[i] ?? 0) * half * (1 + newcomers.repeatOrders(days));
  }, 0);
}
