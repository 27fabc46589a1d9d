import { logGamma } from '../math/log-gamma.ts';
import { logRising } from '../math/log-rising.ts';
import { logistic, softplus } from '../math/logistic.ts';
import type { Cells, Purchases } from './cells.ts';
import { discountedOrders, longestTime } from './discounting.ts';
import { chanceThrough } from './dropout-hazard.ts';
import { ordersOfLiving, shapeOfCurve, survivalOfLiving } from './erlang-orders.ts';
import type { LivingCustomer } from './living-customer.ts';
import { type NextOrder, nextOrder } from './next-order.ts';
import { anyOrder, orderCounts } from './order-counts.ts';
import { ordersByCell } from './orders-by-cell.ts';
import { phaseWeights } from './phase-weights.ts';
import { smoothCurve } from './smooth-curve.ts';
import type { TransactionModel, TransactionModelName } from './transaction-model.ts';

/** What the family's parameters begin with; CNBD-k models have k after them. */
type Params = readonly [r: number, alpha: number, a: number, b: number, ...k: number[]];

interface Variant<P extends Params> extends Pick<TransactionModel<P>, 'parameterNames' | 'fit'> {
  readonly model: TransactionModelName;
  /** Chances to leave besides those after each repeat order: 1 if also after the first order. */
  readonly entryChances: 0 | 1;
}

/** One of the phases in which a customer may be alive. */
interface WeightedCustomer {
  readonly weight: number;
  readonly customer: LivingCustomer;
}

/**
 * The models in which a customer may leave after each order, and the times between orders are Erlang-k.
 *
 * A customer is gone, or alive in one of k phases between orders; whatever is asked is the sum over these.
 */
