import type { Holdout } from './holdout.ts';
import type { OrderPredictor } from './predictor.ts';
import { toWeekCells } from './week-cells.ts';

/** Orders from the split up to a day. */
export interface TrackingPoint {
  /** Days after the split. */
  readonly days: number;
  readonly actualOrders: number;
  readonly expectedOrders: number;
}

const week = 7;

/** Follows a forecast week by week, cumulatively; by week cells, which move the totals by less than 0.1 %. */
export function track(
  orders: OrderPredictor,
  { cells, horizonDays, ordersByWeek }: Holdout,
): TrackingPoint[] {
  if (!ordersByWeek) {
    return [];
  }
  const merged = toWeekCells(cells);
  let actualOrders = 0;
  return Array.from(ordersByWeek, (ordersOfWeek, index) => {
    actualOrders += ordersOfWeek;
    const days = Math.min((index + 1) * week, horizonDays);
    const expected = orders.expectedOrdersByCell(merged, days);
    const expectedOrders = expected.reduce(
      (sum, perCustomer, i) => sum + perCustomer * merged.customers[i]!,
      0,
    );
    return { days, actualOrders, expectedOrders };
  });
}
