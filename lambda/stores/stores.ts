import type { Stores } from '../../graph/context.ts';
import { newestProfile } from '../../graph/customers/newest-profile.ts';
import type { CustomerStore } from '../../graph/customers/store.ts';
import type { ExportStore } from '../../graph/exports/store.ts';
import type { ImportStore } from '../../graph/imports/store.ts';
import type { OrderStore } from '../../graph/orders/store.ts';
import type { SegmentStore } from '../../graph/segments/store.ts';
import type { SnapshotStore } from '../../graph/snapshots/store.ts';
import type { SpendStore } from '../../graph/spend/store.ts';
import type { RecentsStore } from './dynamo/recents.ts';
import { s3Actions } from './s3/actions.ts';
import { type SnapshotCustomers, s3Customers } from './s3/customers.ts';
import { s3Orders } from './s3/orders.ts';
import { s3Populations } from './s3/populations.ts';
import type { S3Reader } from './s3/reader.ts';
import { s3Snapshots } from './s3/snapshots.ts';

export interface StoreParts {
  /** History: immutable objects in S3. */
  readonly reader: S3Reader;
  /** The present: items in DynamoDB. */
  readonly recents: RecentsStore;
  readonly imports: ImportStore;
  readonly exports: ExportStore;
  readonly segments: SegmentStore;
  readonly startRefresh: SnapshotStore['startRefresh'];
  readonly record: OrderStore['record'];
  readonly merge: CustomerStore['merge'];
  readonly erase: CustomerStore['erase'];
  readonly recordSpend: SpendStore['record'];
}

/** The stores of a deployment: S3 history and DynamoDB recents behind one face each. Made once a process. */
export function createStores(parts: StoreParts): Stores {
  const { reader, recents, imports, exports, segments, startRefresh, record, merge } = parts;
  const spend = { record: parts.recordSpend };
  const orders = s3Orders(reader);
  return {
    snapshots: s3Snapshots({ reader, startRefresh }),
    customers: { ...customersOf(reader, recents), merge, erase: parts.erase },
    orders: {
      history: orders.history,
      historyLines: orders.historyLines,
      recent: (customers) => recents.recentOrders(customers),
      customersOf: async (snapshot, orderKeys) =>
        preferFirst(
          await Promise.all([
            recents.customersOf(orderKeys),
            orders.customersOf(snapshot, orderKeys),
          ]),
        ),
      record,
    },
    populations: s3Populations(reader),
    actions: s3Actions(reader),
    imports,
    exports,
    segments,
    spend,
  };
}

/** Customers of snapshots, with the profiles that came since. */
export function customersOf(
  reader: S3Reader,
  recents: Pick<RecentsStore, 'recentProfiles' | 'customersByEmailHash' | 'erasures'>,
): Omit<CustomerStore, 'merge' | 'erase'> {
  return withRecentProfiles(s3Customers(reader), recents);
}

/** Of what the snapshot and the table say of somebody, under all of their keys, the newest counts. */
function withRecentProfiles(
  { profileVersions, ...customers }: SnapshotCustomers,
  recents: Pick<RecentsStore, 'recentProfiles' | 'customersByEmailHash' | 'erasures'>,
): Omit<CustomerStore, 'merge' | 'erase'> {
  return {
    ...customers,
    erasures: (keys) => recents.erasures(keys),
    profiles: async (snapshot, people) => {
      const keys = [...new Set(people.flat())];
      const [recent, published] = await Promise.all([
        recents.recentProfiles(keys),
        profileVersions(snapshot, keys),
      ]);
      const versions = new Map(
        keys.map((key, index) => [key, [recent[index] ?? [], published[index] ?? []].flat()]),
      );
      return people.map((own) =>
        newestProfile(
          own,
          own.flatMap((key) => versions.get(key) ?? []),
        ),
      );
    },
    byEmailHash: async (snapshot, hashes) =>
      preferFirst(
        await Promise.all([
          recents.customersByEmailHash(hashes),
          customers.byEmailHash(snapshot, hashes),
        ]),
      ),
  };
}

function preferFirst<T>(
  lists: readonly [readonly (T | undefined)[], readonly (T | undefined)[]],
): (T | undefined)[] {
  const [first, second] = lists;
  return first.map((value, index) => value ?? second[index]);
}
