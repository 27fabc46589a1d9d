import { type Cells, checkPurchases, type Purchases, scaleTime } from './cells.ts';
import type { FittedModel } from './fitted-model.ts';
import { asFitted, type Future, fasterClock } from './future.ts';
import { gammaGamma } from './gamma-gamma.ts';
import type { SpendFit } from './gamma-gamma-fit.ts';
import type { NextOrder } from './next-order.ts';
import { transactionModel } from './registry.ts';
import { seasonalPredictor } from './seasonal-predictor.ts';
import { stratifiedPredictor } from './stratified-predictor.ts';
import type { TransactionFit } from './transaction-model.ts';

/** Days of the year that an annual discount rate is spread over. */
const daysPerYear = 365;

/**
 * What a fitted order model says. Every duration is in days, and recency and age of purchases and cells too.
 *
 * Functions named ByCell give, for each cell, the value of one of its customers. `annualRate` is effective:
 * 0.1 makes an order a year away worth 1 / 1.1 of one today.
 */
export interface OrderPredictor {
  /** Probability to be a customer still, `laterDays` after T and given what is known at T. */
  probabilityAlive(purchases: Purchases, laterDays?: number): number;
  expectedOrders(purchases: Purchases, horizonDays: number, future?: Future): number;
  /** Repeat orders expected of a new customer, of the baseline unless told, in the days after the first order. */
  expectedOrdersOfNewCustomer(days: number, future?: Future, stratum?: number): number;
  /** Probability of exactly `n` orders within the horizon. */
  orderCountProbability(purchases: Purchases, horizonDays: number, n: number): number;
  /** The same for 0, 1, ... `upTo` orders at once. */
  orderCountProbabilities(purchases: Purchases, horizonDays: number, upTo: number): Float64Array;
  /** Probability of at least one order within the horizon. */
  atLeastOneOrder(purchases: Purchases, horizonDays: number): number;
  /** Probability of exactly `n` repeat orders in the days after the first order. */
  newCustomerOrderCountProbability(days: number, n: number): number;
  /** The same for 0, 1, ... `upTo` repeat orders at once. */
  newCustomerOrderCountProbabilities(days: number, upTo: number): Float64Array;
  /** When the next order is to be expected, in days from T. */
  expectedNextOrder(purchases: Purchases): NextOrder;
  discountedOrders(
    purchases: Purchases,
    horizonDays: number,
    annualRate: number,
    future?: Future,
  ): number;
  probabilityAliveByCell(cells: Cells): Float64Array;
  expectedOrdersByCell(cells: Cells, horizonDays: number, future?: Future): Float64Array;
  discountedOrdersByCell(
    cells: Cells,
    horizonDays: number,
    annualRate: number,
    future?: Future,
  ): Float64Array;
}

/** What a fitted spend model says, in the currency unit it was fitted in. */
export interface SpendPredictor {
  /** Value of an order of a customer with `frequency` repeat purchases that sum to `repeatSpend`. */
  expectedOrderValue(frequency: number, repeatSpend: number): number;
  /** For each cell, the sum over its customers of their expected order values. */
  orderValueSumByCell(cells: Cells): Float64Array;
}

/** The predictors of a fitted model; null where there was too little data for one. */
export interface Predictor {
  readonly orders: OrderPredictor | null;
  readonly spend: SpendPredictor | null;
}

/** Binds a fitted model to functions: the one place where days meet the unit of time of the parameters. */
export function predictor({
  transactions,
  spend,
  timeUnitDays,
}: Pick<FittedModel, 'transactions' | 'spend' | 'timeUnitDays'>): Predictor {
  return {
    orders: transactions.kind === 'fit' ? orderPredictor(transactions, timeUnitDays) : null,
    spend: spend.kind === 'fit' ? spendPredictor(spend) : null,
  };
}

/** Binds a fitted order model, whose parameters may differ by stratum of customers, and its clock by season. */
export function orderPredictor(fit: TransactionFit, unitDays: number): OrderPredictor {
  const inClockTime = stratifiedPredictor(fit, (params) =>
    plainPredictor({ ...fit, params }, unitDays),
  );
  return seasonalPredictor(fit.season, inClockTime);
}