export function betaGeometricModel<P extends Params>(variant: Variant<P>): TransactionModel<P> {
  const { entryChances } = variant;

  /** ln of the odds that the customer left at the last order, just after it; -Infinity without a chance to. */
  function logOddsWithoutSilence([, , a, b]: P, frequency: number): number {
    const chances = frequency + entryChances;
    return chances === 0 ? -Infinity : Math.log(a / (b + (chances - 1)));
  }

  /** Weights of the phases, and ln of the odds that the customer left at the last order. */
  function stateOf(params: P, frequency: number, recency: number, age: number) {
    const [r, alpha, , , k = 1] = params;
    const share = (age - recency) / (alpha + age);
    const shape = r + k * frequency;
    const { weights, logSum } = phaseWeights(k, shape, share);
    const silence = Math.log1p((age - recency) / (alpha + recency));
    const logOddsOfGone = logOddsWithoutSilence(params, frequency) + shape * silence - logSum;
    return { weights, logSum, logOddsOfGone };
  }

  function whileAlive(params: P, frequency: number, phase: number): LivingCustomer {
    const [r, , a, b, k = 1] = params;
    return { shape: r + k * frequency + phase, a, b: b + frequency + entryChances, k, phase };
  }

  function aliveNow(params: P, { frequency, recency, age }: Purchases): number {
    return logistic(-stateOf(params, frequency, recency, age).logOddsOfGone);
  }

  /** The phases with their probabilities, which add up to P(alive). */
  function living(params: P, { frequency, recency, age }: Purchases): WeightedCustomer[] {
    const { weights, logOddsOfGone } = stateOf(params, frequency, recency, age);
    const alive = logistic(-logOddsOfGone);
    return weights.map((weight, phase) => ({
      weight: alive * weight,
      customer: whileAlive(params, frequency, phase),
    }));
  }

  /** The sum over phases of `value` of a customer known to be alive. */
  function overPhases(
    params: P,
    purchases: Purchases,
    value: (customer: LivingCustomer) => number,
  ): number {
    return living(params, purchases).reduce(
      (sum, { weight, customer }) => sum + weight * value(customer),
      0,
    );
  }

  function orders(params: P, purchases: Purchases, horizon: number, dropout = 1): number {
    const tau = horizon / (params[1] + purchases.age);
    return overPhases(params, purchases, (living) => ordersOfLiving({ ...living, dropout })(tau));
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

  function aliveByCell(params: P, cells: Cells): Float64Array {
    const { frequency, recency, age } = cells;
    const [r, alpha, , , k = 1] = params;
    const alive = new Float64Array(frequency.length);
    if (k > 1) {
      return alive.map((_, i) =>
        logistic(-stateOf(params, frequency[i]!, recency[i]!, age[i]!).logOddsOfGone),
      );
    }
    let x = -1;
    let logOdds = 0;
    for (let i = 0; i < alive.length; i++) {
      // Cells come in runs of equal x, so that most share this logarithm.
      if (frequency[i] !== x) {
        x = frequency[i]!;
        logOdds = logOddsWithoutSilence(params, x);
      }
      const silence = Math.log1p((age[i]! - recency[i]!) / (alpha + recency[i]!));
      alive[i] = logistic(-(logOdds + (r + x) * silence));
    }
    return alive;
  }

  /** For each phase, the probability of each cell's customers to be alive in it. */
  function phasesByCell(params: P, cells: Cells): Float64Array[] {
    const { frequency, recency, age } = cells;
    const [, , , , k = 1] = params;
    if (k === 1) {
      return [aliveByCell(params, cells)];
    }
    const phases = Array.from({ length: k }, () => new Float64Array(frequency.length));
    for (let i = 0; i < frequency.length; i++) {
      const { weights, logOddsOfGone } = stateOf(params, frequency[i]!, recency[i]!, age[i]!);
      const alive = logistic(-logOddsOfGone);
      phases.forEach((ofPhase, phase) => {
        ofPhase[i] = alive * weights[phase]!;
      });
    }
    return phases;
  }

  /** The sum over phases of the probability to be in it times what `ofCustomer` says of such a customer by age. */
  function byCell(
    params: P,
    cells: Cells,
    ofCustomer: (customer: LivingCustomer) => (age: number) => number,
  ): Float64Array {
    const [first, ...others] = phasesByCell(params, cells).map((alive, phase) =>
      ordersByCell(cells, {
        alive,
        ageScale: params[1],
        ofFrequency: (frequency) => ofCustomer(whileAlive(params, frequency, phase)),
      }),
    );
    for (const other of others) {
      other.forEach((value, i) => {
        first![i]! += value;
      });
    }
    return first!;
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
      const living = { shape: r, a, b: b + dropout * entryChances, k, phase: 0, dropout };
      return entry * ordersOfLiving(living)(t / alpha);
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
      overPhases(params, purchases, (living) => {
        const customer = { ...living, dropout };
        const terms = { horizon, rate, curve: ordersOfLiving(customer) };
        return discountedWhileAlive(customer, params[1], terms)(purchases.age);
      }),

    probabilityAliveByCell: aliveByCell,

    expectedOrdersByCell: (params, cells, horizon, dropout = 1) =>
      byCell(params, cells, (living) => {
        const curve = ordersOfLiving({ ...living, dropout });
        return (age) => curve(horizon / (params[1] + age));
      }),

    discountedExpectedOrdersByCell(params, cells, horizon, rate, dropout = 1) {
      const youngest = cells.age.reduce((least, age) => Math.min(least, age), Infinity);
      const longest = longestTime(horizon, rate) / (params[1] + youngest);
      return byCell(params, cells, (living) => {
        const customer = { ...living, dropout };
        const curve = customer.k === 1 ? smoothOrders(customer, longest) : ordersOfLiving(customer);
        return discountedWhileAlive(customer, params[1], { horizon, rate, curve });
      });
    },
  };
}

/** The curve of a living customer, for ages enough to pay for its smoothing. */
function smoothOrders(customer: LivingCustomer, longest: number): (tau: number) => number {
  return smoothCurve(ordersOfLiving(customer), shapeOfCurve(customer).bend, longest);
}

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

/** The medians of random timing, where an order comes within t with probability alive (1 - (1 + t / unit)^-shape). */
function nextRandomOrder(alive: number, shape: number, unit: number): NextOrder {
  const timeOf = (share: number) => {
    const time = unit * Math.expm1(-Math.log1p(-share) / shape);
    return Number.isFinite(time) ? time : null;
  };
  return {
    probabilityEver: alive,
    median: alive > 0.5 ? timeOf(0.5 / alive) : null,
    medianIfEver: alive > 0 ? timeOf(0.5) : null,
  };
}

interface Discounting {
  readonly horizon: number;
  readonly rate: number;
  /** Expected orders of the customer until τ. */
  readonly curve: (tau: number) => number;
}

/** Discounted orders of a living customer, as a function of age. */
function discountedWhileAlive(
  customer: LivingCustomer,
  alpha: number,
  { horizon, rate, curve }: Discounting,
): (age: number) => number {
  const { bend, density } = shapeOfCurve(customer);
  return (age) => {
    const unit = alpha + age;
    const terms = { horizon, rate, scale: unit * bend, density };
    return discountedOrders((t) => curve(t / unit), terms);
  };
}
