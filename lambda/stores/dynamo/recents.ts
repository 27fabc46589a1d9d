import type { CustomerKey } from '../../../graph/customers/customer-key.ts';
import type { Identity, Merge } from '../../../graph/customers/identity.ts';
import type { ProfileVersion } from '../../../graph/customers/store.ts';
import type { Order } from '../../../graph/orders/order.ts';
import type { RecentOrders } from '../../../graph/orders/store.ts';
import { concurrently } from '../../concurrently.ts';
import {
  emailPointerKey,
  headKey,
  type ItemKey,
  orderPointerKey,
  recentOrderKey,
  recentProfileKey,
} from '../../layout.ts';
import { batchGet, type Item } from './batch-get.ts';
import { eraseCustomers } from './erase.ts';
import { forgetOrders, forgetProfiles } from './forget.ts';
import { type HeadEntry, headOf } from './heads.ts';
import { writeMerge } from './merges.ts';
import { orderOfItem } from './order-item.ts';
import { readPeople } from './people.ts';
import { readPointers } from './pointers.ts';
import { putNewest } from './put-newest.ts';
import { readRecentOrders } from './read-orders.ts';
import { type RecentOwner, recentOwners } from './recent-owners.ts';
import { requestsAtOnce, type Table } from './table.ts';
import { writeOrders } from './write-orders.ts';

/** A profile as an import found it. */
export interface RecentProfile extends ProfileVersion {
  /** Keyed hash of the normalised address, see `identityHash`; null without one. */
  readonly emailHash: string | null;
}

/** What happened since the last refresh, by customer. */
export interface RecentsStore {
  /**
   * Stores orders so that readers see each whole or not at all, and with one customer; repeating it changes
   * nothing. `published`: whose an order is in the served snapshot, by order key.
   */
  writeOrders(
    orders: readonly Order[],
    published?: ReadonlyMap<string, CustomerKey>,
  ): Promise<void>;
  writeProfiles(profiles: readonly RecentProfile[]): Promise<void>;
  /** From now on two customers are one. */
  writeMerge(merge: Merge): Promise<void>;
  /** Deletes what there is of customers, and hides whatever they ordered up to the instant. */
  erase(customers: readonly CustomerKey[], erasedAt: string): Promise<void>;
  /** When each customer was erased; undefined for nearly everybody. */
  erasures(customers: readonly CustomerKey[]): Promise<(string | undefined)[]>;
  /** Lines up with the customers; a customer without recent orders has an empty list. */
  recentOrders(customers: readonly CustomerKey[]): Promise<RecentOrders[]>;
  /** Who each customer is after all merges. */
  identities(customers: readonly CustomerKey[]): Promise<Identity[]>;
  /** Orders by key where their newest version is recent, else undefined. */
  ordersByKey(orderKeys: readonly string[]): Promise<(Order | undefined)[]>;
  recentProfiles(customers: readonly CustomerKey[]): Promise<(ProfileVersion | undefined)[]>;
  customersOf(orderKeys: readonly string[]): Promise<(CustomerKey | undefined)[]>;
  /** Whose each recent order is, in pages; reads the whole table. */
  owners(): AsyncIterable<readonly RecentOwner[]>;
  customersByEmailHash(hashes: readonly string[]): Promise<(CustomerKey | undefined)[]>;
  /**
   * Forgets orders that a snapshot holds, in the versions it holds, and the profiles of their run.
   * A newer version that arrived meanwhile stays.
   */
  forget(run: string, orders: readonly HeadEntry[]): Promise<void>;
}

export function dynamoRecents(table: Table): RecentsStore {
  return {
    writeOrders: (orders, published) => writeOrders(table, orders, published ?? new Map()),
    writeProfiles: (profiles) =>
      concurrently(requestsAtOnce, profiles, (profile) => writeProfile(table, profile)),
    writeMerge: (merge) => writeMerge(table, merge),
    erase: (customers, erasedAt) => eraseCustomers(table, customers, erasedAt),
    erasures: async (customers) =>
      (await batchGet(table, customers.map(headKey))).map(
        (item) => (item && headOf(item).erasedAt) ?? undefined,
      ),
    recentOrders: (customers) => readRecentOrders(table, customers),
    identities: async (customers) => {
      const people = await readPeople(table, customers);
      return customers.map((customer) => people.identityOf(customer));
    },
    ordersByKey: (orderKeys) => ordersByKey(table, orderKeys),
    recentProfiles: async (customers) =>
      (await batchGet(table, customers.map(recentProfileKey))).map(profileOfItem),
    customersOf: (orderKeys) => pointed(table, orderKeys.map(orderPointerKey)),
    owners: () => recentOwners(table),
    customersByEmailHash: (hashes) => pointed(table, hashes.map(emailPointerKey)),
    forget: async (run, orders) => {
      await forgetOrders(table, orders);
      const customers = new Set(orders.map(({ customerKey }) => customerKey));
      await forgetProfiles(table, run, [...customers]);
    },
  };
}

async function ordersByKey(
  table: Table,
  orderKeys: readonly string[],
): Promise<(Order | undefined)[]> {
  const pointers = await readPointers(table, orderKeys);
  const wanted = orderKeys.flatMap((key, index) => {
    const pointer = pointers[index];
    return pointer ? [{ index, item: recentOrderKey(pointer.customerKey, key) }] : [];
  });
  const items = await batchGet(
    table,
    wanted.map(({ item }) => item),
  );
  const found = new Map(wanted.map(({ index }, place) => [index, items[place]]));
  return orderKeys.map((_key, index) => {
    const item = found.get(index);
    return item && orderOfItem(item);
  });
}

async function writeProfile(table: Table, profile: RecentProfile): Promise<void> {
  const { customerKey, emailHash, version, run } = profile;
  await putNewest(table, { ...recentProfileKey(customerKey), ...profile });
  if (emailHash) {
    await putNewest(table, { ...emailPointerKey(emailHash), customerKey, version, run });
  }
}

function profileOfItem(item: Item | undefined): ProfileVersion | undefined {
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
    version: String(item['version']),
    run: String(item['run']),
  };
}

async function pointed(
  table: Table,
  keys: readonly ItemKey[],
): Promise<(CustomerKey | undefined)[]> {
  const items = await batchGet(table, keys);
  return items.map((item) => (item ? String(item['customerKey']) : undefined));
}
