import { beforeAll, describe, expect, test } from 'vitest';
import type { CustomerRow } from '../../../graph/customers/customer-row.ts';
import { type CustomerFilter, matches } from '../../../graph/customers/filter.ts';
import type { PageRequest } from '../../../graph/customers/store.ts';
import { s3Customers } from '../../../lambda/stores/s3/customers.ts';
import { createReader } from '../../../lambda/stores/s3/reader.ts';
import { compareUtf8 } from '../../../lambda/stores/s3/row-group-search.ts';
import { emailHashOf } from '../../support/shop-rows.ts';
import {
  memoryObjects,
  type SnapshotFiles,
  writeSnapshotFiles,
} from '../../support/snapshot-files.ts';

let files: SnapshotFiles;
let store: ReturnType<typeof s3Customers>;

beforeAll(async () => {
  files = await writeSnapshotFiles({ seed: 1, customers: 5000, buckets: 2 });
  store = s3Customers(createReader({ get: memoryObjects(files.objects) }));
});

const keysOf: Record<string, (row: CustomerRow) => number | string | null> = {
  VALUE: (row) => row.totalValue,
  REVENUE: (row) => Number(row.revenue),
  AVERAGE_ORDER_VALUE: (row) => (row.orders === 0 ? null : Number(row.revenue) / row.orders),
  FIRST_ORDER_AT: (row) => row.firstOrderAt,
  CUSTOMER: () => 0,
};

/** The ranking in full: nulls first, ties by the bytes of the customer key. */
function ranked(orderBy: string): CustomerRow[] {
  const keyOf = keysOf[orderBy] ?? (() => null);
  return files.customers.toSorted((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    if (left === right) {
      return compareUtf8(a.customerKey, b.customerKey);
    }
    if (left === null || right === null) {
      return left === null ? -1 : 1;
    }
    return left < right ? -1 : 1;
  });
}

function bruteForcePage(request: PageRequest) {
  const ascending = ranked(request.orderBy);
  const rows = request.direction === 'ASC' ? ascending : ascending.toReversed();
  const matching = rows
    .map((row, position) => ({ row, position }))
    .filter(
      ({ row, position }) =>
        position > (request.after ?? -1) &&
        position < (request.before ?? rows.length) &&
        (!request.filter || matches(request.filter, row)),
    );
  const kept = request.fromEnd
    ? matching.slice(Math.max(matching.length - request.limit, 0))
    : matching.slice(0, request.limit);
  return {
    rows: kept.map(({ row }) => row),
    positions: kept.map(({ position }) => position),
    hasMore: matching.length > request.limit,
  };
}

const firstPage: PageRequest = {
  orderBy: 'VALUE',
  direction: 'DESC',
  filter: undefined,
  after: undefined,
  before: undefined,
  limit: 50,
  fromEnd: false,
};

const filters: Record<string, CustomerFilter> = {
  'a country': { countries: ['DE'] },
  'a value no customer has': { channels: ['radio'] },
  'a range of the sort column': { totalValue: { gte: 40, lt: 41 } },
  'revenue of exactly a bound': { revenue: { gte: '98', lt: '98.0001' } },
  'times and chances': {
    firstOrderAt: { gte: '2023-06-01T00:00:00.000Z' },
    lastOrderAt: { lt: '2023-09-01T00:00:00.000Z' },
    probabilityAlive: { gte: 0.5 },
  },
  'who referred them': { referrers: ['id:1', 'id:2'] },
  'several orders of a campaign': { orders: { gte: 9 }, campaigns: ['spring'] },
};

describe('rows', () => {
  test('every customer reads back as it was written', async () => {
    const found = await store.rows(
      files.snapshot,
      files.customers.map(({ customerKey }) => customerKey),
    );
    expect(found).toEqual(files.customers);
  });

  test('unknown and repeated keys line up with the request', async () => {
    const known = files.customers[7];
    const found = await store.rows(files.snapshot, [
      'id:nobody',
      known?.customerKey ?? '',
      'id:',
      known?.customerKey ?? '',
    ]);
    expect(found).toEqual([undefined, known, undefined, known]);
  });
});

