import { afterAll, beforeAll, expect, test } from 'vitest';
import { summarise } from '../../../graph/customers/summary.ts';
import { type OrderHeader, orderKey } from '../../../graph/orders/order.ts';
import { defaultSettings } from '../../../graph/settings.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { openDatabase } from '../../../lambda/engines/duckdb/database.ts';
import { refresh } from '../../../lambda/pipeline/refresh/refresh.ts';
import { s3Customers } from '../../../lambda/stores/s3/customers.ts';
import { createGetObject } from '../../../lambda/stores/s3/get-object.ts';
import { s3Orders } from '../../../lambda/stores/s3/orders.ts';
import { s3Populations } from '../../../lambda/stores/s3/populations.ts';
import { createReader, type S3Reader } from '../../../lambda/stores/s3/reader.ts';
import { s3Snapshots } from '../../../lambda/stores/s3/snapshots.ts';
import { openLake } from './lake.ts';
import { openS3, type TestS3 } from './s3.ts';
import { randomOrders } from './shop.ts';

/** What a refresh writes to S3 is what the stores of the API read from it. */
const orders = randomOrders(80, 9);
const byCustomer = Map.groupBy(orders, ({ customerKey }) => customerKey);
const customers = [...byCustomer.keys()];

let s3: TestS3;
let reader: S3Reader;
let snapshot: Snapshot;
beforeAll(async () => {
  s3 = await openS3();
  const database = await openDatabase({ threads: 1 });
  await openLake(database, s3.store).orders('run-1', orders);
  await database.close();
  await refresh({
    store: s3.store,
    settings: defaultSettings,
    clock: () => new Date('2026-01-01T00:00:00Z'),
    newSuffix: () => 'a',
    databaseOptions: { threads: 1 },
    ordersPerBucket: 100,
  });
  reader = createReader({ get: createGetObject(s3) });
  const snapshots = s3Snapshots({ reader, startRefresh: () => Promise.resolve('none') });
  const current = await snapshots.current();
  if (!current) {
    throw new Error('Expected a served snapshot, got none');
  }
  snapshot = current;
});
afterAll(() => s3.close());

test('the snapshot is served, in several buckets', () => {
  expect(snapshot.id).toBe('20260101T000000000Z-a');
  expect(snapshot.counts.buckets).toBeGreaterThan(1);
});

test('each customer is found with the summary of their orders', async () => {
  const rows = await s3Customers(reader).rows(snapshot, customers);
  const { asOfDay } = snapshot;
  const summaries = customers.map((customer) =>
    summarise(byCustomer.get(customer) ?? [], { asOfDay, margin: 0.3 }),
  );
  expect(rows.map((row) => [row?.orders, Number(row?.revenue), row?.firstOrderAt])).toEqual(
    summaries.map(({ orders: count, revenue, firstOrderAt }) => [
      count,
      Number(revenue),
      firstOrderAt,
    ]),
  );
});

test('each customer has their history', async () => {
  const histories = await s3Orders(reader).history(snapshot, customers);
  const facts = (list: readonly OrderHeader[]) =>
    list
      .map(({ net, orderedAt, exclusion, ...order }) => [
        orderKey(order),
        net.toFixed(4),
        orderedAt,
        exclusion,
      ])
      .sort();
  expect(histories.map(facts)).toEqual(
    customers.map((customer) => facts(byCustomer.get(customer) ?? [])),
  );
});

test('each order leads to its customer', async () => {
  const found = await s3Orders(reader).customersOf(snapshot, orders.map(orderKey));
  expect(found).toEqual(orders.map(({ customerKey }) => customerKey));
});

test('a page of the value ranking is the top of it', async () => {
  const page = await s3Customers(reader).page(snapshot, {
    orderBy: 'VALUE',
    direction: 'DESC',
    filter: undefined,
    after: undefined,
    before: undefined,
    limit: 5,
    fromEnd: false,
  });
  expect(page.rows.map(({ loyaltyRank }) => loyaltyRank)).toEqual([1, 2, 3, 4, 5]);
});

test('cells and days add up to what the manifest says', async () => {
  const populations = s3Populations(reader);
  const cells = await populations.cells(snapshot);
  const days = await populations.days(snapshot);
  const buyers = cells.customers.reduce((sum, count) => sum + count, 0);
  expect(buyers).toBe(snapshot.counts.buyers);
  expect(days.reduce((sum, day) => sum + day.orders, 0)).toBe(snapshot.counts.orders);
});
