import { addDays } from '../calendar.ts';
import type { Arrivals } from '../equity/customer-equity.ts';
import { ordersOfArrivals } from '../equity/newcomers.ts';
import { between, type ForecastTime, totalsUntil } from '../models/forecast.ts';
import type { ForecastBand } from '../models/forecast-interval.ts';
import { type Estimate, once, scaleInterval } from '../value/estimate.ts';
import type { Predictors } from '../value/prediction.ts';
import type { Valuation } from '../value/valuation.ts';

const weekDays = 7;

/** An expected number, as an amount of money is expected. */
export type CountEstimate = Omit<Estimate, 'currency'>;

/** A week of a forecast; see forecast.graphql. */
export interface ForecastWeek {
  readonly currency: string;
  readonly from: string;
  readonly to: string;
  readonly orders: CountEstimate;
  readonly revenue: Estimate;
  /** Null where nothing is said of customers to come, as the next is. */
  readonly newCustomerOrders: number | null;
  readonly newCustomerRevenue: number | null;
}

export interface WeeksInput {
  readonly weeks: number;
  readonly time: ForecastTime;
  /** Null where nothing is said of customers to come. */
  readonly arrivals: Arrivals | null;
}

/** What today's customers, and those to come, are expected to order in each of the weeks after the end of observation. */
export function forecastWeeks(
  { orders, spend, forecastInterval }: Predictors,
  { cells, asOfDay, terms: { level }, settings: { currency } }: Valuation,
  { weeks, time, arrivals }: WeeksInput,
): ForecastWeek[] {
  const ends = Array.from({ length: weeks + 1 }, (_, week) => week * weekDays);
  const orderValues = spend.orderValueSumByCell(cells);
  const totals = between(totalsUntil(orders, { cells, orderValues }, { time, ends }));
  const bands = once(() => forecastInterval(cells, { ends, time, level }));
  return totals.map((expected, week) => {
    const estimate = (figure: keyof ForecastBand) => ({
      amount: expected[figure],
      level,
      currency,
      interval: () =>
        scaleInterval(bands()[week]?.[figure] ?? { low: NaN, high: NaN }, expected[figure]),
    });
    const arriving = arrivals && ordersOfWeek(arrivals, week);
    return {
      currency,
      from: addDays(asOfDay, 1 + week * weekDays),
      to: addDays(asOfDay, 1 + (week + 1) * weekDays),
      orders: estimate('orders'),
      revenue: estimate('revenue'),
      newCustomerOrders: arriving,
      newCustomerRevenue: arrivals && (arriving ?? 0) * arrivals.newcomers.orderValue,
    };
  });
}

function ordersOfWeek({ rate, newcomers }: Arrivals, week: number): number {
  const perDay = rate.perWeek / weekDays;
  return perDay * ordersOfArrivals(newcomers, week * weekDays, (week + 1) * weekDays);
}
