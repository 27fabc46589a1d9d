import type { CustomerKey } from '../../graph/customers/customer-key.ts';
import { type Order, orderKey } from '../../graph/orders/order.ts';
import type { RecentsStore } from '../stores/dynamo/recents.ts';
import type { PublishedOrders } from '../stores/s3/published-orders.ts';

/** Whose orders are in the served snapshot, by order key; orders it does not have are left out. */
async function ownersOf(
  published: Pick<PublishedOrders, 'customersOf'>,
  orderKeys: readonly string[],
): Promise<ReadonlyMap<string, CustomerKey>> {
  const owners = await published.customersOf(orderKeys);
  return new Map(
    orderKeys.flatMap((key, index) => {
      const owner = owners[index];
      return owner === undefined ? [] : [[key, owner] as const];
    }),
  );
}

export interface KnownOrders {
  /** The latest version that table or snapshot knows, by order key. */
  readonly latest: ReadonlyMap<string, Order>;
  /** Whose an order is in the snapshot, by order key. */
  readonly published: ReadonlyMap<string, CustomerKey>;
}

/** What is known of orders before new versions of them are stored. */
export async function knownOrders(
  {
    recents,
    published,
  }: {
    readonly recents: Pick<RecentsStore, 'ordersByKey'>;
    readonly published: PublishedOrders;
  },
  orderKeys: readonly string[],
): Promise<KnownOrders> {
  const [recent, owners] = await Promise.all([
    recents.ordersByKey(orderKeys),
    ownersOf(published, orderKeys),
  ]);
  const latest = new Map(await published.ordersOf(owners));
  for (const order of recent) {
    const known = order && latest.get(orderKey(order));
    if (order && !(known && known.version > order.version)) {
      latest.set(orderKey(order), order);
    }
  }
  return { latest, published: owners };
}

/**
 * The orders that a snapshot does not have in a later version with another customer. Where it has one with
 * the same customer readers choose by themselves; with another one they would show both.
 */
export async function withoutMovedAway(
  orders: readonly Order[],
  published: PublishedOrders,
): Promise<{
  readonly orders: readonly Order[];
  readonly published: ReadonlyMap<string, CustomerKey>;
}> {
  const owners = await ownersOf(published, orders.map(orderKey));
  const moved = orders.filter((order) => {
    const owner = owners.get(orderKey(order));
    return owner !== undefined && owner !== order.customerKey;
  });
  const ownersOfMoved = new Map(
    moved.map((order) => [orderKey(order), owners.get(orderKey(order)) ?? '']),
  );
  const headers = await published.headersOf(ownersOfMoved);
  const isLatest = (order: Order) =>
    !ownersOfMoved.has(orderKey(order)) ||
    (headers.get(orderKey(order))?.version ?? '') <= order.version;
  return { orders: orders.filter(isLatest), published: owners };
}
