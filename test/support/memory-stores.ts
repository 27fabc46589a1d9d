import type { Stores } from '../../graph/context.ts';
import type { CustomerKey } from '../../graph/customers/customer-key.ts';
import type { CustomerRow } from '../../graph/customers/customer-row.ts';
import { normaliseEmail } from '../../graph/customers/email.ts';
import { matches } from '../../graph/customers/filter.ts';
import { identityOf, type Merge, mergedNames } from '../../graph/customers/identity.ts';
import { newestProfile } from '../../graph/customers/newest-profile.ts';
import type { Profile, ProfileVersion } from '../../graph/customers/store.ts';
import type { ImportReport, Reject } from '../../graph/imports/import.ts';
import { type Order, orderKey } from '../../graph/orders/order.ts';
import { builtInSegments } from '../../graph/segments/built-in.ts';
import { type SegmentDefinition, segmentName } from '../../graph/segments/definition.ts';
import { defaultSettings, type Settings } from '../../graph/settings.ts';
import type { Snapshot } from '../../graph/snapshots/snapshot.ts';
import type { Spend } from './brute-lives.ts';
import { testIdentityHash } from './identity-key.ts';
import { memoryActions } from './memory-actions.ts';
import { memoryExports } from './memory-exports.ts';
import { orderOf } from './memory-order.ts';
import { pageOfRows } from './memory-page.ts';
import { hasBoughtOf, memoryPopulations } from './memory-populations.ts';
import { rowsOf, snapshotOf, withAdvice } from './memory-snapshot.ts';

export interface MemoryShop {
  /** What the snapshot holds. */
  readonly orders: readonly Order[];
  /** All as new as each other, unless they say their version. */
  readonly profiles?: readonly (Profile & Partial<ProfileVersion>)[];
  readonly spend?: readonly Spend[];
  readonly settings?: Partial<Settings>;
  readonly asOfDay: string;
  /** False: nothing was published yet. */
  readonly hasSnapshot?: boolean;
  /** Newest first. */
  readonly imports?: readonly ImportReport[];
  /** All refused rows of every import. */
  readonly rejects?: readonly Reject[];
}

export interface MemoryStores {
  readonly stores: Stores;
  readonly snapshot: Snapshot;
  /** One entry a store call: its name and how many keys it was asked for. */
  readonly calls: string[];
  /** Makes another state of the shop the served one; the snapshots before stay readable. */
  publish(shop: MemoryShop, id: string): Snapshot;
  /** Deletes a snapshot, as a refresh does with old ones. */
  forget(id: string): void;
}

/** A snapshot and what it was made from. */
export interface Published {
  readonly snapshot: Snapshot;
  readonly orders: readonly Order[];
  readonly byCustomer: ReadonlyMap<string, readonly Order[]>;
  readonly rows: readonly CustomerRow[];
  readonly spend: readonly Spend[];
}

/** What changes between two snapshots. */
interface Present {
  readonly calls: string[];
  readonly merges: Merge[];
  /** When customers were erased, by key. */
  readonly erasures: Map<string, string>;
}

/** Stores that keep a small shop in memory and record every call. */
export function memoryStores(shop: MemoryShop): MemoryStores {
  const calls: string[] = [];
  const present: Present = { calls, merges: [], erasures: new Map() };
  const settings = { ...defaultSettings, ...shop.settings };
  const first = publishedOf(shop, 's1');
  const kept = new Map([[first.snapshot.id, first]]);
  let current = shop.hasSnapshot === false ? undefined : first;
  const stores: Stores = {
    snapshots: {
      current: async () => current?.snapshot,
      get: async (id) => kept.get(id)?.snapshot,
      startRefresh: async () => 'ref_1',
    },
    customers: customerStore(shop, present, ({ id }) => found(kept, id)),
    orders: orderStore(settings, present, (snapshot) => snapshot && found(kept, snapshot.id)),
    populations: memoryPopulations(calls, ({ id }) => found(kept, id)),
    actions: memoryActions(calls, ({ id }) => found(kept, id)),
    imports: importStore(shop, calls),
    exports: memoryExports(calls),
    segments: segmentStore(calls),
    spend: {
      record: async (entries, refused) => {
        calls.push(`spend.record ${entries.length}`);
        return {
          ...importReport('imp_live'),
          kind: 'spend',
          rowsRead: entries.length + refused.length,
          rowsKept: entries.length,
          rowsRejected: refused.length,
          firstRejects: refused,
        };
      },
    },
  };
  return {
    stores,
    snapshot: first.snapshot,
    calls,
    publish: (next, id) => {
      const former = current;
      current = publishedOf(next, id, former);
      kept.set(id, current);
      return current.snapshot;
    },
    forget: (id) => kept.delete(id),
  };
}

