import type { Cells } from './cells.ts';
import type { OrderPredictor } from './predictor.ts';
import { roughlyDiscounted } from './rough-discounting.ts';
import type { TransactionModelName } from './transaction-model.ts';

/**
 * Discounted orders by cell over the whole remaining life, at an annual rate above 0.
 *
 * The CNBD-k models have no closed form far ahead: 8 ms a cell (measured), minutes for the cells of a large shop. Of them the sum is the
 * rough one, good to two parts in a hundred; of the others it is exact.
 */
export function residualOrdersByCell(
  orders: OrderPredictor,
  cells: Cells,
  { model, annualRate }: { readonly model: TransactionModelName; readonly annualRate: number },
): Float64Array {
  const horizonDays = Number.POSITIVE_INFINITY;
  return model === 'BG_CNBD_K' || model === 'MBG_CNBD_K'
    ? roughlyDiscounted(orders, cells, { horizonDays, annualRate })
    : orders.discountedOrdersByCell(cells, horizonDays, annualRate);
}
