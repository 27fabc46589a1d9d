import { DeleteItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { CustomerKey } from '../../../graph/customers/customer-key.ts';
import type { Profile } from '../../../graph/customers/store.ts';
import { type Order, orderKey } from '../../../graph/orders/order.ts';
import { concurrently } from '../../concurrently.ts';
import {
  emailPointerKey,
  headKey,
  type ItemKey,
  orderPointerKey,
  recentOrderKey,
  recentOrderSortPrefix,
  recentProfileKey,
} from '../../layout.ts';
import { batchGet, type Item } from './batch-get.ts';
import { addToHead, type HeadEntry, headOf, lowerOverflow, removeFromHead } from './heads.ts';
import { orderItem, orderOfItem } from './order-item.ts';
import { holds, type Table } from './table.ts';

/** A profile as an import found it. */
export interface RecentProfile extends Profile {
  /** SHA-256 of the normalised address; null without one. */
  readonly emailHash: string | null;
  /** Compares as text: the greater version wins. */
  readonly version: string;
  readonly run: string;
}

/** What happened since the last refresh, by customer. */
export interface RecentsStore {
  /** Stores orders so that readers see each whole or not at all; repeating it changes nothing. */
  writeOrders(orders: readonly Order[]): Promise<void>;
  writeProfiles(profiles: readonly RecentProfile[]): Promise<void>;
  /** Lines up with the customers; a customer without recent orders has an empty list. */
  recentOrders(customers: readonly CustomerKey[]): Promise<Order[][]>;
  recentProfiles(customers: readonly CustomerKey[]): Promise<(Profile | undefined)[]>;
  customersOf(orderKeys: readonly string[]): Promise<(CustomerKey | undefined)[]>;
  customersByEmailHash(hashes: readonly string[]): Promise<(CustomerKey | undefined)[]>;
  /**
   * Forgets orders that a snapshot holds, in the versions it holds, and the profiles of their run.
   * A newer version that arrived meanwhile stays.
   */
  forget(run: string, orders: readonly HeadEntry[]): Promise<void>;
}

/** Requests under way at once: enough to hide the latency, few enough for one customer's partition. */
const requestsAtOnce = 32;

export function dynamoRecents(table: Table): RecentsStore {
  return {
    writeOrders: (orders) => writeOrders(table, orders),
    writeProfiles: (profiles) =>
      concurrently(requestsAtOnce, profiles, (profile) => writeProfile(table, profile)),
    recentOrders: (customers) => recentOrders(table, customers),
    recentProfiles: async (customers) =>
      (await batchGet(table, customers.map(recentProfileKey))).map(profileOfItem),
    customersOf: (orderKeys) => pointed(table, orderKeys.map(orderPointerKey)),
    customersByEmailHash: (hashes) => pointed(table, hashes.map(emailPointerKey)),
    forget: (run, orders) => forget(table, run, orders),
  };
}

/**
 * Items first, then heads, pointers last: an order is seen where its pointer says, so the one write of
 * the pointer shows it, replaces its former version, or moves it from one customer to another.
 */
async function writeOrders(table: Table, orders: readonly Order[]): Promise<void> {
  await concurrently(requestsAtOnce, orders, (order) => putNewest(table, orderItem(order)));
  await concurrently(requestsAtOnce, orders, ({ customerKey, version, ...order }) =>
    addToHead(table, { customerKey, orderKey: orderKey(order), version }),
  );
  await concurrently(requestsAtOnce, orders, ({ customerKey, version, ...order }) =>
    putNewest(table, { ...orderPointerKey(orderKey(order)), customerKey, version }),
  );
}

/** Puts an item unless a newer version of it is there. */
async function putNewest({ client, name }: Table, item: Item): Promise<void> {
  await holds(
    client.send(
      new PutItemCommand({
        TableName: name,
        Item: marshall(item),
        ConditionExpression: 'attribute_not_exists(pk) OR #version < :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: marshall({ ':version': item['version'] }),
      }),
    ),
  );
}

async function writeProfile(table: Table, profile: RecentProfile): Promise<void> {
  const { customerKey, emailHash, version, run } = profile;
  await putNewest(table, { ...recentProfileKey(customerKey), ...profile });
  if (emailHash) {
    await putNewest(table, { ...emailPointerKey(emailHash), customerKey, version, run });
  }
}

async function recentOrders(table: Table, customers: readonly CustomerKey[]): Promise<Order[][]> {
  const heads = (await batchGet(table, customers.map(headKey))).map((item) =>
    item ? headOf(item) : undefined,
  );
  const named = heads.flatMap((head, index) =>
    head && !head.hasOverflow
      ? head.orderKeys.map((key) => ({ customer: customers[index] ?? '', key }))
      : [],
  );
  const found = await batchGet(table, [
    ...named.map(({ customer, key }) => recentOrderKey(customer, key)),
    ...named.map(({ key }) => orderPointerKey(key)),
  ]);
  const [items, pointers] = [found.slice(0, named.length), found.slice(named.length)];
  const own = new Map<CustomerKey, Order[]>();
  for (const [index, { customer }] of named.entries()) {
    const item = items[index];
    if (item && isOwner(pointers[index], customer)) {
      own.set(customer, [...(own.get(customer) ?? []), orderOfItem(item)]);
    }
  }
  return Promise.all(
    customers.map((customer, index) =>
      heads[index]?.hasOverflow ? overflowing(table, customer) : (own.get(customer) ?? []),
    ),
  );
}

/**
 * An order whose newer version names another customer leaves its item with the former one until the
 * refresh; the pointer says whose it is. Without a pointer it is not written yet, or forgotten.
 */
function isOwner(pointer: Item | undefined, customer: CustomerKey): boolean {
  return pointer?.['customerKey'] === customer;
}

async function overflowing(table: Table, customer: CustomerKey): Promise<Order[]> {
  const orders = (await queryOrders(table, customer)).map(orderOfItem);
  const pointers = await batchGet(
    table,
    orders.map((order) => orderPointerKey(orderKey(order))),
  );
  return orders.filter((_order, index) => isOwner(pointers[index], customer));
}

/** For the rare customer with more recent orders than a head can name. */
async function queryOrders({ client, name }: Table, customer: CustomerKey): Promise<Item[]> {
  const items: Item[] = [];
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
    items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    start = page.LastEvaluatedKey ? unmarshall(page.LastEvaluatedKey) : undefined;
  } while (start);
  return items;
}

