import { logRising } from '../math/log-rising.ts';
import { logistic, softplus } from '../math/logistic.ts';
import {
  type BetaGeometric,
  bendOfOrders,
  ordersWhileAlive,
  survivalWhileAlive,
} from './beta-geometric.ts';
import {
  type BetaGeometricParams,
  betaGeometricNames,
  fitBetaGeometric,
} from './beta-geometric-fit.ts';
import type { Cells, Purchases } from './cells.ts';
import { type DiscountTerms, discountedOrders } from './discounting.ts';
import { anyOrder, orderCounts } from './order-counts.ts';
import { ordersByCell } from './orders-by-cell.ts';
import type { TransactionModel, TransactionModelName } from './transaction-model.ts';

/**
 * The NBD models in which a customer may leave after each order: after the repeat ones only
 * (`entryChances` 0), or after the first as well (1).
 */
export function betaGeometricModel(
  name: TransactionModelName,
  entryChances: 0 | 1,
): TransactionModel<BetaGeometricParams> {
  /** ln of the odds that the customer left at the last order; -Infinity where there was no chance to. */
  function logOddsOfGone(
    params: BetaGeometricParams,
    frequency: number,
    recency: number,
    age: number,
  ): number {
    const [r, alpha, a, b] = params;
    const chances = frequency + entryChances;
    if (chances === 0) {
      return -Infinity;
    }
    const silence = Math.log1p((age - recency) / (alpha + recency));
    return Math.log(a / (b + (chances - 1))) + (r + frequency) * silence;
  }

  function whileAlive(params: BetaGeometricParams, frequency: number) {
    const [r, , a, b] = params;
    return { shape: r + frequency, a, b: b + frequency + entryChances, k: 1, phase: 0 };
  }

  function aliveNow(params: BetaGeometricParams, { frequency, recency, age }: Purchases): number {
    return logistic(-logOddsOfGone(params, frequency, recency, age));
  }

  function orders(params: BetaGeometricParams, purchases: Purchases, horizon: number): number {
    const curve = ordersWhileAlive(whileAlive(params, purchases.frequency));
    return aliveNow(params, purchases) * curve(horizon / (params[1] + purchases.age));
  }

  function orderProbabilities(
    params: BetaGeometricParams,
    purchases: Purchases,
    horizon: number,
    upTo: number,
  ): Float64Array {
    const alive = aliveNow(params, purchases);
    const tau = horizon / (params[1] + purchases.age);
    const counts = orderCounts(whileAlive(params, purchases.frequency), tau, upTo);
    return counts.map((count, n) => alive * count + (n === 0 ? 1 - alive : 0));
  }

  function aliveByCell(params: BetaGeometricParams, cells: Cells): Float64Array {
    return cells.frequency.map((frequency, i) =>
      logistic(-logOddsOfGone(params, frequency, cells.recency[i]!, cells.age[i]!)),
    );
  }

  return {
    name,
    parameterNames: betaGeometricNames,

    logLikelihood(params, { frequency, recency, age }) {
      const [r, alpha, a, b] = params;
      const chances = frequency + entryChances;
      return (
        logRising(r, frequency) -
        r * Math.log1p(age / alpha) -
        frequency * Math.log(alpha + age) +
        logRising(b, chances) -
        logRising(a + b, chances) +
        softplus(logOddsOfGone(params, frequency, recency, age))
      );
    },

    fit: (cells, options) => fitBetaGeometric(cells, { model: name, entryChances }, options),

    probabilityAlive(params, purchases, later = 0) {
      const now = aliveNow(params, purchases);
      if (later === 0) {
        return now;
      }
      const survival = survivalWhileAlive(whileAlive(params, purchases.frequency));
      return now * survival(later / (params[1] + purchases.age));
    },

    expectedOrders: orders,

    expectedOrdersOfNewCustomer: (params, t) =>
      orders(params, justArrived, t),

    orderCountProbability: (params, purchases, horizon, n) =>
      orderProbabilities(params, purchases, horizon, n)[n]!,

    orderCountProbabilities: orderProbabilities,

    atLeastOneOrder: (params, purchases, horizon) =>
      aliveNow(params, purchases) *
      anyOrder(whileAlive(params, purchases.frequency), horizon / (params[1] + purchases.age)),

    newCustomerOrderCountProbability: (params, t, n) =>
      orderProbabilities(params, justArrived, t, n)[n]!,

    newCustomerOrderCountProbabilities: (params, t, upTo) =>
      orderProbabilities(params, justArrived, t, upTo),

    expectedNextOrder(params, purchases) {
      const [r, alpha] = params;
      const alive = aliveNow(params, purchases);
      const timeOf = (share: number) =>
        finiteOrNull(
          (alpha + purchases.age) * Math.expm1(-Math.log1p(-share) / (r + purchases.frequency)),
        );
      return {
        probabilityEver: alive,
        median: alive > 0.5 ? timeOf(0.5 / alive) : null,
        medianIfEver: alive > 0 ? timeOf(0.5) : null,
      };
    },

    discountedExpectedOrders(params, purchases, horizon, rate) {
      const ofAge = discountedWhileAlive(whileAlive(params, purchases.frequency), params[1], {
        horizon,
        rate,
      });
      return aliveNow(params, purchases) * ofAge(purchases.age);
    },

    probabilityAliveByCell: aliveByCell,

    expectedOrdersByCell(params, cells, horizon) {
      const alpha = params[1];
      return ordersByCell(cells, {
        alive: aliveByCell(params, cells),
        ageScale: alpha,
        ofFrequency: (frequency) => {
          const curve = ordersWhileAlive(whileAlive(params, frequency));
          return (age) => curve(horizon / (alpha + age));
        },
      });
    },

    discountedExpectedOrdersByCell(params, cells, horizon, rate) {
      const alpha = params[1];
      return ordersByCell(cells, {
        alive: aliveByCell(params, cells),
        ageScale: alpha,
        ofFrequency: (frequency) =>
          discountedWhileAlive(whileAlive(params, frequency), alpha, { horizon, rate }),
      });
    },
  };
}

/** Just after the first order. */
const justArrived: Purchases = { frequency: 0, recency: 0, age: 0 };

function finiteOrNull(time: number): number | null {
  return Number.isFinite(time) ? time : null;
}

/** Discounted orders of a living customer, as a function of age. */
function discountedWhileAlive(
  customer: BetaGeometric,
  alpha: number,
  { horizon, rate }: Omit<DiscountTerms, 'scale'>,
): (age: number) => number {
  const curve = ordersWhileAlive(customer);
  const bend = bendOfOrders(customer);
  return (age) => {
    const unit = alpha + age;
    return discountedOrders((t) => curve(t / unit), { horizon, rate, scale: unit * bend });
  };
}
