import { normalQuantile } from '../math/normal-quantile.ts';
import type { Cells } from './cells.ts';
import { between, type ForecastTime, type Totals, totalsUntil } from './forecast.ts';
import type { SpendFit } from './gamma-gamma-fit.ts';
import { doubtOf } from './parameter-doubt.ts';
import { checkLevel, type PredictionInterval } from './prediction-interval.ts';
import { type OrderPredictor, orderPredictor, spendPredictor } from './predictor.ts';
import { chanceOf, pairsByCell } from './total-chance.ts';
import {
  bothWays,
  coarseCellsOf,
  dot,
  halfSpan,
  leastTotalDoubt,
  logNormal,
} from './total-interval.ts';
import type { TransactionFit } from './transaction-model.ts';

/** What a forecast is of: totals between one end and the next, in days ahead. */
interface ForecastTerms {
  readonly ends: readonly number[];
  readonly time: ForecastTime;
  readonly level: number;
}

/** The intervals of a stretch's totals, as shares of what is expected. */
export interface ForecastBand {
  readonly orders: PredictionInterval;
  readonly revenue: PredictionInterval;
}

/** The bands of the stretches between one end and the next. */
export type ForecastInterval = (cells: Cells, terms: ForecastTerms) => ForecastBand[];

/**
 * Binds the bands of a pair of fits: as `totalInterval`, of each stretch by itself. Chance is that of a stretch as long as the
 * first, by the pace of each customer who is one now.
 */
export function forecastInterval(
  transactions: TransactionFit,
  spend: SpendFit,
  timeUnitDays: number,
): ForecastInterval {
  const orders = orderPredictor(transactions, timeUnitDays);
  const values = spendPredictor(spend);
  const orderPairs = doubtOf(transactions, leastTotalDoubt).map((step) =>
    bothWays(transactions, step).map((fit) => orderPredictor(fit, timeUnitDays)),
  );
  const spendPairs = doubtOf(spend, leastTotalDoubt).map((step) =>
    bothWays(spend, step).map(spendPredictor),
  );
  return (cells, { level, ...terms }) => {
    const z = normalQuantile((1 + checkLevel(level)) / 2);
    const coarse = coarseCellsOf(cells);
    const orderValues = values.orderValueSumByCell(coarse);
    const ofOrders = orderPairs.map((pair) =>
      pair.map((one) => between(totalsUntil(one, { cells: coarse, orderValues }, terms))),
    );
    const ofSpend = spendPairs.map((pair) => pair.map((one) => one.orderValueSumByCell(coarse)));
    const pairs = pairsByCell(orders, coarse, terms.ends[1]! - terms.ends[0]!);
    return ordersBetween(orders, coarse, terms).map((expectedOrders, stretch) => {
      const doubt = (figure: keyof Totals) =>
        sumOf(ofOrders.map((ends) => halfSpan(ends.map((weeks) => weeks[stretch]![figure]))));
      const doubtOfSpend = sumOf(
        ofSpend.map((ends) => halfSpan(ends.map((each) => dot(expectedOrders, each)))),
      );
      const chance = chanceOf(coarse, { spend, expectedOrders, twice: expectedOrders, pairs });
      const chanceOfCount = chanceOfOrders(coarse, expectedOrders, pairs);
      return {
        orders: logNormal(Math.log1p(chanceOfCount) + doubt('orders'), z),
        revenue: logNormal(Math.log1p(chance) + doubt('revenue') + doubtOfSpend, z),
      };
    });
  };
}

/** Expected orders of a customer of each cell between one end and the next. */
function ordersBetween(
  orders: OrderPredictor,
  cells: Cells,
  { ends, time }: Omit<ForecastTerms, 'level'>,
): Float64Array[] {
  const until = ends.map((days) =>
    orders.expectedOrdersByCell(cells, time.toAsk(time.ofDays(days))),
  );
  return until.slice(1).map((later, i) => later.map((value, cell) => value - until[i]![cell]!));
}

/** The variance of the number of orders ÷ the square of its mean: of each customer E[N] + E[N (N - 1)] - E[N]². */
function chanceOfOrders(
  { customers }: Cells,
  expectedOrders: Float64Array,
  pairs: Float64Array,
): number {
  let mean = 0;
  let variance = 0;
  expectedOrders.forEach((one, i) => {
    mean += customers[i]! * one;
    variance += customers[i]! * (one + (pairs[i]! - 1) * one * one);
  });
  return mean > 0 ? Math.max(0, variance) / mean / mean : 0;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
