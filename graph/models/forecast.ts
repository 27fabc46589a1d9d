import type { Cells } from './cells.ts';
import type { FittedModel } from './fitted-model.ts';
import { livingCells } from './living-cells.ts';
import { operationalClock } from './operational-time.ts';
import type { OrderPredictor } from './predictor.ts';
import { dayNumber } from './season.ts';
import { smoothCurve } from './smooth-curve.ts';

/** Orders of all customers of some cells, and the revenue they bring. */
export interface Totals {
  readonly orders: number;
  readonly revenue: number;
}

/** How days ahead become the time that totals are a smooth function of, and that time what a predictor is asked for. */
export interface ForecastTime {
  /** Whether a living customer's next order has nothing to do with the time since the last. */
  readonly isMemoryless: boolean;
  ofDays(days: number): number;
  toAsk(time: number): number;
}

/**
 * The time of a model's forecasts. A model with a season is smooth in operational time, and does the conversion itself; a season
 * that the model does not have, but that the data show, spreads its orders over days by that time.
 */
export function forecastTime({
  transactions,
  season: shown,
}: Pick<FittedModel, 'transactions' | 'season'>): ForecastTime {
  const own = transactions.kind === 'fit' ? transactions.season : undefined;
  const isMemoryless = transactions.kind === 'fit' && !transactions.model.endsWith('CNBD_K');
  const season = own ?? shown;
  if (!season) {
    return { isMemoryless, ofDays: (days) => days, toAsk: (time) => time };
  }
  const clock = operationalClock(season);
  const end = dayNumber(season.endDay);
  return {
    isMemoryless,
    ofDays: (days) => clock.between(end, end + days),
    toAsk: own ? (time) => clock.daysUntil(end, time) : (time) => time,
  };
}

/** More ends than this are read off a curve through fewer. */
const mostEnds = 24;

/** Days over which the totals of customers of all ages begin to bend. */
const bendDays = 30;

/** The curve goes through so many points, for 1e-8 of a total. */
const smoothness = { points: 18, tolerance: 1e-8 };

/**
 * Undiscounted totals of the customers of the cells from now until each of ascending ends, in days ahead: sums over cells at
 * the ends, or at some twenty points between which the totals are interpolated where there are more.
 */
export function totalsUntil(
  orders: OrderPredictor,
  all: { readonly cells: Cells; readonly orderValues: Float64Array },
  { time, ends }: { readonly time: ForecastTime; readonly ends: readonly number[] },
): Totals[] {
  const { cells, customers, orderValues } = time.isMemoryless
    ? livingCells(orders, all.cells, all.orderValues)
    : { ...all, customers: all.cells.customers };
  const at = remembering((until: number) => {
    const expected = orders.expectedOrdersByCell(cells, time.toAsk(until));
    let count = 0;
    let revenue = 0;
    for (let i = 0; i < expected.length; i++) {
      count += expected[i]! * customers[i]!;
      revenue += expected[i]! * orderValues[i]!;
    }
    return { orders: count, revenue };
  });
  const times = ends.map((days) => time.ofDays(days));
  if (ends.length <= mostEnds) {
    return times.map(at);
  }
  const longest = times[times.length - 1]!;
  const count = smoothCurve((until) => at(until).orders, bendDays, longest, smoothness);
  const revenue = smoothCurve((until) => at(until).revenue, bendDays, longest, smoothness);
  return times.map((until) =>
    until === 0 ? at(0) : { orders: count(until), revenue: revenue(until) },
  );
}

/** Both curves are asked at the same points. */
function remembering<T>(value: (time: number) => T): (time: number) => T {
  const known = new Map<number, T>();
  return (time) => {
    const found = known.get(time) ?? value(time);
    known.set(time, found);
    return found;
  };
}

/** What is between one end and the next. */
export function between(totals: readonly Totals[]): Totals[] {
  return totals.slice(1).map(({ orders, revenue }, i) => ({
    orders: orders - totals[i]!.orders,
    revenue: revenue - totals[i]!.revenue,
  }));
}
