import type { Cells, Purchases } from './cells.ts';
import { paramsOfStratum } from './covariates.ts';
import type { OrderPredictor } from './predictor.ts';
import { transactionModel } from './registry.ts';
import { pickCells, placesByNumber } from './strata.ts';
import type { TransactionFit } from './transaction-model.ts';

/**
 * The predictor of a fit with covariates: each customer is asked of the predictor of their stratum. New
 * customers are those of the baseline unless told.
 */
export function stratifiedPredictor(
  { model, params, covariates = [] }: TransactionFit,
  bind: (params: readonly number[]) => OrderPredictor,
): OrderPredictor {
  const baseline = bind(params);
  if (covariates.length === 0) {
    return baseline;
  }
  const names = transactionModel(model).parameterNames;
  const known = new Map([[0, baseline]]);
  const ofStratum = (stratum: number): OrderPredictor => {
    const one = known.get(stratum) ?? bind(paramsOfStratum(names, params, covariates, stratum));
    known.set(stratum, one);
    return one;
  };
  const of = ({ stratum = 0 }: Purchases) => ofStratum(stratum);
  const byCell = (
    cells: Cells,
    value: (orders: OrderPredictor, part: Cells) => Float64Array,
  ): Float64Array => eachStratum(cells, (stratum, part) => value(ofStratum(stratum), part));
  return {
    ...baseline,
    probabilityAlive: (customer, ...rest) => of(customer).probabilityAlive(customer, ...rest),
    expectedOrders: (customer, ...rest) => of(customer).expectedOrders(customer, ...rest),
    expectedOrdersOfNewCustomer: (days, future, stratum = 0) =>
      ofStratum(stratum).expectedOrdersOfNewCustomer(days, future),
    orderCountProbability: (customer, ...rest) =>
      of(customer).orderCountProbability(customer, ...rest),
    orderCountProbabilities: (customer, ...rest) =>
      of(customer).orderCountProbabilities(customer, ...rest),
    atLeastOneOrder: (customer, ...rest) => of(customer).atLeastOneOrder(customer, ...rest),
    expectedNextOrder: (customer) => of(customer).expectedNextOrder(customer),
    discountedOrders: (customer, ...rest) => of(customer).discountedOrders(customer, ...rest),
    probabilityAliveByCell: (cells) =>
      byCell(cells, (orders, part) => orders.probabilityAliveByCell(part)),
    expectedOrdersByCell: (cells, ...rest) =>
      byCell(cells, (orders, part) => orders.expectedOrdersByCell(part, ...rest)),
    discountedOrdersByCell: (cells, ...rest) =>
      byCell(cells, (orders, part) => orders.discountedOrdersByCell(part, ...rest)),
  };
}

/** A value for each cell, asked for stratum by stratum. */
function eachStratum(
  cells: Cells,
  predict: (stratum: number, part: Cells) => Float64Array,
): Float64Array {
  const { stratum } = cells;
  if (!stratum) {
    return predict(0, cells);
  }
  const values = new Float64Array(stratum.length);
  for (const [number, places] of placesByNumber(stratum)) {
    predict(number, pickCells(cells, places)).forEach((value, i) => {
      values[places[i]!] = value;
    });
  }
  return values;
}
