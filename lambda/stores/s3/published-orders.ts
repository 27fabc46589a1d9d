import type { CustomerKey } from '../../../graph/customers/customer-key.ts';
import type { Order, OrderHeader, OrderLine } from '../../../graph/orders/order.ts';
import { orderKey } from '../../../graph/orders/order.ts';
import { s3Orders } from './orders.ts';
import type { S3Reader } from './reader.ts';
import { s3Snapshots } from './snapshots.ts';

/** What the served snapshot knows of orders: whoever writes newer versions has to know what they replace. */
export interface PublishedOrders {
  /** Lines up with the order keys. */
  customersOf(orderKeys: readonly string[]): Promise<readonly (CustomerKey | undefined)[]>;
  /** The orders of these customers that have one of the keys, by key. */
  headersOf(owners: ReadonlyMap<string, CustomerKey>): Promise<ReadonlyMap<string, OrderHeader>>;
  /** The same, with their lines. */
  ordersOf(owners: ReadonlyMap<string, CustomerKey>): Promise<ReadonlyMap<string, Order>>;
}

/** Made once a process, like the reader. */
export function publishedOrders(reader: S3Reader): PublishedOrders {
  const store = s3Orders(reader);
  const snapshots = s3Snapshots({ reader, startRefresh: () => Promise.resolve('') });
  const headersOf: PublishedOrders['headersOf'] = async (owners) => {
    const snapshot = await snapshots.current();
    const histories = snapshot ? await store.history(snapshot, [...new Set(owners.values())]) : [];
    const wanted = histories.flat().filter((order) => owners.has(orderKey(order)));
    return new Map(wanted.map((order) => [orderKey(order), order]));
  };
  return {
    customersOf: async (orderKeys) => store.customersOf(await snapshots.current(), orderKeys),
    headersOf,
    ordersOf: async (owners) => {
      const snapshot = await snapshots.current();
      const [headers, lines] = await Promise.all([
        headersOf(owners),
        snapshot ? store.historyLines(snapshot, [...new Set(owners.values())]) : [],
      ]);
      return new Map(
        [...headers].map(([key, header]) => [key, { ...header, lines: linesOf(key, lines) }]),
      );
    },
  };
}

function linesOf(
  key: string,
  byCustomer: readonly ReadonlyMap<string, readonly OrderLine[]>[],
): readonly OrderLine[] {
  return byCustomer.flatMap((lines) => lines.get(key) ?? []);
}
