import { type Cells, checkPurchases, type Purchases } from './cells.ts';
import { dailyRate } from './effective-horizon.ts';
import type { FittedModel } from './fitted-model.ts';
import { asFitted, type Future, fasterClock } from './future.ts';
import { gammaGamma } from './gamma-gamma.ts';
import type { SpendFit } from './gamma-gamma-fit.ts';
import type { NextOrder } from './next-order.ts';
import { transactionModel } from './registry.ts';
import { seasonalPredictor } from './seasonal-predictor.ts';
import { stratifiedPredictor } from './stratified-predictor.ts';
import type { TransactionFit } from './transaction-model.ts';

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
  { model: name, params: fitted }: Pick<TransactionFit, 'model' | 'params'>,
  unitDays: number,
): OrderPredictor {
  const model = transactionModel(name);
  const params = inDays(model.parameterNames, fitted, unitDays);
  const checked = (purchases: Purchases): Purchases => {
    checkPurchases(purchases);
    return purchases;
  };
  const ordering = (days: number, future = asFitted) => {
    const { speed, dropout } = fasterClock(model, future);
    return [checkSpan(days) * speed, dropout] as const;
  };
  const discounting = (horizonDays: number, annualRate: number, future = asFitted) => {
    const horizon = checkDiscounting(horizonDays, annualRate);
    const { speed, dropout } = fasterClock(model, future);
    return [horizon * speed, dailyRate(annualRate) / speed, dropout] as const;
  };
  return {
    probabilityAlive: (purchases, laterDays = 0) =>
      model.probabilityAlive(params, checked(purchases), checkSpan(laterDays)),
    expectedOrders: (purchases, ...terms) =>
      model.expectedOrders(params, checked(purchases), ...ordering(...terms)),
    expectedOrdersOfNewCustomer: (days, future) =>
      model.expectedOrdersOfNewCustomer(params, ...ordering(days, future)),
    orderCountProbability: (purchases, horizonDays, n) =>
      model.orderCountProbability(
        params,
        checked(purchases),
        checkSpan(horizonDays),
        checkCount(n),
      ),
    orderCountProbabilities: (purchases, horizonDays, upTo) =>
      model.orderCountProbabilities(
        params,
        checked(purchases),
        checkSpan(horizonDays),
        checkCount(upTo),
      ),
    atLeastOneOrder: (purchases, horizonDays) =>
      model.atLeastOneOrder(params, checked(purchases), checkSpan(horizonDays)),
    newCustomerOrderCountProbability: (days, n) =>
      model.newCustomerOrderCountProbability(params, checkSpan(days), checkCount(n)),
    newCustomerOrderCountProbabilities: (days, upTo) =>
      model.newCustomerOrderCountProbabilities(params, checkSpan(days), checkCount(upTo)),
    expectedNextOrder: (purchases) => model.expectedNextOrder(params, checked(purchases)),
    discountedOrders: (purchases, ...terms) =>
      model.discountedExpectedOrders(params, checked(purchases), ...discounting(...terms)),
    probabilityAliveByCell: (cells) => model.probabilityAliveByCell(params, cells),
    expectedOrdersByCell: (cells, ...terms) =>
      model.expectedOrdersByCell(params, cells, ...ordering(...terms)),
    discountedOrdersByCell: (cells, ...terms) =>
      model.discountedExpectedOrdersByCell(params, cells, ...discounting(...terms)),
  };
}

/** Parameters that are durations, in every order model. */
const durations: readonly string[] = ['alpha', 'beta'];

/** The parameters with days for the unit of time, so that purchases and cells need no conversion. */
function inDays(names: readonly string[], params: readonly number[], unitDays: number): number[] {
  return params.map((value, i) => (durations.includes(names[i]!) ? value * unitDays : value));
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
    orderValueSumByCell: ({ frequency, customers, repeatSpend }) => {
      const sums = new Float64Array(customers.length);
      for (let i = 0; i < sums.length; i++) {
        const count = customers[i]!;
        sums[i] = hasMean
          ? (p * (v * count + repeatSpend[i]!)) / (p * frequency[i]! + (q - 1))
          : observedMean * count;
      }
      return sums;
    },
  };
}