function plainPredictor(
  { model: name, params }: Pick<TransactionFit, 'model' | 'params'>,
  unitDays: number,
): OrderPredictor {
  const model = transactionModel(name);
  const inUnits = (purchases: Purchases): Purchases => {
    checkPurchases(purchases);
    const { frequency, recency, age } = purchases;
    return { frequency, recency: recency / unitDays, age: age / unitDays };
  };
  const span = (days: number) => checkSpan(days) / unitDays;
  const ordering = (days: number, future = asFitted) => {
    const { speed, dropout } = fasterClock(model, future);
    return [span(days) * speed, dropout] as const;
  };
  const discounting = (horizonDays: number, annualRate: number, future = asFitted) => {
    const horizon = checkDiscounting(horizonDays, annualRate) / unitDays;
    const rate = (Math.log1p(annualRate) / daysPerYear) * unitDays;
    const { speed, dropout } = fasterClock(model, future);
    return [horizon * speed, rate / speed, dropout] as const;
  };
  return {
    probabilityAlive: (purchases, laterDays = 0) =>
      model.probabilityAlive(params, inUnits(purchases), span(laterDays)),
    expectedOrders: (purchases, ...terms) =>
      model.expectedOrders(params, inUnits(purchases), ...ordering(...terms)),
    expectedOrdersOfNewCustomer: (days, future) =>
      model.expectedOrdersOfNewCustomer(params, ...ordering(days, future)),
    orderCountProbability: (purchases, horizonDays, n) =>
      model.orderCountProbability(params, inUnits(purchases), span(horizonDays), checkCount(n)),
    orderCountProbabilities: (purchases, horizonDays, upTo) =>
      model.orderCountProbabilities(
        params,
        inUnits(purchases),
        span(horizonDays),
        checkCount(upTo),
      ),
    atLeastOneOrder: (purchases, horizonDays) =>
      model.atLeastOneOrder(params, inUnits(purchases), span(horizonDays)),
    newCustomerOrderCountProbability: (days, n) =>
      model.newCustomerOrderCountProbability(params, span(days), checkCount(n)),
    newCustomerOrderCountProbabilities: (days, upTo) =>
      model.newCustomerOrderCountProbabilities(params, span(days), checkCount(upTo)),
    expectedNextOrder: (purchases) => {
      const next = model.expectedNextOrder(params, inUnits(purchases));
      const inDays = (time: number | null) => (time === null ? null : time * unitDays);
      return { ...next, median: inDays(next.median), medianIfEver: inDays(next.medianIfEver) };
    },
    discountedOrders: (purchases, ...terms) =>
      model.discountedExpectedOrders(params, inUnits(purchases), ...discounting(...terms)),
    probabilityAliveByCell: (cells) =>
      model.probabilityAliveByCell(params, scaleTime(cells, unitDays)),
    expectedOrdersByCell: (cells, ...terms) =>
      model.expectedOrdersByCell(params, scaleTime(cells, unitDays), ...ordering(...terms)),
    discountedOrdersByCell: (cells, ...terms) =>
      model.discountedExpectedOrdersByCell(
        params,
        scaleTime(cells, unitDays),
        ...discounting(...terms),
      ),
  };
}

function checkSpan(days: number): number {
  if (!(days >= 0 && days < Infinity)) {
    throw new RangeError(`Expected a finite number of days >= 0, got ${days}`);
  }
  return days;
}

function checkCount(orders: number): number {
  if (!(orders >= 0 && Number.isInteger(orders))) {
    throw new RangeError(`Expected a whole number of orders >= 0, got ${orders}`);
  }
  return orders;
}

function checkDiscounting(horizonDays: number, annualRate: number): number {
  if (!(annualRate >= 0 && annualRate < Infinity)) {
    throw new RangeError(`Expected a finite annual discount rate >= 0, got ${annualRate}`);
  }
  // Undiscounted orders over for ever may have no finite sum.
  return horizonDays === Infinity && annualRate > 0 ? horizonDays : checkSpan(horizonDays);
}

export function spendPredictor({ params, observedMean }: SpendFit): SpendPredictor {
  const [p, q, v] = params;
  const hasMean = q > 1;
  return {
    expectedOrderValue: (frequency, repeatSpend) =>
      hasMean ? gammaGamma.expectedOrderValue(params, frequency, repeatSpend) : observedMean,
    orderValueSumByCell: ({ frequency, customers, repeatSpend }) =>
      customers.map((count, i) =>
        hasMean
          ? (p * (v * count + repeatSpend[i]!)) / (p * frequency[i]! + (q - 1))
          : observedMean * count,
      ),
  };
}
