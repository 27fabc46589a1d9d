import type { FittedModel } from './fitted-model.ts';
import { type ForecastInterval, forecastInterval } from './forecast-interval.ts';
import { type OrderInterval, orderInterval } from './order-interval.ts';
import { type TotalInterval, totalInterval } from './total-interval.ts';
import { type ValueInterval, valueInterval } from './value-interval.ts';

/**
 * How far off a prediction may be: for what happens by chance although the model is right, and for parameters that the data
 * leave uncertain. Not for a model that is wrong. Durations are in days, money in the unit the spend was fitted in.
 *
 * Parameters count as known where they have no standard errors, at a limit of their model.
 */
export interface Intervals {
  /** Of a customer's orders; null without an order model. */
  readonly orders: OrderInterval | null;
  /** Of a customer's value; null without a spend model, as the next is. */
  readonly value: ValueInterval | null;
  /** Of a population's total and mean, as shares of what is expected. */
  readonly total: TotalInterval | null;
  /** Of a population's orders and revenue stretch by stretch, likewise. */
  readonly forecast: ForecastInterval | null;
}

/** Binds a fitted model to its intervals. */
export function intervals({
  transactions,
  spend,
  timeUnitDays,
}: Pick<FittedModel, 'transactions' | 'spend' | 'timeUnitDays'>): Intervals {
  if (transactions.kind !== 'fit') {
    return { orders: null, value: null, total: null, forecast: null };
  }
  const hasSpend = spend.kind === 'fit';
  return {
    orders: orderInterval(transactions, timeUnitDays),
    value: hasSpend ? valueInterval(transactions, spend, timeUnitDays) : null,
    total: hasSpend ? totalInterval(transactions, spend, timeUnitDays) : null,
    forecast: hasSpend ? forecastInterval(transactions, spend, timeUnitDays) : null,
  };
}