function publishedOf(shop: MemoryShop, id: string, former?: Published): Published {
  const settings = { ...defaultSettings, ...shop.settings };
  const orders = shop.orders.filter(({ day }) => day <= shop.asOfDay);
  const byCustomer = Map.groupBy(orders, ({ customerKey }) => customerKey);
  const known = rowsOf(byCustomer, shop, settings);
  const snapshot = {
    ...snapshotOf(known, orders, { asOfDay: shop.asOfDay, settings }),
    id,
    former: former
      ? {
          id: former.snapshot.id,
          asOfDay: former.snapshot.asOfDay,
          segments: builtInSegments.map(segmentName),
        }
      : null,
  };
  const rows = known.map((row) => withAdvice(row, snapshot));
  return { snapshot, orders, byCustomer, rows, spend: shop.spend ?? [] };
}

function found(kept: ReadonlyMap<string, Published>, id: string): Published {
  const published = kept.get(id);
  if (!published) {
    throw new Error(`Expected a snapshot that is kept, got ${id}`);
  }
  return published;
}

function customerStore(
  { profiles = [] }: MemoryShop,
  { calls, merges, erasures }: Present,
  at: (snapshot: Snapshot) => Published,
): Stores['customers'] {
  return {
    rows: async (snapshot, keys) => {
      calls.push(`customers.rows ${keys.length}`);
      const { rows } = at(snapshot);
      return keys.map((key) => rows.find((row) => row.customerKey === key));
    },
    page: async (snapshot, request) => {
      calls.push('customers.page');
      return pageOfRows(at(snapshot).rows, request, hasBoughtOf(at(snapshot)));
    },
    count: async (snapshot, filter) => {
      calls.push('customers.count');
      const published = at(snapshot);
      const hasBought = hasBoughtOf(published);
      return published.rows.filter((row) => !filter || matches(filter, row, hasBought)).length;
    },
    profiles: async (_snapshot, people) => {
      calls.push(`customers.profiles ${people.length}`);
      return people.map((keys) => {
        const known = keys.flatMap((key) => {
          const profile = profiles.find(({ customerKey }) => customerKey === key);
          return profile ? [{ version: '1', run: '', ...profile }] : [];
        });
        return newestProfile(keys, known);
      });
    },
    byEmailHash: async (_snapshot, hashes) => {
      calls.push(`customers.byEmailHash ${hashes.length}`);
      return hashes.map(
        (hash) => profiles.find(({ email }) => email && hashOf(email) === hash)?.customerKey,
      );
    },
    merge: async (merge) => {
      calls.push('customers.merge');
      merges.push({ ...merge, version: String(merges.length).padStart(6, '0') });
    },
    erase: async (keys) => {
      calls.push(`customers.erase ${keys.length}`);
      const erasedAt = '2026-07-01T12:00:00.000Z';
      for (const key of keys) {
        erasures.set(key, erasedAt);
      }
      return erasedAt;
    },
    erasures: async (keys) => keys.map((key) => erasures.get(key)),
  };
}

function hashOf(email: string): string {
  return testIdentityHash(normaliseEmail(email));
}