describe('page', () => {
  test.each(Object.keys(keysOf))(
    'the first and last pages by %s are as sorted in memory',
    async (orderBy) => {
      for (const direction of ['ASC', 'DESC'] as const) {
        for (const fromEnd of [false, true]) {
          const request = { ...firstPage, orderBy, direction, fromEnd };
          expect(await store.page(files.snapshot, request)).toEqual(bruteForcePage(request));
        }
      }
    },
  );

  test.each(Object.entries(filters))('pages of %s are as filtered in memory', async (_, filter) => {
    for (const direction of ['ASC', 'DESC'] as const) {
      for (const fromEnd of [false, true]) {
        const request = { ...firstPage, direction, fromEnd, filter, after: 900, before: 4100 };
        expect(await store.page(files.snapshot, request)).toEqual(bruteForcePage(request));
      }
    }
  });

  test('following `after` visits every matching customer once', async () => {
    const filter = { countries: ['FR', 'US'], orders: { gte: 1 } };
    const seen: CustomerRow[] = [];
    let after: number | undefined;
    for (let more = true; more; ) {
      const page = await store.page(files.snapshot, { ...firstPage, limit: 250, filter, after });
      seen.push(...page.rows);
      after = page.positions.at(-1);
      more = page.hasMore;
    }
    expect(seen).toEqual(
      ranked('VALUE')
        .reverse()
        .filter((row) => matches(filter, row)),
    );
  });

  test('positions outside the ranking give an empty page', async () => {
    const empty = { rows: [], positions: [], hasMore: false };
    expect(await store.page(files.snapshot, { ...firstPage, after: 10_000 })).toEqual(empty);
    expect(await store.page(files.snapshot, { ...firstPage, before: 0 })).toEqual(empty);
  });

  test('an unknown order is refused with the known ones', async () => {
    await expect(store.page(files.snapshot, { ...firstPage, orderBy: 'shoeSize' })).rejects.toThrow(
      'orderBy to be one of VALUE, PREDICTED_VALUE',
    );
  });
});

describe('count', () => {
  test.each(Object.entries(filters))('customers of %s are counted exactly', async (_, filter) => {
    const expected = files.customers.filter((row) => matches(filter, row)).length;
    expect(await store.count(files.snapshot, filter)).toBe(expected);
  });

  test('an empty filter counts everybody', async () => {
    expect(await store.count(files.snapshot, {})).toBe(files.customers.length);
    expect(await store.count(files.snapshot, undefined)).toBe(files.customers.length);
  });
});

describe('profiles and addresses', () => {
  test('profiles read back, and customers without one have none', async () => {
    const byKey = new Map(files.profiles.map((profile) => [profile.customerKey, profile]));
    const keys = files.customers.map(({ customerKey }) => customerKey);
    const found = await store.profileVersions(files.snapshot, keys);
    expect(found).toEqual(
      keys.map((key) =>
        byKey.has(key) ? [{ ...byKey.get(key), version: '1', run: 'run-1' }] : [],
      ),
    );
  });

  test('an address hash leads to its customer', async () => {
    const profile = files.profiles[3];
    const hashes = [emailHashOf({ email: profile?.email ?? null }), 'ff'];
    expect(await store.byEmailHash(files.snapshot, hashes)).toEqual([
      profile?.customerKey,
      undefined,
    ]);
  });

  test('without a snapshot nobody is known', async () => {
    expect(await store.profileVersions(undefined, ['id:1'])).toEqual([[]]);
    expect(await store.byEmailHash(undefined, ['ff'])).toEqual([undefined]);
  });
});

test('a snapshot of no customers answers everything with nothing', async () => {
  const empty = await writeSnapshotFiles({ seed: 1, customers: 0, buckets: 1 });
  const customers = s3Customers(createReader({ get: memoryObjects(empty.objects) }));
  expect(await customers.rows(empty.snapshot, ['id:1'])).toEqual([undefined]);
  expect(await customers.page(empty.snapshot, firstPage)).toEqual({
    rows: [],
    positions: [],
    hasMore: false,
  });
  expect(await customers.count(empty.snapshot, { orders: { gte: 1 } })).toBe(0);
});
