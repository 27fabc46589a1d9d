import { afterEach, beforeEach, expect, test } from 'vitest';
import { exportFileKey, snapshotFiles, snapshotPrefix } from '../../../lambda/layout.ts';
import type { Manifest } from '../../../lambda/pipeline/refresh/manifest.ts';
import { order } from '../../support/order.ts';
import { type Harness, openHarness } from './harness.ts';
import type { ProfileRow } from './lake.ts';

let shop: Harness;
beforeEach(async () => {
  shop = await openHarness();
});
afterEach(() => shop.close());

const erasedAt = '2024-06-01T00:00:00.000Z';

function ordersOf(customer: string, ...days: readonly string[]) {
  return days.map((day) =>
    order({
      customerKey: customer,
      orderId: `${customer}-${day}`,
      day,
      orderedAt: `${day}T12:00:00.000Z`,
    }),
  );
}

const orders = ['id:anna', 'id:bert', 'id:carl'].flatMap((customer) =>
  ordersOf(customer, '2024-01-10', '2024-03-20'),
);

function profile(customer: string, parts: Partial<ProfileRow> = {}): ProfileRow {
  const name = customer.slice('id:'.length);
  return {
    customer_key: customer,
    source: 'shop',
    email: `${name}@example.com`,
    email_hash: `hash-of-${name}`,
    name,
    phone: null,
    country: 'DE',
    referred_by: null,
    version: '2024-03-01T00:00:00.000Z/x',
    run: '',
    ...parts,
  };
}

const profiles = [profile('id:anna'), profile('id:bert', { referred_by: 'id:anna' })];

/** Everything that a snapshot and the lake under it say, the list of the erased left out. */
async function everythingIn({ id }: Manifest): Promise<string> {
  const keys = [...(await shop.keys(snapshotPrefix(id))), ...(await shop.keys('lake/'))].filter(
    (key) => key.endsWith('.parquet') && key.includes(id) && !key.includes('/erasures/'),
  );
  const rows = await Promise.all(keys.map((key) => shop.rows([key])));
  expect(keys.length).toBeGreaterThan(20);
  return JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
}

async function customersOf(manifest: Manifest) {
  const rows = await shop.snapshotRows(
    manifest,
    snapshotFiles.ranking('CUSTOMER'),
    'customer_key, orders, country, referred_by',
  );
  return Object.fromEntries(rows.map(({ customer_key: key, ...rest }) => [String(key), rest]));
}

test('an erased customer is in no file of the next snapshot, nor in the lake under it, and has referred nobody', async () => {
  await shop.lake.orders('r1', orders);
  await shop.lake.profiles('p1', profiles);
  expect(await everythingIn(await shop.publish())).toContain('anna');
  await shop.lake.erasures('e1', ['id:anna'], erasedAt);
  const manifest = await shop.publish();
  expect(await everythingIn(manifest)).not.toContain('anna');
  expect(manifest.counts).toMatchObject({ customers: 2, orders: 4 });
  expect(await customersOf(manifest)).toEqual({
    'id:bert': { orders: 2, country: 'DE', referred_by: null },
    'id:carl': { orders: 2, country: null, referred_by: null },
  });
});

test('old files do not bring them back, in the refresh of the erasure or a later one, whatever time they give the profile', async () => {
  await shop.lake.orders('r1', orders);
  await shop.lake.erasures('e1', ['id:anna'], erasedAt);
  await shop.lake.profiles('p1', profiles);
  expect(await everythingIn(await shop.publish())).not.toContain('anna');
  await shop.lake.orders('r2', ordersOf('id:anna', '2024-01-10', '2023-05-05'));
  await shop.lake.profiles('p2', [profile('id:anna', { version: '2026-01-01T00:00:00.000Z/y' })]);
  const again = await shop.publish();
  expect(await everythingIn(again)).not.toContain('anna');
  expect(again.counts).toMatchObject({ customers: 2, orders: 4 });
});

test('who orders again is a new customer: old orders and what was known before stay away', async () => {
  await shop.lake.orders('r1', orders);
  await shop.lake.profiles('p1', profiles);
  await shop.publish();
  await shop.lake.erasures('e1', ['id:anna'], erasedAt);
  await shop.publish();
  await shop.lake.orders('r2', ordersOf('id:anna', '2024-03-20', '2024-07-01'));
  const old = profile('id:anna');
  const renewed = profile('id:anna', {
    ...{ name: null, country: 'AT', version: '2024-07-01T12:00:00.000Z/z' },
  });
  await shop.lake.profiles('p2', [old, renewed]);
  const manifest = await shop.publish();
  expect((await customersOf(manifest))['id:anna']).toEqual({
    ...{ orders: 1, country: 'AT', referred_by: null },
  });
  const [row] = await shop.rows(
    [snapshotPrefix(manifest.id) + snapshotFiles.profiles(0)],
    "max(name) FILTER (WHERE customer_key = 'id:anna') AS name",
  );
  expect(row).toEqual({ name: null });
});

test('an order that had become an erased customer’s does not go back to whom it was before', async () => {
  const moved = ordersOf('id:anna', '2024-01-10').map((one) => ({ ...one, orderId: 'moved' }));
  const toBert = moved.map((one) => ({ ...one, customerKey: 'id:bert', version: 'later' }));
  await shop.lake.orders('r1', [...orders, ...moved]);
  await shop.publish();
  await shop.lake.erasures('e1', ['id:bert'], erasedAt);
  await shop.lake.orders('r2', toBert);
  expect((await shop.publish()).counts.orders).toBe(4);
  await shop.lake.orders('r3', [...moved, ...toBert.map((one) => ({ ...one, version: 'latest' }))]);
  expect((await shop.publish()).counts.orders).toBe(4);
});

test('snapshots of before are deleted, the last of them after five minutes, and with them files of exports', async () => {
  await shop.lake.orders('r1', orders);
  const first = await shop.publish();
  await shop.lake.orders('r2', ordersOf('id:dora', '2024-02-02'));
  const second = await shop.publish();
  await shop.store.writeText(exportFileKey('exp_1'), '{}');
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  await shop.lake.erasures('e1', ['id:anna'], tomorrow);
  const third = await shop.publish();
  expect(await shop.keys(snapshotPrefix(first.id))).toEqual([]);
  expect((await shop.keys(snapshotPrefix(second.id))).length).toBeGreaterThan(0);
  expect(await shop.keys('exports/')).toEqual([]);
  shop.advance(301_000);
  await shop.run();
  expect(await shop.keys(snapshotPrefix(second.id))).toEqual([]);
  expect((await shop.keys('lake/')).filter((key) => !key.includes(third.id))).toEqual([]);
});
