import { logGamma } from '../math/log-gamma.ts';
import { logRising } from '../math/log-rising.ts';
import { softplus } from '../math/logistic.ts';
import { overCells } from './beta-geometric-by-cell.ts';
import { type Params, statesOf } from './beta-geometric-states.ts';
import { indexOfCells } from './cell-index.ts';
import type { Purchases } from './cells.ts';
import { discountedWhileAlive, smoothOrders } from './discounted-while-alive.ts';
import { longestTime } from './discounting.ts';
import { chanceThrough } from './dropout-hazard.ts';
import { ordersOfLiving, survivalOfLiving } from './erlang-orders.ts';
import { nextOrder, nextRandomOrder } from './next-order.ts';
import { anyOrder, orderCounts } from './order-counts.ts';
import type { TransactionModel, TransactionModelName } from './transaction-model.ts';

interface Variant<P extends Params> extends Pick<TransactionModel<P>, 'parameterNames' | 'fit'> {
  readonly model: TransactionModelName;
  /** Chances to leave besides those after each repeat order: 1 if also after the first order. */
  readonly entryChances: 0 | 1;
}

/**
 * The models in which a customer may leave after each order, and the times between orders are Erlang-k.
 *
 * A customer is gone, or alive in one of k phases between orders; whatever is asked is the sum over these.
 */
export function betaGeometricModel<P extends Params>(variant: Variant<P>): TransactionModel<P> {
  const { entryChances } = variant;
  const states = statesOf(entryChances);
  const { stateOf, aliveNow, living, overPhases } = states;
  const { aliveByCell, byCell } = overCells(states);

  function orders(params: P, purchases: Purchases, horizon: number, dropout = 1): number {
    const tau = horizon / (params[1] + purchases.age);
    return overPhases(params, purchases, (alive) => ordersOfLiving({ ...alive, dropout })(tau));
  }

  function anyWithin(params: P, purchases: Purchases, horizon: number): number {
    const tau = horizon / (params[1] + purchases.age);
    return overPhases(params, purchases, (customer) => anyOrder(customer, tau));
  }

  function orderProbabilities(
    params: P,
    purchases: Purchases,
    horizon: number,
    upTo: number,
  ): Float64Array {
    const tau = horizon / (params[1] + purchases.age);
    const sums = new Float64Array(upTo + 1);
    sums[0] = 1 - aliveNow(params, purchases);
    for (const { weight, customer } of living(params, purchases)) {
      orderCounts(customer, tau, upTo).forEach((count, n) => {
        sums[n]! += weight * count;
      });
    }
    return sums;
  }

  return {
    name: variant.model,
    leavesBy: 'ORDERS',
    parameterNames: variant.parameterNames,
    fit: variant.fit,

    logLikelihood(params, { frequency, recency, age, logIntervals }) {
      const [r, alpha, a, b, k = 1] = params;
      const phases = k * frequency;
      const chances = frequency + entryChances;
      const { logSum, logOddsOfGone } = stateOf(params, frequency, recency, age);
      return (
        logRising(r, phases) -
        r * Math.log1p(age / alpha) -
        phases * Math.log(alpha + age) +
        logRising(b, chances) -
        logRising(a + b, chances) +
        (logSum + softplus(logOddsOfGone)) +
        ofIntervals(k, frequency, logIntervals)
      );
    },

    probabilityAlive(params, purchases, later = 0) {
      const tau = later / (params[1] + purchases.age);
      return later === 0
        ? aliveNow(params, purchases)
        : overPhases(params, purchases, (customer) => survivalOfLiving(customer)(tau));
    },

    expectedOrders: orders,
    expectedOrdersOfNewCustomer([r, alpha, a, b, k = 1], t, dropout = 1) {
      const entry = chanceThrough({ a, b, dropout }, entryChances);
      // Who stays at a chance q^h has q distributed as after h chances taken.
      const customer = { shape: r, a, b: b + dropout * entryChances, k, phase: 0, dropout };
      return entry * ordersOfLiving(customer)(t / alpha);
    },

    orderCountProbability: (params, purchases, horizon, n) =>
      orderProbabilities(params, purchases, horizon, n)[n]!,
    orderCountProbabilities: orderProbabilities,
    atLeastOneOrder: anyWithin,
    newCustomerOrderCountProbability: (params, t, n) =>
      orderProbabilities(params, justArrived, t, n)[n]!,
    newCustomerOrderCountProbabilities: (params, t, upTo) =>
      orderProbabilities(params, justArrived, t, upTo),

    expectedNextOrder(params, purchases) {
      const [r, alpha, , , k = 1] = params;
      const alive = aliveNow(params, purchases);
      const unit = alpha + purchases.age;
      return k === 1
        ? nextRandomOrder(alive, r + purchases.frequency, unit)
        : nextOrder((t) => anyWithin(params, purchases, t), alive, unit);
    },

    discountedExpectedOrders: (params, purchases, horizon, rate, dropout = 1) =>
      overPhases(params, purchases, (alive) => {
        const customer = { ...alive, dropout };
        const terms = { horizon, rate, curve: ordersOfLiving(customer) };
        return discountedWhileAlive(customer, params[1], terms)(purchases.age);
      }),

    probabilityAliveByCell: aliveByCell,

    expectedOrdersByCell: (params, cells, horizon, dropout = 1) =>
      byCell(params, cells, (alive) => {
        const curve = ordersOfLiving({ ...alive, dropout });
        return (age) => curve(horizon / (params[1] + age));
      }),

    discountedExpectedOrdersByCell(params, cells, horizon, rate, dropout = 1) {
      const { times, ages } = indexOfCells(cells);
      const youngest = times[ages.first] ?? 0;
      const longest = longestTime(horizon, rate) / (params[1] + youngest);
      return byCell(params, cells, (alive) => {
        const customer = { ...alive, dropout };
        const isSmoothed = customer.k === 1 && cells.age.length > fewCells;
        const curve = isSmoothed ? smoothOrders(customer, longest) : ordersOfLiving(customer);
        return discountedWhileAlive(customer, params[1], { horizon, rate, curve });
      });
    },
  };
}

/** For so many cells a smoothed curve costs more than it saves. */
const fewCells = 8;

/** Just after the first order. */
const justArrived: Purchases = { frequency: 0, recency: 0, age: 0 };

/** What the times between orders add to a log-likelihood beyond their sum: Σ ((k - 1) ln interval - ln (k - 1)!). */
function ofIntervals(k: number, frequency: number, logIntervals = frequency > 0 ? NaN : 0): number {
  if (k === 1) {
    return 0;
  }
  if (Number.isNaN(logIntervals)) {
    throw new RangeError(
      `Expected logIntervals of purchases for a likelihood with k = ${k}, got none`,
    );
  }
  return (k - 1) * logIntervals - frequency * logGamma(k);
}
