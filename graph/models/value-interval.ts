import type { Purchases } from './cells.ts';
import { averageCounts } from './count-distribution.ts';
import { effectiveHorizon } from './effective-horizon.ts';
import type { SpendFit } from './gamma-gamma-fit.ts';
import { leastDoubt, orderPredictorsAround, ordersWithin, restFor } from './order-interval.ts';
import { doubtOf, moved } from './parameter-doubt.ts';
import { type PredictionInterval, tailsOf } from './prediction-interval.ts';
import { type OrderPredictor, orderPredictor } from './predictor.ts';
import type { TransactionFit } from './transaction-model.ts';
import { type ValueDistribution, type ValuePart, valueDistribution } from './value-distribution.ts';

/** How far ahead value is counted, at which rate, and how sure an interval is to be. */
export interface IntervalTerms {
  /** Infinity for the whole remaining life, at a rate above 0. */
  readonly horizonDays: number;
  /** Effective: 0.1 makes an order a year away worth 1 / 1.1 of one today. */
  readonly annualRate: number;
  readonly level: number;
}

/** A customer as the models see one. */
export interface ValuedCustomer extends Purchases {
  readonly repeatSpend: number;
}

/** Value of a customer's orders to come, as an interval that holds it with the probability asked for, or more where 0 is so likely. */
export type ValueInterval = (customer: ValuedCustomer, terms: IntervalTerms) => PredictionInterval;

/**
 * Binds the intervals of a pair of fits: from the distribution of counts, compounded with that of order values, averaged
 * over what the parameters may be.
 *
 * Discounting counts the orders of `effectiveHorizon` in full and makes all of them worth the same, so that the mean is
 * the discounted one exactly and the spread of their times is met; which of the orders are the late ones is left out.
 */
export function valueInterval(
  transactions: TransactionFit,
  spend: SpendFit,
  timeUnitDays: number,
): ValueInterval {
  const central = orderPredictor(transactions, timeUnitDays);
  const uncertain = uncertainty(transactions, spend, timeUnitDays);
  return (customer, { horizonDays, annualRate, level }) => {
    const days = effectiveHorizon(horizonDays, annualRate);
    const expected = central.expectedOrders(customer, days);
    if (expected === 0) {
      return { low: 0, high: 0 };
    }
    const worth = central.discountedOrders(customer, horizonDays, annualRate) / expected;
    const rest = restFor(level);
    const countsOf = (orders: OrderPredictor) => ordersWithin(orders, customer, days, rest);
    const { low, high } = cut(valueDistribution(uncertain(countsOf, customer)), level);
    return { low: worth * low, high: worth * high };
  };
}

function cut({ zero, quantile }: ValueDistribution, level: number): PredictionInterval {
  const { below, above } = tailsOf(zero, level);
  return {
    low: below === 0 ? 0 : quantile(below),
    high: zero >= 1 - above ? 0 : quantile(1 - above),
  };
}

type CountsOf = (orders: OrderPredictor) => Float64Array;

/**
 * The parts that a customer's value is mixed of: each uncertain direction of the parameters of either model at both of its
 * ends, the other model's in the middle. Directions that move order counts alone share one part.
 */
function uncertainty(transactions: TransactionFit, spend: SpendFit, timeUnitDays: number) {
  const ofSpend = doubtOf(spend, leastDoubt);
  const ofOrders = doubtOf(transactions, leastDoubt).length;
  const directions = ofOrders + ofSpend.length;
  const steps = Math.sqrt(directions);
  const around = orderPredictorsAround(transactions, timeUnitDays, steps);
  const central = orderPredictor(transactions, timeUnitDays);
  const spends = ofSpend.flatMap((step) => [
    moved(spend.params, step, steps),
    moved(spend.params, step, -steps),
  ]);
  return (countsOf: CountsOf, customer: ValuedCustomer): ValuePart[] => {
    const parts: ValuePart[] = [];
    if (ofOrders > 0 || directions === 0) {
      const counts = averageCounts(around.map(countsOf));
      const weight = directions === 0 ? 1 : ofOrders / directions;
      parts.push({ weight, counts, ...spendOf(spend.params, customer) });
    }
    if (spends.length > 0) {
      const counts = countsOf(central);
      for (const params of spends) {
        const weight = 1 / (2 * directions);
        parts.push({ weight, counts, ...spendOf(params, customer) });
      }
    }
    return parts;
  };
}

/** What is known of a customer's spend. Refunds may leave less than nothing: then it says nothing. */
function spendOf([p, q, v]: SpendFit['params'], { frequency, repeatSpend }: ValuedCustomer) {
  const isTelling = repeatSpend > 0;
  return {
    p,
    shape: isTelling ? p * frequency + q : q,
    scale: isTelling ? v + repeatSpend : v,
  };
}
