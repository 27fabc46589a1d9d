import { normalQuantile } from '../math/normal-quantile.ts';
import type { Cells } from './cells.ts';
import { toCoarseCells } from './coarse-cells.ts';
import type { SpendFit } from './gamma-gamma-fit.ts';
import { doubtOf, moved } from './parameter-doubt.ts';
import { checkLevel, type PredictionInterval } from './prediction-interval.ts';
import {
  type OrderPredictor,
  orderPredictor,
  type SpendPredictor,
  spendPredictor,
} from './predictor.ts';
import { roughlyDiscounted } from './rough-discounting.ts';
import { withinStrata } from './strata.ts';
import { relativeChance } from './total-chance.ts';
import type { TransactionFit } from './transaction-model.ts';
import type { IntervalTerms } from './value-interval.ts';

/**
 * The interval of a population's total value, as shares of the expected total: { low: 0.9, high: 1.12 } is from 10 % less
 * to 12 % more. The same for the mean of its customers.
 */
export type TotalInterval = (cells: Cells, terms: IntervalTerms) => PredictionInterval;

/** Parameters as sure as this matter to no total. */
export const leastTotalDoubt = 1e-6;

/**
 * Binds the intervals of a pair of fits. A total is uncertain by chance, what each customer will do, which evens out
 * with their number, and by the parameters, which does not: both variances of its logarithm add up, and the total
 * is taken for log-normal (normal, in effect, where it is sure; never below 0 where it is not).
 */
export function totalInterval(
  transactions: TransactionFit,
  spend: SpendFit,
  timeUnitDays: number,
): TotalInterval {
  const orders = orderPredictor(transactions, timeUnitDays);
  const values = spendPredictor(spend);
  const orderPairs = doubtOf(transactions, leastTotalDoubt).map((step) =>
    bothWays(transactions, step, (fit) => orderPredictor(fit, timeUnitDays)),
  );
  const spendPairs = doubtOf(spend, leastTotalDoubt).map((step) =>
    bothWays(spend, step, spendPredictor),
  );
  return (cells, terms) => {
    const z = normalQuantile((1 + checkLevel(terms.level)) / 2);
    const coarse = coarseCellsOf(cells);
    const ordersOf = (of: OrderPredictor) => roughlyDiscounted(of, coarse, terms);
    const valuesOf = (of: SpendPredictor) => of.orderValueSumByCell(coarse);
    const expectedOrders = ordersOf(orders);
    const orderValues = valuesOf(values);
    const chance = relativeChance(coarse, { orders, spend, expectedOrders, terms });
    const doubts = [
      ...orderPairs.map((pair) => pair.map((one) => dot(ordersOf(one), orderValues))),
      ...spendPairs.map((pair) => pair.map((one) => dot(expectedOrders, valuesOf(one)))),
    ];
    return logNormal(Math.log1p(chance) + doubts.reduce((sum, ends) => sum + halfSpan(ends), 0), z);
  };
}

/** A curve over many horizons asks for the same cells again and again. */
const coarseCells = new WeakMap<Cells, Cells>();

export function coarseCellsOf(cells: Cells): Cells {
  const coarse = coarseCells.get(cells) ?? withinStrata(cells, toCoarseCells);
  coarseCells.set(cells, coarse);
  return coarse;
}

type Pair<T> = readonly [up: T, down: T];

/** What is predicted one standard deviation up and down a direction of the parameters. */
export function bothWays<F extends TransactionFit | SpendFit, T>(
  fit: F,
  step: readonly number[],
  predict: (fit: F) => T,
): Pair<T> {
  const at = (times: number) => predict({ ...fit, params: moved(fit.params, step, times) });
  return [at(1), at(-1)];
}

/** The variance that a direction adds to the logarithm of a total: the square of half the way between its ends. */
export function halfSpan([up = 0, down = 0]: readonly number[]): number {
  return up > 0 && down > 0 ? (Math.log(up / down) / 2) ** 2 : 0;
}

export function dot(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, i) => sum + value * other[i]!, 0);
}

/** Quantiles of a log-normal variable of mean 1. */
export function logNormal(variance: number, z: number): PredictionInterval {
  const deviation = Math.sqrt(variance);
  return {
    low: Math.exp(-variance / 2 - z * deviation),
    high: Math.exp(-variance / 2 + z * deviation),
  };
}
