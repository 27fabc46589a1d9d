import { gaussLegendre } from '../math/gauss-legendre.ts';
import { normalQuantile } from '../math/normal-quantile.ts';
import type { Cells } from '../models/cells.ts';
import type { SpendFit } from '../models/gamma-gamma-fit.ts';
import { doubtOf } from '../models/parameter-doubt.ts';
import type { PredictionInterval } from '../models/prediction-interval.ts';
import { orderPredictor, spendPredictor } from '../models/predictor.ts';
import { leastQ, pairsByCell } from '../models/total-chance.ts';
import { bothWays, halfSpan, leastTotalDoubt, logNormal } from '../models/total-interval.ts';
import { type Estimate, once, scaleInterval } from '../value/estimate.ts';
import { modelFor, type Predictors } from '../value/prediction.ts';
import type { Valuation } from '../value/valuation.ts';
import { type Arrivals, futureValue } from './customer-equity.ts';
import { newcomersOf, revenueOfArrivals } from './newcomers.ts';

const daysPerWeek = 7;

/** What customers to come bring within the horizon of the terms, with its interval. */
export function futureEstimate(
  arrivals: Arrivals,
  valuation: Valuation,
  currency: string,
): Estimate {
  const { terms } = valuation;
  const amount = futureValue(arrivals, valuation, terms.horizonDays);
  const interval = once(() => intervalOf(arrivals, valuation, amount));
  return { amount, currency, level: terms.level, interval };
}

/**
 * Log-normal, as the interval of today's customers. Three things are uncertain and add up as variances of the
 * logarithm: the rate of acquisition, which was counted; chance, how many come at that rate and what each does; and the
 * parameters of both models. That the rate stays is an assumption that no interval covers.
 */
function intervalOf(
  { rate, newcomers }: Arrivals,
  valuation: Valuation,
  amount: number,
): PredictionInterval {
  const { terms, predictors } = valuation;
  if (rate.newCustomers === 0 || !predictors) {
    const atMost = (rate.high / daysPerWeek) * revenueOfArrivals(newcomers, terms);
    return { low: 0, high: valuation.rate * atMost };
  }
  const ofRate = rate.dispersion / rate.newCustomers;
  const arriving = (rate.perWeek / daysPerWeek) * terms.horizonDays;
  const ofChance = (rate.dispersion - 1 + spreadOfValue(valuation, predictors)) / arriving;
  const variance = Math.log1p(ofRate) + Math.log1p(ofChance) + doubtOfParameters(valuation);
  return scaleInterval(logNormal(variance, normalQuantile((1 + terms.level) / 2)), amount);
}

/** Points in time at which newcomers of the horizon are looked at. */
const nodeCount = 8;

/**
 * E[V²] ÷ E[V]² of what a newcomer brings up to the end of the horizon: K orders (the first and N repeat ones), of
 * values that vary within a customer (1/p) and from one to the next, (q − 1) ÷ (q − 2), as in models/total-chance.ts.
 */
function spreadOfValue(valuation: Valuation, { orders }: Predictors): number {
  const { cells, terms } = valuation;
  const { repeatOrders } = newcomersOf(valuation.predictors as Predictors, cells);
  const pairs = pairsByCell(orders, newcomerCell(cells), terms.horizonDays)[0] ?? 1;
  const { nodes, weights } = gaussLegendre(nodeCount);
  let mean = 0;
  let square = 0;
  for (const [i, node] of nodes.entries()) {
    const share = (weights[i] ?? 0) / 2;
    const repeat = repeatOrders((terms.horizonDays * (1 + node)) / 2);
    mean += share * (1 + repeat);
    square += share * (1 + 3 * repeat + pairs * repeat * repeat);
  }
  const [p, fittedQ] = spendFitOf(valuation)?.params ?? [1, leastQ];
  const q = Math.max(fittedQ, leastQ);
  return (((q - 1) / (q - 2)) * (square + mean / p)) / (mean * mean);
}

/** A customer on the day of the first order. */
function newcomerCell({ endDay }: Cells): Cells {
  const zero = new Float64Array(1);
  const figures = { frequency: zero, recency: zero, age: zero, repeatSpend: zero };
  const day = endDay === undefined ? {} : { endDay };
  return { ...figures, customers: new Float64Array([1]), ...day };
}

/** What the parameters' standard errors add to the variance of the logarithm. */
function doubtOfParameters({ snapshot, terms, cells, predictors }: Valuation): number {
  const model = snapshot && modelFor(snapshot, terms.model);
  if (!predictors || model?.transactions.kind !== 'fit' || model.spend.kind !== 'fit') {
    return 0;
  }
  const { transactions, spend, timeUnitDays } = model;
  const ofOrders = doubtOf(transactions, leastTotalDoubt).map((step) =>
    bothWays(transactions, step).map((fit) => {
      const moved = { ...predictors, orders: orderPredictor(fit, timeUnitDays) };
      return revenueOfArrivals(newcomersOf(moved, cells), terms);
    }),
  );
  const ofSpend = doubtOf(spend, leastTotalDoubt).map((step) =>
    bothWays(spend, step).map((fit) => spendPredictor(fit).expectedOrderValue(0, 0)),
  );
  return [...ofOrders, ...ofSpend].reduce((sum, ends) => sum + halfSpan(ends), 0);
}

function spendFitOf({ snapshot, terms }: Valuation): SpendFit | undefined {
  const spend = snapshot && modelFor(snapshot, terms.model)?.spend;
  return spend?.kind === 'fit' ? spend : undefined;
}
