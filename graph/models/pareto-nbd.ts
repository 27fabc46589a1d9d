import { discountedPower } from '../math/discounted-power.ts';
import { raceWon } from '../math/gamma-race.ts';
import { logRising } from '../math/log-rising.ts';
import { indexOfCells, regardlessOfFrequency } from './cell-index.ts';
import type { Cells, Purchases } from './cells.ts';
import { livingByCell } from './living-by-cell.ts';
import { nextOrder } from './next-order.ts';
import { aliveByCell, aliveNow, livingAt, oddsOfGone, silenceOf } from './pareto-alive.ts';
import { fitPareto, paretoNames } from './pareto-fit.ts';
import type { ParetoParams } from './pareto-likelihood.ts';
import { orderCount, orderCounts } from './pareto-order-counts.ts';
import type { TransactionModel } from './transaction-model.ts';

/** Just after the first order. */
const justArrived: Purchases = { frequency: 0, recency: 0, age: 0 };

/**
 * Pareto/NBD: while a customer, orders come at random at a rate that differs from customer to customer; the customer
 * leaves for good at a random moment, at a rate that differs likewise and has nothing to do with the orders.
 *
 * Unlike in BG/NBD a one-time buyer may be gone, and P(alive) falls with silence for everybody.
 *
 * @see Schmittlein, Morrison & Colombo (1987), Management Science 33:1; http://brucehardie.com/notes/009/ and 015
 * @example
 * // A heavy CDNOW buyer
 * paretoNbd.expectedOrders([0.553, 10.578, 0.606, 11.669], { frequency: 26, recency: 30.857, age: 31 }, 52); // 25.46
 */
export const paretoNbd: TransactionModel<ParetoParams> = {
  name: 'PARETO_NBD',
  leavesBy: 'TIME',
  parameterNames: paretoNames,
  fit: fitPareto,

  logLikelihood(params, purchases) {
    const [r, alpha, s, beta] = params;
    const { frequency, recency } = purchases;
    const { exponent, left } = silenceOf(params, purchases);
    return (
      logRising(r, frequency) -
      r * Math.log1p(recency / alpha) -
      frequency * Math.log(alpha + recency) -
      s * Math.log1p(recency / beta) +
      (left === 0 ? -exponent : Math.log(Math.exp(-exponent) + left))
    );
  },

  probabilityAlive(params, purchases, later = 0) {
    const [, , s, beta] = params;
    const survival = Math.exp(-s * Math.log1p(later / (beta + purchases.age)));
    return aliveNow(params, purchases) * survival;
  },

  expectedOrders: (params, purchases, horizon, dropout) =>
    discounted(params, purchases, { horizon, rate: 0, dropout }),
  expectedOrdersOfNewCustomer: (params, t, dropout) =>
    discounted(params, justArrived, { horizon: t, rate: 0, dropout }),
  discountedExpectedOrders: (params, purchases, horizon, rate, dropout) =>
    discounted(params, purchases, { horizon, rate, dropout }),

  orderCountProbability: orderProbability,
  orderCountProbabilities: orderProbabilities,
  atLeastOneOrder: anyWithin,
  newCustomerOrderCountProbability: (params, t, n) => orderProbability(params, justArrived, t, n),
  newCustomerOrderCountProbabilities: (params, t, upTo) =>
    orderProbabilities(params, justArrived, t, upTo),

  expectedNextOrder: (params, purchases) =>
    nextOrder(
      (t) => anyWithin(params, purchases, t),
      anyWithin(params, purchases, Infinity),
      params[1] + purchases.age,
    ),

  probabilityAliveByCell: aliveByCell,
  expectedOrdersByCell: (params, cells, horizon, dropout) =>
    discountedByCell(params, cells, { horizon, rate: 0, dropout }),
  discountedExpectedOrdersByCell: (params, cells, horizon, rate, dropout) =>
    discountedByCell(params, cells, { horizon, rate, dropout }),
};

/** A span of time ahead, and what an order at distance s in it is worth: e^(-rate s). */
interface Terms {
  readonly horizon: number;
  readonly rate: number;
  /** Hazard to leave beside the fitted one, 1 unless told: the leaving rates' scale is divided by it. */
  readonly dropout?: number | undefined;
}

/**
 * Orders in a time ahead of a living customer aged T, for each unit of the expected order rate 1 / (α + T): that rate
 * times ∫ e^(-rate u) (1 + u / (β + T))^-s du, as order and dropout rates stay independent of each other.
 */
function ordersPerShape(
  [, alpha, s, beta]: ParetoParams,
  age: number,
  { horizon, rate, dropout = 1 }: Terms,
): number {
  const scale = (beta + age) / dropout;
  return (scale * discountedPower(s, rate * scale, horizon / scale)) / (alpha + age);
}

function discounted(params: ParetoParams, purchases: Purchases, terms: Terms): number {
  const shape = params[0] + purchases.frequency;
  return aliveNow(params, purchases) * shape * ordersPerShape(params, purchases.age, terms);
}

/** `discounted` for each cell. */
function discountedByCell(params: ParetoParams, cells: Cells, terms: Terms): Float64Array {
  const [r, alpha, , beta] = params;
  const alive = aliveByCell(params, cells);
  const index = indexOfCells(cells);
  const [perShape] = livingByCell(regardlessOfFrequency(index), [index.ages], {
    ofFrequency: () => (age) => ordersPerShape(params, age, terms),
    ageScale: Math.min(alpha, beta),
  });
  return alive.map((chance, i) => chance * (r + cells.frequency[i]!) * perShape![i]!);
}

function anyWithin(params: ParetoParams, purchases: Purchases, time: number): number {
  const { ordering, leaving } = livingAt(params, purchases.frequency, purchases.age);
  return aliveNow(params, purchases) * raceWon(ordering, leaving, time);
}

function orderProbability(
  params: ParetoParams,
  purchases: Purchases,
  horizon: number,
  n: number,
): number {
  const { alive, gone, customer } = knownOf(params, purchases);
  return alive * orderCount(customer, horizon, n) + (n === 0 ? gone : 0);
}

function orderProbabilities(
  params: ParetoParams,
  purchases: Purchases,
  horizon: number,
  upTo: number,
): Float64Array {
  const { alive, gone, customer } = knownOf(params, purchases);
  const counts = orderCounts(customer, horizon, upTo);
  return counts.map((count, n) => alive * count + (n === 0 ? gone : 0));
}

/** P(alive), its complement with all its digits, and the customer if alive. */
function knownOf(params: ParetoParams, purchases: Purchases) {
  const odds = oddsOfGone(params, purchases);
  return {
    alive: 1 / (1 + odds),
    gone: 1 / (1 + 1 / odds),
    customer: livingAt(params, purchases.frequency, purchases.age),
  };
}
