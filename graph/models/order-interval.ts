import type { Purchases } from './cells.ts';
import { averageCounts, wholeDistribution } from './count-distribution.ts';
import { doubtOf, moved } from './parameter-doubt.ts';
import { countInterval, type PredictionInterval } from './prediction-interval.ts';
import { type OrderPredictor, orderPredictor } from './predictor.ts';
import type { TransactionFit } from './transaction-model.ts';

/**
 * Parameters surer than this (the standard deviation of a logarithm) move the probabilities of a customer's orders by
 * about half its square, 2 %, at most: they are taken for known.
 */
export const leastDoubt = 0.2;

/** Orders of a customer within a horizon, as the interval whose probability is nearest to `level`. */
export type OrderInterval = (
  purchases: Purchases,
  horizonDays: number,
  level: number,
) => PredictionInterval;

/** Binds the intervals of a fit: from the distribution of counts, averaged over what the parameters may be. */
export function orderInterval(fit: TransactionFit, timeUnitDays: number): OrderInterval {
  const doubt = doubtOf(fit, leastDoubt);
  const predictors = orderPredictorsAround(fit, timeUnitDays, Math.sqrt(doubt.length));
  return (purchases, horizonDays, level) => {
    const rest = restFor(level);
    const counts = predictors.map((orders) => ordersWithin(orders, purchases, horizonDays, rest));
    return countInterval(averageCounts(counts), level);
  };
}

/**
 * The fit's predictor where its parameters are sure; else those at both ends of each uncertain direction, `steps` standard
 * deviations away: with the root of the number of directions their mean is a third-degree cubature over the
 * parameters' normal distribution.
 *
 * @see Arasaratnam & Haykin (2009), Cubature Kalman filters
 */
export function orderPredictorsAround(
  fit: TransactionFit,
  timeUnitDays: number,
  steps: number,
): OrderPredictor[] {
  const doubt = doubtOf(fit, leastDoubt);
  const params = doubt.flatMap((step) => [
    moved(fit.params, step, steps),
    moved(fit.params, step, -steps),
  ]);
  return (params.length > 0 ? params : [fit.params]).map((at) =>
    orderPredictor({ ...fit, params: at }, timeUnitDays),
  );
}

/** What may be left out of a distribution: a small part of the tails of its interval. */
export function restFor(level: number): number {
  return 1e-4 * (1 - level);
}

/** Probabilities of orders within a horizon, at most one a day: orders of one day are one. */
export function ordersWithin(
  orders: OrderPredictor,
  purchases: Purchases,
  days: number,
  rest: number,
): Float64Array {
  return wholeDistribution((upTo) => orders.orderCountProbabilities(purchases, days, upTo), {
    expected: roughly(orders, purchases, days),
    rest,
    most: Math.ceil(days),
  });
}

/** At the pace so far: good enough to begin with, and found at once, which the mean of regular orders is not. */
function roughly(orders: OrderPredictor, purchases: Purchases, days: number): number {
  const pace = (purchases.frequency + 1) / (purchases.age + days);
  return days > 0 ? orders.probabilityAlive(purchases) * pace * days : 0;
}