function orderStore(
  settings: Settings,
  { calls, merges, erasures }: Present,
  at: (snapshot: Snapshot | undefined) => Published | undefined,
): Stores['orders'] {
  const recents: Order[] = [];
  return {
    history: async (snapshot, keys) => {
      calls.push(`orders.history ${keys.length}`);
      const own = keys.map((key) => at(snapshot)?.byCustomer.get(key) ?? []);
      return own.map((orders) => orders.map(({ lines: _lines, ...header }) => header));
    },
    historyLines: async (snapshot, keys) => {
      calls.push(`orders.historyLines ${keys.length}`);
      return keys.map((key) => {
        const own = at(snapshot)?.byCustomer.get(key) ?? [];
        return new Map(own.map((order) => [orderKey(order), order.lines]));
      });
    },
    recent: async (keys) => {
      calls.push(`orders.recent ${keys.length}`);
      return keys.map((key) => recentOf(key, recents, { merges, erasures }));
    },
    customersOf: async (snapshot, keys) => {
      calls.push(`orders.customersOf ${keys.length}`);
      const all = [...recents, ...(at(snapshot)?.orders ?? [])];
      return keys.map((key) => all.find((order) => orderKey(order) === key)?.customerKey);
    },
    record: async (drafts, refused = []) => {
      calls.push(`orders.record ${drafts.length}`);
      recents.push(...drafts.map((draft) => orderOf(draft, settings.currency)));
      return {
        report: {
          ...importReport('imp_live'),
          rowsRead: drafts.length + refused.length,
          rowsKept: drafts.length,
          rowsRejected: refused.length,
          firstRejects: refused,
        },
        outcomes: drafts.map(() => 'KEPT' as const),
      };
    },
  };
}

function recentOf(
  key: CustomerKey,
  recents: readonly Order[],
  { merges, erasures }: Pick<Present, 'merges' | 'erasures'>,
) {
  const { key: customer, merged } = identityOf(key, mergedNames(merges));
  const own = new Set(customer === key ? [key, ...merged] : []);
  return {
    customer,
    merged,
    orders: recents.filter(
      ({ customerKey, orderedAt }) =>
        own.has(customerKey) && orderedAt > (erasures.get(customerKey) ?? ''),
    ),
    departed: new Map<string, string>(),
    erasedAt: erasures.get(key) ?? null,
  };
}

function segmentStore(calls: string[]): Stores['segments'] {
  const saved = new Map<string, SegmentDefinition>();
  return {
    list: async () => {
      calls.push('segments.list');
      return [...saved.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    save: async (definition) => {
      calls.push('segments.save');
      saved.set(definition.key, definition);
    },
    remove: async (key) => saved.delete(key),
  };
}

function importStore(
  { imports = [], rejects = [] }: MemoryShop,
  calls: string[],
): Stores['imports'] {
  const placeOf = ({ startedAt, id }: ImportReport) => `${startedAt}#${id}`;
  return {
    list: async (limit, after) => {
      calls.push(`imports.list ${limit}`);
      const rest = imports.filter((report) => after === undefined || placeOf(report) < after);
      const reports = rest.slice(0, limit);
      const last = reports.at(-1);
      return { reports, next: rest.length > limit && last ? placeOf(last) : undefined };
    },
    get: async (id) => imports.find((report) => report.id === id),
    rejects: async (_id, offset, limit) => {
      calls.push(`imports.rejects ${offset} ${limit}`);
      return rejects.slice(offset, offset + limit);
    },
    createUpload: async ({ kind, fileName, mapping }) => {
      calls.push(`imports.createUpload ${JSON.stringify(mapping)}`);
      return {
        url: 'http://localhost/put',
        key: `uploads/${kind}/1/${fileName}`,
        expiresAt: '2026-07-01T00:00:00.000Z',
      };
    },
  };
}

/** The report of an import that went well and read nothing. */
export function importReport(id: string): ImportReport {
  return {
    id,
    fileName: 'ordersRecord',
    kind: 'orders',
    format: 'api',
    confidence: 1,
    mapping: {},
    status: 'SUCCEEDED',
    startedAt: '2026-07-01T00:00:00.000Z',
    finishedAt: '2026-07-01T00:00:00.000Z',
    rowsRead: 0,
    rowsKept: 0,
    rowsMerged: 0,
    rowsExcluded: 0,
    rowsRejected: 0,
    excludedByReason: {},
    totals: null,
    records: 0,
    firstRejects: [],
    failure: null,
  };
}
