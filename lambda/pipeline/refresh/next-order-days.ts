import { type Cells, purchasesOf } from '../../../graph/models/cells.ts';
import type { OrderPredictor } from '../../../graph/models/predictor.ts';

/** Farther ahead nobody plans by customer, and each day costs the models an evaluation. */
export const soonDays = 90;

/**
 * For each cell, the first day (from 1) by which it is an even bet that the next order has come; 0 where that is
 * not within `soonDays`. The day is that of `Customer.expectedNextOrderAt`.
 *
 * An even bet takes half an expected order, which is cheap to know of all cells; only the rest is asked one by one.
 */
export function nextOrderDays(orders: OrderPredictor, cells: Cells): Float64Array {
  return orders
    .expectedOrdersByCell(cells, soonDays)
    .map((expected, index) => (expected < 0.5 ? 0 : dayOf(orders, cells, index)));
}

function dayOf(orders: OrderPredictor, cells: Cells, index: number): number {
  const purchases = purchasesOf(cells, index);
  const isDueBy = (days: number) => orders.atLeastOneOrder(purchases, days) >= 0.5;
  if (!isDueBy(soonDays)) {
    return 0;
  }
  let [before, by] = [0, soonDays];
  while (by - before > 1) {
    const middle = (before + by) >> 1;
    if (isDueBy(middle)) {
      by = middle;
    } else {
      before = middle;
    }
  }
  return by;
}
