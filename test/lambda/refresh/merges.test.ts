import Big from 'big.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { summarise } from '../../../graph/customers/summary.ts';
import { baseKey, snapshotFiles } from '../../../lambda/layout.ts';
import type { Manifest } from '../../../lambda/pipeline/refresh/manifest.ts';
import { order } from '../../support/order.ts';
import { type Harness, openHarness } from './harness.ts';
import type { ProfileRow } from './lake.ts';
import { newestProfiles } from './newest-profiles.ts';

let shop: Harness;
beforeEach(async () => {
  shop = await openHarness();
});
afterEach(() => shop.close());

const names = Array.from({ length: 24 }, (_, index) => `id:${index}`);
const orders = names.flatMap((customerKey, index) =>
  ['2024-01-10', '2024-03-20'].map((day, nth) =>
    order({
      customerKey,
      orderId: `${index}-${nth}`,
      day,
      orderedAt: `${day}T12:00:00.000Z`,
      net: new Big(index + 1),
    }),
  ),
);

function profile(customer: string, parts: Partial<ProfileRow>): ProfileRow {
  const nothing = { email: null, email_hash: null, name: null, phone: null, country: null };
  return {
    ...nothing,
    customer_key: customer,
    source: 'shop',
    referred_by: null,
    version: 'v1',
    run: '',
    ...parts,
  };
}

/** Several buckets, so that customers move between them. */
const ordersPerBucket = 16;

async function publish(): Promise<Manifest> {
  return shop.publish({ ordersPerBucket });
}

async function rowsOf(manifest: Manifest, file: (bucket: number) => string, columns: string) {
  const rows = [];
  for (let bucket = 0; bucket < manifest.counts.buckets; bucket += 1) {
    rows.push(...(await shop.snapshotRows(manifest, file(bucket), columns)));
  }
  return rows;
}

const merge = { from: 'id:3', into: 'id:7', version: '1' };

test('a merged customer has one row, which the orders of both add up to', async () => {
  await shop.lake.orders('r1', orders);
  await publish();
  await shop.lake.merges('m1', [merge]);
  const manifest = await publish();
  expect(manifest.counts).toMatchObject({ customers: 23, orders: 48 });
  const rows = await rowsOf(
    manifest,
    snapshotFiles.customers,
    'customer_key, orders, frequency, revenue::VARCHAR AS revenue',
  );
  const both = orders.filter(({ customerKey }) => ['id:3', 'id:7'].includes(customerKey));
  const expected = summarise(both, { asOfDay: manifest.asOfDay, margin: 0.3 });
  expect(
    rows.filter(({ customer_key }) => ['id:3', 'id:7'].includes(String(customer_key))),
  ).toEqual([
    { customer_key: 'id:7', orders: 4, frequency: expected.frequency, revenue: '24.0000' },
  ]);
  const ranking = await shop.snapshotRows(
    manifest,
    snapshotFiles.ranking('REVENUE'),
    'customer_key',
  );
  expect(ranking).toHaveLength(23);
  const cells = await shop.snapshotRows(
    manifest,
    snapshotFiles.cells,
    'sum(customers)::INTEGER AS n',
  );
  expect(cells).toEqual([{ n: 23 }]);
});

test('the order history is in the bucket of the one they are now, and the orders lead there', async () => {
  await shop.lake.orders('r1', orders);
  await publish();
  await shop.lake.merges('m1', [merge]);
  const manifest = await publish();
  const bases = Array.from({ length: manifest.counts.buckets }, (_, bucket) =>
    baseKey('orders', manifest.id, bucket),
  );
  const history = await shop.rows(bases, 'order_id, customer_key');
  expect(history).toHaveLength(48);
  const moved = history.filter(({ order_id }) => String(order_id).startsWith('3-'));
  expect(moved.map(({ customer_key }) => customer_key)).toEqual(['id:7', 'id:7']);
  const lookups = await rowsOf(manifest, snapshotFiles.lookups, 'key, customer_key');
  expect(lookups).toContainEqual({ key: 'order:shop/3-0', customer_key: 'id:7' });
});

test('a repeated import of old files does not split what was merged', async () => {
  await shop.lake.orders('r1', orders);
  await shop.lake.merges('m1', [merge]);
  const before = await publish();
  await shop.lake.orders(
    'r2',
    orders.map((one) => ({ ...one, version: `${one.version}+` })),
  );
  const after = await publish();
  expect([before.counts.customers, after.counts.customers, after.counts.orders]).toEqual([
    23, 23, 48,
  ]);
});

test('chains and repetitions end in the same snapshot, in whatever refreshes they arrive', async () => {
  const chain = [merge, { from: 'id:7', into: 'id:9', version: '2' }];
  await shop.lake.orders('r1', orders);
  await shop.lake.merges('m2', chain.slice(1));
  await publish();
  await shop.lake.merges('m1', chain.slice(0, 1));
  await publish();
  await shop.lake.merges('m3', [
    { ...merge, version: '3' },
    { from: 'id:9', into: 'id:3', version: '4' },
  ]);
  const manifest = await publish();
  const rows = await rowsOf(manifest, snapshotFiles.customers, 'customer_key, orders');
  expect(rows.filter(({ orders: count }) => Number(count) > 2)).toEqual([
    { customer_key: 'id:9', orders: 6 },
  ]);
  expect(rows).toHaveLength(22);
});

test('profiles, addresses and referrals follow', async () => {
  await shop.lake.orders('r1', orders);
  await shop.lake.profiles('p1', [
    profile('id:3', { email: 'a@x', email_hash: 'h', country: 'SE', version: 'v2' }),
    profile('id:7', { name: 'Ann', country: 'DE', referred_by: 'id:3' }),
    profile('id:8', { referred_by: 'id:3' }),
  ]);
  await publish();
  await shop.lake.merges('m1', [merge]);
  const manifest = await publish();
  const profiles = newestProfiles(await rowsOf(manifest, snapshotFiles.profiles, '*'));
  expect(profiles).toEqual([
    {
      ...{ customerKey: 'id:7', email: 'a@x', name: 'Ann', phone: null, country: 'SE' },
      referredBy: null,
    },
    {
      ...{ customerKey: 'id:8', email: null, name: null, phone: null, country: null },
      referredBy: 'id:7',
    },
  ]);
  const lookups = await rowsOf(manifest, snapshotFiles.lookups, 'key, customer_key');
  expect(lookups).toContainEqual({ key: 'email:h', customer_key: 'id:7' });
  const rows = await rowsOf(manifest, snapshotFiles.customers, 'customer_key, referrals');
  expect(rows).toContainEqual({ customer_key: 'id:7', referrals: 1 });
});
