import type { CustomerKey } from '../../../graph/customers/customer-key.ts';
import type { CustomerFilter } from '../../../graph/customers/filter.ts';
import type { CustomerStore, ProfileVersion } from '../../../graph/customers/store.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { type RankingField, rankingFields } from '../../lake/schema.ts';
import { snapshotFiles } from '../../layout.ts';
import { createByteCache } from './byte-cache.ts';
import { customerRow, profileVersion } from './customer-fields.ts';
import { columnsOfFilter, rankingOfFilter } from './filter-conditions.ts';
import { rowsByKey } from './keyed-rows.ts';
import { customersOfKeys } from './lookups.ts';
import { openParquet } from './parquet-footer.ts';
import { purchasesOf } from './purchases.ts';
import { countMatches } from './ranking-count.ts';
import { readPage } from './ranking-page.ts';
import type { S3Reader } from './reader.ts';
import { bucketKey, snapshotKey } from './snapshot-objects.ts';

/** Counts are remembered by snapshot and filter; this many bytes of filters. */
const countCacheBytes = 1 << 20;

export interface SnapshotCustomers
  extends Omit<CustomerStore, 'merge' | 'erase' | 'erasures' | 'profiles'> {
  /** What the snapshot has of each customer's profile, a few versions of each at most. */
  profileVersions(
    snapshot: Snapshot | undefined,
    customers: readonly CustomerKey[],
  ): Promise<readonly (readonly ProfileVersion[])[]>;
}

/**
 * Customers as snapshots hold them. Without a snapshot nobody is known: profiles and addresses newer
 * than the snapshot, merges and erasures are another store's.
 */
export function s3Customers(reader: S3Reader): SnapshotCustomers {
  const counts = createByteCache<number>(countCacheBytes);
  return {
    rows: async (snapshot, customers) => {
      const files = {
        buckets: snapshot.counts.buckets,
        objectKey: bucketKey(snapshot, 'customers'),
        keyColumn: 'customer_key',
        decode: customerRow,
      };
      const found = await rowsByKey(reader, files, customers);
      return customers.map((customer) => found.get(customer)?.[0]);
    },
    page: async (snapshot, request) => {
      const file = await openRanking(reader, snapshot, rankingField(request.orderBy));
      return file
        ? readPage(reader, file, request, await purchasesOf(reader, snapshot, request.filter))
        : { rows: [], positions: [], hasMore: false };
    },
    count: (snapshot, filter) =>
      columnsOfFilter(filter).length === 0 || !filter
        ? Promise.resolve(snapshot.counts.customers)
        : counts.load(countKey(snapshot, filter), () => countFiltered(reader, snapshot, filter)),
    profileVersions: async (snapshot, customers) => {
      if (!snapshot) {
        return customers.map(() => []);
      }
      const files = {
        buckets: snapshot.counts.buckets,
        objectKey: bucketKey(snapshot, 'profiles'),
        keyColumn: 'customer_key',
        columns: profileFields,
        decode: profileVersion,
      };
      const found = await rowsByKey(reader, files, customers);
      return customers.map((customer) => found.get(customer) ?? []);
    },
    byEmailHash: (snapshot, hashes) =>
      snapshot
        ? customersOfKeys(
            reader,
            snapshot,
            hashes.map((hash) => `email:${hash}`),
          )
        : Promise.resolve(hashes.map(() => undefined)),
  };
}

const profileFields = [
  'customer_key',
  'email',
  'name',
  'phone',
  'country',
  'referred_by',
  'version',
  'run',
];

function openRanking(reader: S3Reader, snapshot: Snapshot, field: RankingField) {
  return openParquet(reader, snapshotKey(snapshot, snapshotFiles.ranking(field)));
}

function rankingField(orderBy: string): RankingField {
  if (!Object.hasOwn(rankingFields, orderBy)) {
    const known = Object.keys(rankingFields).join(', ');
    throw new Error(`customers: expected orderBy to be one of ${known}, got ${orderBy}`);
  }
  return orderBy as RankingField;
}

async function countFiltered(reader: S3Reader, snapshot: Snapshot, filter: CustomerFilter) {
  const file = await openRanking(reader, snapshot, rankingOfFilter(filter));
  const hasBought = await purchasesOf(reader, snapshot, filter);
  const value = file ? await countMatches(reader, file, { filter, hasBought }) : 0;
  return { value, bytes: countKey(snapshot, filter).length };
}

/** Equal for filters that differ only in the order their fields were written in. */
function countKey({ id }: Snapshot, filter: CustomerFilter): string {
  return `${id} ${JSON.stringify(Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}
