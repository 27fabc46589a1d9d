import Big from 'big.js';
import type { Order } from '../../graph/orders/order.ts';
import type { OrderDraft } from '../../graph/orders/store.ts';

/** The exclusions that tests send; the pipeline knows all words. */
const excludedBy: Readonly<Record<string, Order['exclusion']>> = {
  cancelled: 'CANCELLED',
  pending: 'UNPAID',
  test: 'TEST',
};

/** The order that a draft becomes. */
export function orderOf(draft: OrderDraft, currency: string): Order {
  const gross = new Big(draft.gross);
  const discount = new Big(draft.discount);
  const net = gross.minus(discount).minus(draft.refund);
  const byAmount = gross.eq(discount) ? 'ZERO_AMOUNT' : 'FULLY_REFUNDED';
  return {
    ...draft,
    currency,
    gross,
    discount,
    refund: new Big(draft.refund),
    tax: new Big(draft.tax),
    shipping: new Big(draft.shipping),
    net,
    cost: draft.cost === null ? null : new Big(draft.cost),
    exclusion: excludedBy[draft.status] ?? (net.eq(0) ? byAmount : null),
    lines: draft.lines.map((line) => ({
      ...line,
      quantity: new Big(line.quantity),
      amount: new Big(line.amount),
    })),
    version: draft.updatedAt ?? '2026-07-01T12:00:00.000Z',
    run: 'imp_live',
  };
}
