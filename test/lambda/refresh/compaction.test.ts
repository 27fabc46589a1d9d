import Big from 'big.js';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { baseKey, snapshotFiles, snapshotPrefix } from '../../../lambda/layout.ts';
import type { Manifest } from '../../../lambda/pipeline/refresh/manifest.ts';
import { bucketOf } from '../../../lambda/stores/s3/buckets.ts';
import { type Harness, openHarness } from './harness.ts';
import type { ProfileRow } from './lake.ts';
import { newestProfiles } from './newest-profiles.ts';
import { order, randomOrders } from './shop.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const orderFacts = 'customer_key, order_id, CAST(gross AS VARCHAR) AS gross, version, run';

function baseKeys(manifest: Manifest, kind: 'orders' | 'customers'): string[] {
  return Array.from({ length: manifest.baseBuckets[kind] }, (_, b) =>
    baseKey(kind, manifest.id, b),
  );
}

function baseOrders(manifest: Manifest) {
  return harness.rows(baseKeys(manifest, 'orders'), orderFacts);
}

const first = order({ version: 'v1', gross: new Big(10) });
const second = order({ version: 'v2', gross: new Big(20) });

describe('of several versions of an order', () => {
  /** One order a rule, all in one shop: a refresh, further files, and a second refresh. */
  const versions = (orderId: string) => ({
    older: { ...first, orderId },
    newer: { ...second, orderId },
  });
  const within = versions('within');
  const over = versions('over');
  const late = versions('late');
  const equal = versions('equal');
  const twice = versions('twice');
  let kept: Map<unknown, unknown>;
  beforeAll(async () => {
    const shop = await openHarness();
    await shop.lake.orders('a', [within.newer, over.older, late.newer]);
    await shop.lake.orders('b', [within.older, equal.older, twice.older, twice.older]);
    await shop.publish();
    await shop.lake.orders('a2', [equal.older]);
    await shop.lake.orders('c', [equal.older, over.newer, late.older]);
    const rows = await shop.rows(baseKeys(await shop.publish(), 'orders'), orderFacts);
    kept = Map.groupBy(rows, (row) => row['order_id']);
    await shop.close();
  });

  test('the latest wins within a refresh', () => {
    expect(kept.get('within')).toMatchObject([{ gross: '20.0000', version: 'v2' }]);
  });

  test('the latest wins over the base', () => {
    expect(kept.get('over')).toMatchObject([{ version: 'v2' }]);
  });

  test('an earlier one that arrives late changes nothing', () => {
    expect(kept.get('late')).toMatchObject([{ version: 'v2', run: 'a' }]);
  });

  test('of equal ones the later run wins', () => {
    expect(kept.get('equal')).toMatchObject([{ run: 'c' }]);
  });

  test('one that a run holds twice counts once', () => {
    expect(kept.get('twice')).toHaveLength(1);
  });
});

test('a version that names another customer moves the order', async () => {
  await harness.lake.orders('a', [first]);
  await harness.publish({ ordersPerBucket: 0.25 });
  const key = differentBucket(first.customerKey, 4);
  await harness.lake.orders('b', [{ ...second, customerKey: key }]);
  const manifest = await harness.publish({ ordersPerBucket: 0.25 });
  expect(await baseOrders(manifest)).toMatchObject([{ customer_key: key, version: 'v2' }]);
});

test('buckets double as orders grow, and each holds the customers of its hash', async () => {
  const orders = randomOrders(60, 3);
  const half = orders.length / 2;
  await harness.lake.orders('a', orders.slice(0, half));
  const before = await harness.publish({ ordersPerBucket: 50 });
  await harness.lake.orders('b', orders.slice(half));
  const after = await harness.publish({ ordersPerBucket: 25 });
  expect(after.baseBuckets.orders).toBeGreaterThan(before.baseBuckets.orders);
  const ids: unknown[] = [];
  for (const [bucket, key] of baseKeys(after, 'orders').entries()) {
    for (const row of await harness.rows([key], orderFacts)) {
      expect(bucketOf(String(row['customer_key']), after.counts.buckets)).toBe(bucket);
      ids.push(row['order_id']);
    }
  }
  expect(ids.sort()).toEqual(orders.map(({ orderId }) => orderId).sort());
});

test('an order keeps its product lines and its time to the millisecond', async () => {
  const lines = [
    { product: 'sku', name: "O'Neill", quantity: new Big('1.5'), amount: new Big('0.0001') },
  ];
  await harness.lake.orders('a', [order({ lines, orderedAt: '2024-03-01T10:00:00.123Z' })]);
  const manifest = await harness.publish();
  const rows = await harness.rows(
    baseKeys(manifest, 'orders'),
    'epoch_ms(ordered_at) AS at, lines[1].name AS name, CAST(lines[1].amount AS VARCHAR) AS amount',
  );
  expect(rows).toEqual([
    { at: BigInt(Date.parse('2024-03-01T10:00:00.123Z')), name: "O'Neill", amount: '0.0001' },
  ]);
});

const profile: ProfileRow = {
  customer_key: 'id:1',
  source: 'shop',
  email: null,
  email_hash: null,
  name: null,
  phone: null,
  country: null,
  referred_by: null,
  version: 'v1',
  run: '',
};

