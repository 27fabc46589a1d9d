import type { Cells, Purchases } from './cells.ts';
import type { Covariate } from './covariates.ts';
import type { NextOrder } from './next-order.ts';
import type { FitReport, Insufficient } from './outcome.ts';
import type { Season } from './season.ts';

/** The order models there are names for; registry.ts lists those that exist. */
export type TransactionModelName = 'BG_NBD' | 'MBG_NBD' | 'PARETO_NBD' | 'BG_CNBD_K' | 'MBG_CNBD_K';

/** A maximum-likelihood fit of an order model. */
export interface TransactionFit<P extends readonly number[] = readonly number[]> extends FitReport {
  readonly model: TransactionModelName;
  /**
   * The values of `parameters`, in the order the model's functions take them.
   *
   * `logCovariance` has rows for the first of them only where the last ones were not estimated: those are known
   * (the k of the CNBD-k models) or at a limit of the model.
   */
  readonly params: P;
  /** How customers of some channels, countries, first products or first values differ; none where all share the parameters. */
  readonly covariates?: readonly Covariate[];
  /** How busy days are; parameters are then those of operational time. None where all days are alike. */
  readonly season?: Season;
}

export interface TransactionFitOptions {
  /** Fewer customers are answered by `Insufficient`; 30 unless told. */
  readonly minimumCustomers?: number;
  /** Fewer customers with a repeat purchase are answered by `Insufficient`; 10 unless told. */
  readonly minimumRepeatBuyers?: number;
}

/**
 * A model of when customers order and when they leave.
 *
 * Parameters are a tuple in the order of `parameterNames`. Every duration (recency, age, horizon, later,
 * the reciprocal of rate) is in the unit of time the parameters were fitted in. Functions named ByCell
 * give, for each cell, the value of one of its customers.
 */
export interface TransactionModel<P extends readonly number[] = readonly number[]> {
  readonly name: TransactionModelName;
  readonly parameterNames: readonly string[];
  /** What a customer's hazard to leave is per: their orders, or time. */
  readonly leavesBy: 'ORDERS' | 'TIME';

  /** Log-likelihood of one customer's purchases. */
  logLikelihood(params: P, purchases: Purchases): number;

  /** Maximum-likelihood parameters; `Insufficient` when the cells cannot carry a fit. */
  fit(cells: Cells, options?: TransactionFitOptions): TransactionFit<P> | Insufficient;

  /**
   * Probability that the customer is still a customer at age T + `later`, given what is known at T.
   *
   * Nothing is assumed of what happens in between; silence until then is a larger `age`.
   */
  probabilityAlive(params: P, purchases: Purchases, later?: number): number;

  /** E[Y(t)]: orders expected in (T, T + horizon]. `dropout` here and below: see `Future`, 1 unless told. */
  expectedOrders(params: P, purchases: Purchases, horizon: number, dropout?: number): number;

  /** E[X(t)]: repeat orders expected of a customer in the time `t` after the first order. */
  expectedOrdersOfNewCustomer(params: P, t: number, dropout?: number): number;

  /** Probability of exactly `n` orders in (T, T + horizon]. */
  orderCountProbability(params: P, purchases: Purchases, horizon: number, n: number): number;

  /** The same for 0, 1, ... `upTo` orders at once; 1 minus their sum is the probability of more. */
  orderCountProbabilities(
    params: P,
    purchases: Purchases,
    horizon: number,
    upTo: number,
  ): Float64Array;

  /** Probability of at least one order in (T, T + horizon]; keeps its digits where it is small. */
  atLeastOneOrder(params: P, purchases: Purchases, horizon: number): number;

  /** Probability of exactly `n` repeat orders in the time `t` after the first order. */
  newCustomerOrderCountProbability(params: P, t: number, n: number): number;

  /** The same for 0, 1, ... `upTo` repeat orders at once. */
  newCustomerOrderCountProbabilities(params: P, t: number, upTo: number): Float64Array;

  /** When the next order is to be expected. Its mean is infinite as soon as it may never come: see `NextOrder`. */
  expectedNextOrder(params: P, purchases: Purchases): NextOrder;

  /**
   * Orders expected in (T, T + horizon], each worth e^(-rate s) at distance s.
   *
   * `rate` >= 0 is continuous, per unit of time; the horizon may be Infinity when it is positive.
   */
  discountedExpectedOrders(
    params: P,
    purchases: Purchases,
    horizon: number,
    rate: number,
    dropout?: number,
  ): number;

  probabilityAliveByCell(params: P, cells: Cells): Float64Array;
  expectedOrdersByCell(params: P, cells: Cells, horizon: number, dropout?: number): Float64Array;
  discountedExpectedOrdersByCell(
    params: P,
    cells: Cells,
    horizon: number,
    rate: number,
    dropout?: number,
  ): Float64Array;
}
