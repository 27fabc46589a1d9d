import type { CustomerKey } from '../../../graph/customers/customer-key.ts';
import { type Order, orderKey } from '../../../graph/orders/order.ts';
import { concurrently } from '../../concurrently.ts';
import { departureKey } from '../../layout.ts';
import { addToHead } from './heads.ts';
import { orderItem } from './order-item.ts';
import { addFormer, type Pointer, pointTo, readPointers } from './pointers.ts';
import { putNewest } from './put-newest.ts';
import { requestsAtOnce, type Table } from './table.ts';

/** An order on its way into the table, and whom it leaves by that. */
interface Arrival {
  readonly order: Order;
  readonly key: string;
  readonly former: ReadonlySet<CustomerKey>;
  /** A newer version is there already. */
  readonly isStale: boolean;
}

/**
 * Items first, then heads, then a note with each customer that an order leaves, pointers last: the one write
 * of the pointer shows an order, replaces its former version, or moves it from one customer to another.
 * `published` tells whose an order is in the served snapshot, which the table does not know.
 */
export async function writeOrders(
  table: Table,
  orders: readonly Order[],
  published: ReadonlyMap<string, CustomerKey>,
): Promise<void> {
  const pointers = await readPointers(table, orders.map(orderKey));
  const arrivals = orders.map((order, index): Arrival => {
    const key = orderKey(order);
    const pointer = pointers[index];
    const isStale = pointer !== undefined && pointer.version > order.version;
    return { order, key, isStale, former: formerOf(order, pointer, published.get(key)) };
  });
  // A stale version is not shown; its customer only learns that the order is somebody else's.
  await concurrently(
    requestsAtOnce,
    arrivals.filter(({ isStale }) => isStale),
    (arrival) => yieldToNewer(table, arrival),
  );
  const fresh = arrivals.filter(({ isStale }) => !isStale);
  const each = (work: (arrival: Arrival) => Promise<void>) =>
    concurrently(requestsAtOnce, fresh, work);
  await each(({ order }) => putNewest(table, orderItem(order)));
  await each(({ order: { customerKey, version }, key }) =>
    addToHead(table, { customerKey, orderKey: key, version }),
  );
  await each(({ order: { version }, key, former }) => depart(table, { key, version, former }));
  await each((arrival) => point(table, arrival));
}

function formerOf(
  { customerKey }: Order,
  pointer: Pointer | undefined,
  published: CustomerKey | undefined,
): ReadonlySet<CustomerKey> {
  const known = [pointer?.customerKey, published, ...(pointer?.former ?? [])];
  return new Set(known.filter((key) => key !== undefined && key !== customerKey) as CustomerKey[]);
}

/** Notes with customers that an order is somebody else's from a version on. It counts once the pointer says so. */
async function depart(
  table: Table,
  {
    key,
    version,
    former,
  }: { readonly key: string; readonly version: string; readonly former: Iterable<CustomerKey> },
): Promise<void> {
  for (const customerKey of former) {
    await putNewest(table, { ...departureKey(customerKey, key), departed: key, version });
    await addToHead(table, { customerKey, orderKey: key, version });
  }
}

/** Moves the order; what another writer did between the look at the pointer and now is made up for. */
async function point(table: Table, arrival: Arrival): Promise<void> {
  const { order, key, former } = arrival;
  const { customerKey, version } = order;
  const { isNewest, before } = await pointTo(table, key, { customerKey, version, former });
  if (!isNewest) {
    await yieldToNewer(table, arrival);
    return;
  }
  const unseen = [...formerOf(order, before, undefined)].filter((known) => !former.has(known));
  await leave(table, key, { version, former: new Set(unseen) });
}

async function yieldToNewer(table: Table, { order: { customerKey }, key }: Arrival): Promise<void> {
  const [newer] = await readPointers(table, [key]);
  if (newer && newer.customerKey !== customerKey) {
    await leave(table, key, { version: newer.version, former: new Set([customerKey]) });
  }
}

async function leave(
  table: Table,
  key: string,
  { version, former }: Pick<Pointer, 'version' | 'former'>,
): Promise<void> {
  if (former.size > 0) {
    await addFormer(table, key, former);
    await depart(table, { key, version, former });
  }
}