function profileOfItem(item: Item | undefined): Profile | undefined {
  if (!item) {
    return undefined;
  }
  const field = (name: string) => (typeof item[name] === 'string' ? item[name] : null);
  return {
    customerKey: String(item['customerKey']),
    email: field('email'),
    name: field('name'),
    phone: field('phone'),
    country: field('country'),
    referredBy: field('referredBy'),
  };
}

async function pointed(
  table: Table,
  keys: readonly ItemKey[],
): Promise<(CustomerKey | undefined)[]> {
  const items = await batchGet(table, keys);
  return items.map((item) => (item ? String(item['customerKey']) : undefined));
}

/** Heads first: a reader must not be sent to an item that is gone already. */
async function forget(table: Table, run: string, orders: readonly HeadEntry[]): Promise<void> {
  await concurrently(requestsAtOnce, orders, (order) => removeFromHead(table, order));
  await concurrently(requestsAtOnce, orders, async ({ customerKey, orderKey: key, version }) => {
    const upTo = { condition: '#field <= :value', field: 'version', value: version };
    await deleteIf(table, recentOrderKey(customerKey, key), upTo);
    await deleteIf(table, orderPointerKey(key), upTo);
  });
  const customers = [...new Set(orders.map(({ customerKey }) => customerKey))];
  await settleHeads(table, customers);
  const ofRun = { condition: '#field = :value', field: 'run', value: run };
  await concurrently(requestsAtOnce, customers, async (customer) => {
    const profile = await deleteIf(table, recentProfileKey(customer), ofRun);
    if (typeof profile?.['emailHash'] === 'string') {
      await deleteIf(table, emailPointerKey(profile['emailHash']), ofRun);
    }
  });
}

/** Once a head names all orders that are left, or none is, readers need no query any more. */
async function settleHeads(table: Table, customers: readonly CustomerKey[]): Promise<void> {
  const items = await batchGet(table, customers.map(headKey));
  const overflowed = customers.flatMap((customer, index) => {
    const head = items[index] && headOf(items[index]);
    return head?.hasOverflow ? [{ customer, head }] : [];
  });
  for (const { customer, head } of overflowed) {
    const left = (await queryOrders(table, customer)).map((item) => orderKey(orderOfItem(item)));
    if (left.every((key) => head.orderKeys.includes(key))) {
      await lowerOverflow(table, customer, head);
    }
  }
}

interface Condition {
  readonly condition: string;
  readonly field: string;
  readonly value: string;
}

/** Deletes an item that meets the condition and returns it; undefined when there is no such item. */
async function deleteIf(
  { client, name }: Table,
  key: ItemKey,
  { condition, field, value }: Condition,
): Promise<Item | undefined> {
  let deleted: Item | undefined;
  await holds(
    client
      .send(
        new DeleteItemCommand({
          TableName: name,
          Key: marshall(key),
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#field': field },
          ExpressionAttributeValues: marshall({ ':value': value }),
          ReturnValues: 'ALL_OLD',
        }),
      )
      .then(({ Attributes }) => {
        deleted = Attributes ? unmarshall(Attributes) : undefined;
      }),
  );
  return deleted;
}
