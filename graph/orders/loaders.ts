import DataLoader from 'dataloader';
import type { CustomerKey } from '../customers/customer-key.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import {
  mergeOrders,
  type OrderHeader,
  type OrderLine,
  withoutDeparted,
  withoutErased,
} from './order.ts';
import type { OrderStore, RecentOrders } from './store.ts';

export type OrderLoaders = ReturnType<typeof createOrderLoaders>;

/** Made for each request and never shared: see `createContext`. */
export function createOrderLoaders(
  store: OrderStore,
  snapshot: () => Promise<Snapshot | undefined>,
) {
  const recentOrders = new DataLoader<CustomerKey, RecentOrders>((keys) => store.recent(keys), {
    name: 'recentOrders',
  });
  const history = new DataLoader<CustomerKey, readonly OrderHeader[]>(
    async (keys) => {
      const current = await snapshot();
      return current ? store.history(current, keys) : keys.map(() => []);
    },
    { name: 'orderHistory' },
  );
  /**
   * All orders of a customer, newest first: S3 history and DynamoDB recents, latest versions, with those of
   * everybody who was merged into them. A customer who goes by another key has none.
   */
  const orders = new DataLoader<CustomerKey, readonly OrderHeader[]>(
    (keys) =>
      Promise.all(
        keys.map(async (key) => {
          const [own, recent] = await Promise.all([history.load(key), recentOrders.load(key)]);
          if (recent.customer !== key) {
            return [];
          }
          const others = await Promise.all(recent.merged.map((merged) => history.load(merged)));
          const kept = withoutErased([own, ...others].flat(), recent.erasedAt);
          const published = withoutDeparted(kept, recent.departed);
          return mergeOrders(published, recent.orders);
        }),
      ),
    { name: 'orders' },
  );
  const customerOfOrder = new DataLoader<string, CustomerKey | undefined>(
    async (orderKeys) => store.customersOf(await snapshot(), orderKeys),
    { name: 'customerOfOrder' },
  );
  /** Lines by order key of a customer's history; orders that bring their lines along need none. */
  const historyLines = new DataLoader<CustomerKey, ReadonlyMap<string, readonly OrderLine[]>>(
    async (keys) => {
      const current = await snapshot();
      return current ? store.historyLines(current, keys) : keys.map(() => new Map());
    },
    { name: 'orderLines' },
  );
  return { recentOrders, history, orders, historyLines, customerOfOrder };
}
