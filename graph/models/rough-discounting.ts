import { gaussLegendre } from '../math/gauss-legendre.ts';
import type { Cells } from './cells.ts';
import { dailyRate } from './effective-horizon.ts';
import type { OrderPredictor } from './predictor.ts';

/** Beyond this exponent nothing counts that a rough sum would show. */
const longestExponent = 8;

const mostNodes = 6;

/**
 * Discounted orders by cell to some parts in a thousand, from undiscounted ones at a few horizons: as `discountedOrders`, at
 * a fraction of its cost. For shares and their differences, in which the error nearly cancels.
 */
export function roughlyDiscounted(
  orders: OrderPredictor,
  cells: Cells,
  { horizonDays, annualRate }: { readonly horizonDays: number; readonly annualRate: number },
): Float64Array {
  const rate = dailyRate(annualRate);
  if (rate === 0) {
    return orders.expectedOrdersByCell(cells, horizonDays);
  }
  const end = Math.min(horizonDays, longestExponent / rate);
  const { nodes, weights } = gaussLegendre(Math.min(mostNodes, 1 + Math.floor(2 * rate * end)));
  const sums = new Float64Array(cells.frequency.length);
  const add = (days: number, weight: number) => {
    orders.expectedOrdersByCell(cells, days).forEach((expected, i) => {
      sums[i]! += weight * Math.exp(-rate * days) * expected;
    });
  };
  add(end, 1);
  nodes.forEach((node, i) => {
    add((end / 2) * (1 + node), (weights[i]! * rate * end) / 2);
  });
  return sums;
}
