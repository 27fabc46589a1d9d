import { setTimeout as sleep } from 'node:timers/promises';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { CustomerKey } from '../../../graph/customers/customer-key.ts';
import { type Order, orderKey } from '../../../graph/orders/order.ts';
import type { RecentOrders } from '../../../graph/orders/store.ts';
import { headKey, orderPointerKey, recentOrderKey, recentOrderSortPrefix } from '../../layout.ts';
import { batchGet, type Item } from './batch-get.ts';
import type { Head } from './heads.ts';
import { orderOfItem } from './order-item.ts';
import { type People, readPeople } from './people.ts';
import { type Pointer, pointerOf } from './pointers.ts';
import type { Table } from './table.ts';

/** What the table says about the customers, each with everybody who was merged into them. */
export async function readRecentOrders(
  table: Table,
  customers: readonly CustomerKey[],
): Promise<RecentOrders[]> {
  const { people, named } = await readUndisturbed(table, customers);
  const namedOf = Map.groupBy(named, ({ customer }) => customer);
  return customers.map((customer) => {
    const { key, merged } = people.identityOf(customer);
    const own = new Set(key === customer ? [key, ...merged] : []);
    const all = [...own].flatMap((one) => namedOf.get(one) ?? []);
    const erasedAt = latest([...own].map((one) => people.heads.get(one)?.erasedAt ?? null));
    const orders = ordersOf(all).filter(
      ({ orderedAt }) => erasedAt === null || orderedAt > erasedAt,
    );
    return { customer: key, merged, orders, departed: departedOf(all, own), erasedAt };
  });
}

/** Instants in one form compare as text. */
function latest(instants: readonly (string | null)[]): string | null {
  return instants.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
}

/** An order that a head names: the item with that customer, and whose the order is. */
interface Named {
  readonly customer: CustomerKey;
  readonly key: string;
  readonly item: Item | undefined;
  readonly pointer: Pointer | undefined;
}

interface Reading {
  readonly people: People;
  readonly named: readonly Named[];
}

/** Reads again at most this often when an order moved between two customers during the reading. */
const mostReadings = 5;

/**
 * Heads are read before pointers. An order that moved in between would be shown with nobody or twice, and
 * betrays itself: its pointer names a customer whose head, as it was read, does not name it.
 */
async function readUndisturbed(table: Table, customers: readonly CustomerKey[]): Promise<Reading> {
  for (let reading = 1; ; reading += 1) {
    const result = await readOnce(table, customers);
    if (reading === mostReadings || !result.named.some((one) => hasMoved(one, result.people))) {
      return result;
    }
    await sleep(5 * reading);
  }
}

function hasMoved({ key, pointer }: Named, { heads, asked }: People): boolean {
  const involved = pointer ? [pointer.customerKey, ...pointer.former] : [];
  return involved.some((customer) => {
    const head = heads.get(customer);
    return asked.has(customer) && !head?.hasOverflow && !head?.orders.has(key);
  });
}

async function readOnce(table: Table, customers: readonly CustomerKey[]): Promise<Reading> {
  const people = await readPeople(table, customers);
  const keys = await Promise.all(
    [...people.heads].map(async ([customer, head]) =>
      (await namedKeys(table, customer, head)).map((key) => ({ customer, key })),
    ),
  );
  const named = keys.flat();
  const found = await batchGet(table, [
    ...named.map(({ customer, key }) => recentOrderKey(customer, key)),
    ...named.map(({ key }) => orderPointerKey(key)),
  ]);
  return {
    people,
    named: named.map((one, index) => {
      const pointer = found[named.length + index];
      return { ...one, item: found[index], pointer: pointer && pointerOf(pointer) };
    }),
  };
}

async function namedKeys(
  table: Table,
  customer: CustomerKey,
  { orders, hasOverflow }: Head,
): Promise<readonly string[]> {
  return hasOverflow ? storedKeys(table, customer) : [...orders.keys()];
}

/** An order is shown with the customer its pointer names. Without a pointer it is not written yet, or forgotten. */
function ordersOf(named: readonly Named[]): Order[] {
  return named.flatMap(({ customer, item, pointer }) =>
    item && pointer?.customerKey === customer ? [orderOfItem(item)] : [],
  );
}

function departedOf(
  named: readonly Named[],
  own: ReadonlySet<CustomerKey>,
): ReadonlyMap<string, string> {
  return new Map(
    named.flatMap(({ key, pointer }) =>
      pointer && !own.has(pointer.customerKey) ? [[key, pointer.version] as const] : [],
    ),
  );
}

/** Keys of all orders and departures of the rare customer with more than a head can name. */
export async function storedKeys(
  { client, name }: Table,
  customer: CustomerKey,
): Promise<readonly string[]> {
  const keys = new Set<string>();
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :orders)',
        ExpressionAttributeValues: marshall({
          ':pk': headKey(customer).pk,
          ':orders': recentOrderSortPrefix,
        }),
        ...(start ? { ExclusiveStartKey: marshall(start) } : {}),
      }),
    );
    for (const item of page.Items ?? []) {
      keys.add(keyOf(unmarshall(item)));
    }
    start = page.LastEvaluatedKey ? unmarshall(page.LastEvaluatedKey) : undefined;
  } while (start);
  return [...keys];
}

function keyOf(item: Item): string {
  return typeof item['departed'] === 'string' ? item['departed'] : orderKey(orderOfItem(item));
}