test('each field of a profile is the latest known, whatever the order of arrival', async () => {
  const versions = [
    { version: 'v1', name: 'Ann', country: 'SE' },
    { version: 'v2', name: 'Anna' },
    { version: 'v3', email: 'a@x', email_hash: 'h' },
  ];
  // A customer for each order of arrival, a refresh for each that arrives.
  const arrivals = [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
  ];
  let manifest: Manifest | undefined;
  for (let nth = 0; nth < versions.length; nth++) {
    for (const arrival of arrivals) {
      const index = arrival[nth] ?? 0;
      const row = { ...profile, ...versions[index], customer_key: `id:${arrival.join('')}` };
      await harness.lake.profiles(`r${arrival.join('')}-${index}`, [row]);
    }
    manifest = await harness.publish();
  }
  const rows = manifest && (await harness.snapshotRows(manifest, snapshotFiles.profiles(0)));
  const newest = newestProfiles(rows ?? []);
  expect(newest).toHaveLength(arrivals.length);
  for (const row of newest) {
    expect(row).toMatchObject({ name: 'Anna', country: 'SE', email: 'a@x' });
  }
});

test('a customer with a profile only is a customer, and referrals are counted', async () => {
  await harness.lake.profiles('p', [
    { ...profile, customer_key: 'id:1', country: 'SE' },
    { ...profile, customer_key: 'id:2', referred_by: 'id:1' },
    { ...profile, customer_key: 'id:3', referred_by: 'id:1' },
  ]);
  const manifest = await harness.publish();
  const rows = await harness.snapshotRows(
    manifest,
    snapshotFiles.customers(0),
    'customer_key, country, referred_by, referrals, orders',
  );
  expect(rows).toEqual([
    { customer_key: 'id:1', country: 'SE', referred_by: null, referrals: 2, orders: 0 },
    { customer_key: 'id:2', country: null, referred_by: 'id:1', referrals: 0, orders: 0 },
    { customer_key: 'id:3', country: null, referred_by: 'id:1', referrals: 0, orders: 0 },
  ]);
});

test('look-ups lead from orders and addresses to customers, sorted by key', async () => {
  await harness.lake.orders('a', [first, order({ orderId: '2', customerKey: 'id:2' })]);
  await harness.lake.profiles('p', [
    { ...profile, customer_key: 'id:1', email_hash: 'h', version: 'v1' },
    { ...profile, customer_key: 'id:2', email_hash: 'h', version: 'v2' },
  ]);
  const rows = await harness.snapshotRows(await harness.publish(), snapshotFiles.lookups(0));
  expect(rows).toEqual([
    { key: 'email:h', customer_key: 'id:2' },
    { key: 'order:shop/1', customer_key: 'id:1' },
    { key: 'order:shop/2', customer_key: 'id:2' },
  ]);
});

test('spend keeps the latest version of a day, channel, campaign and kind of a source', async () => {
  const entry = {
    source: 'ads',
    day: '2024-01-01',
    channel: 'search',
    campaign: null,
    kind: 'ADS',
    currency: 'USD',
    amount: '10.0000',
    version: 'v1',
    run: '',
  } as const;
  await harness.lake.spend('a', [{ ...entry, version: 'v2', amount: '12.5000' }]);
  await harness.publish();
  await harness.lake.spend('b', [entry, { ...entry, day: '2024-01-02' }]);
  const manifest = await harness.publish();
  const rows = await harness.rows(
    [baseKey('spend', manifest.id, 0)],
    'CAST(day AS VARCHAR) AS day, CAST(amount AS VARCHAR) AS amount',
  );
  expect(rows).toEqual([
    { day: '2024-01-01', amount: '12.5000' },
    { day: '2024-01-02', amount: '10.0000' },
  ]);
});

test('files are cut into row groups of 2,048 sorted rows that say their bounds', async () => {
  await harness.lake.orders('a', randomOrders(2500, 5));
  const manifest = await harness.publish();
  const key = snapshotPrefix(manifest.id) + snapshotFiles.customers(0);
  const bounds = await harness.rowGroups(key, 'customer_key');
  expect(bounds.map(({ rows }) => rows)).toEqual([2048, 452]);
  expect(bounds[0]?.max && bounds[1]?.min && bounds[0].max < bounds[1].min).toBe(true);
});

test('orders after the last day of observation are in the base but not in the figures', async () => {
  await harness.lake.orders('a', [
    order({ orderId: '1', orderedAt: '2024-03-01T10:00:00.000Z' }),
    order({ orderId: '2', orderedAt: '2024-03-05T10:00:00.000Z' }),
  ]);
  const settings = {
    currency: 'USD',
    timeZone: 'UTC',
    margin: 0.3,
    variableCost: 0,
    asOf: '2024-03-02',
  };
  const manifest = await harness.publish({ settings });
  expect(manifest).toMatchObject({ asOfDay: '2024-03-02', counts: { orders: 1 } });
  expect(await baseOrders(manifest)).toHaveLength(2);
});

function differentBucket(key: string, buckets: number): string {
  const candidates = Array.from({ length: 20 }, (_, index) => `id:other-${index}`);
  const found = candidates.find((other) => bucketOf(other, buckets) !== bucketOf(key, buckets));
  if (found === undefined) {
    throw new Error(`Expected one of 20 keys outside the bucket of ${key}, got none`);
  }
  return found;
}
