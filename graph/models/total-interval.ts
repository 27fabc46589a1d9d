import { normalQuantile } from '../math/normal-quantile.ts';
import type { Cells } from './cells.ts';
import { toCoarseCells } from './coarse-cells.ts';
import type { SpendFit } from './gamma-gamma-fit.ts';
import { doubtOf, moved } from './parameter-doubt.ts';
import { checkLevel, type PredictionInterval } from './prediction-interval.ts';
import { type OrderPredictor, orderPredictor, spendPredictor } from './predictor.ts';
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
 *
 * Over the parameters the logarithm has the mean and variance of a three-point Gauss-Hermite rule along each axis of their
 * covariance: in a small shop its mean is not at the fitted parameters, nor is chance as small as they say.
 */
export function totalInterval(
  transactions: TransactionFit,
  spend: SpendFit,
  timeUnitDays: number,
): TotalInterval {
  const orders = orderPredictor(transactions, timeUnitDays);
  const values = spendPredictor(spend);
  const orderPairs = doubtOf(transactions, leastTotalDoubt).map((step) =>
    bothWays(transactions, step, outer).map((fit) => orderPredictor(fit, timeUnitDays)),
  );
  const spendPairs = doubtOf(spend, leastTotalDoubt).map((step) => bothWays(spend, step, outer));
  return (cells, terms) => {
    const z = normalQuantile((1 + checkLevel(terms.level)) / 2);
    const coarse = coarseCellsOf(cells);
    const ordersOf = (of: OrderPredictor) => roughlyDiscounted(of, coarse, terms);
    const valuesOf = (of: SpendFit) => spendPredictor(of).orderValueSumByCell(coarse);
    const expectedOrders = ordersOf(orders);
    const orderValues = values.orderValueSumByCell(coarse);
    const expected = dot(expectedOrders, orderValues);
    const chanceWith = relativeChance(coarse, { orders, expectedOrders, terms });
    const doubts = [
      ...orderPairs.map((pair) => pair.map((one) => dot(ordersOf(one), orderValues) / expected)),
      ...spendPairs.map((pair) => pair.map((one) => dot(expectedOrders, valuesOf(one)) / expected)),
    ].map(spreadOf);
    const chance = Math.log1p(
      overDoubt(
        chanceWith(spend),
        spendPairs.map((pair) => pair.map(chanceWith)),
      ),
    );
    const centre = doubts.reduce((sum, { mean }) => sum + mean, -chance / 2);
    const deviation = Math.sqrt(doubts.reduce((sum, { variance }) => sum + variance, chance));
    return { low: Math.exp(centre - z * deviation), high: Math.exp(centre + z * deviation) };
  };
}

/** The outer nodes of the three-point rule, in standard deviations; each weighs a sixth, the middle the rest. */
const outer = Math.sqrt(3);

/** Mean and variance that a direction gives the logarithm of a total, from its shares of the expected one at the outer nodes. */
function spreadOf([up = 1, down = 1]: readonly number[]): { mean: number; variance: number } {
  if (!(up > 0 && down > 0 && up < Infinity && down < Infinity)) {
    return { mean: 0, variance: 0 };
  }
  const [above, below] = [Math.log(up), Math.log(down)];
  const mean = (above + below) / 6;
  return { mean, variance: (above ** 2 + below ** 2) / 6 - mean ** 2 };
}

/** The mean over the parameters of what is `middle` at the fitted ones. */
function overDoubt(middle: number, pairs: readonly (readonly number[])[]): number {
  return pairs.reduce((sum, [up = 0, down = 0]) => sum + (up + down - 2 * middle) / 6, middle);
}

/** A curve over many horizons asks for the same cells again and again. */
const coarseCells = new WeakMap<Cells, Cells>();

export function coarseCellsOf(cells: Cells): Cells {
  const coarse = coarseCells.get(cells) ?? withinStrata(cells, toCoarseCells);
  coarseCells.set(cells, coarse);
  return coarse;
}

/** A fit with its parameters so many standard deviations up and down a direction. */
export function bothWays<F extends TransactionFit | SpendFit>(
  fit: F,
  step: readonly number[],
  deviations = 1,
): F[] {
  return [deviations, -deviations].map((times) => ({
    ...fit,
    params: moved(fit.params, step, times),
  }));
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
