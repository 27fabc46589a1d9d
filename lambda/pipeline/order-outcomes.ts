import { type Order, orderKey } from '../../graph/orders/order.ts';
import type { OrderOutcome } from '../../graph/orders/store.ts';

/** Of one order twice the greater version wins, of equal ones the later in the list. */
export function latestOf(orders: readonly Order[]): Set<Order> {
  const byKey = new Map<string, Order>();
  for (const order of orders) {
    const known = byKey.get(orderKey(order));
    if (!known || known.version <= order.version) {
      byKey.set(orderKey(order), order);
    }
  }
  return new Set(byKey.values());
}

/** What becomes of an order that is the latest of its batch, beside what is known of it already. */
export function outcomeOf(order: Order, known: Order | undefined): OrderOutcome {
  if (!known) {
    return 'KEPT';
  }
  if (known.version > order.version) {
    return 'SUPERSEDED';
  }
  return contentOf(known) === contentOf(order) ? 'UNCHANGED' : 'KEPT';
}

/** All that an order says, without when and by which run it was said. */
function contentOf({ version: _version, run: _run, ...order }: Order): string {
  const plain = {
    ...order,
    lines: order.lines.map(({ product, name, quantity, amount }) => ({
      product,
      name,
      quantity: quantity.toFixed(),
      amount: amount.toFixed(),
    })),
  };
  return JSON.stringify(Object.entries(plain).sort(([a], [b]) => (a < b ? -1 : 1)));
}
