import Big from 'big.js';
import { beforeAll, expect, test } from 'vitest';
import { s3Populations } from '../../../lambda/stores/s3/populations.ts';
import { createReader } from '../../../lambda/stores/s3/reader.ts';
import {
  memoryObjects,
  type SnapshotFiles,
  writeSnapshotFiles,
} from '../../support/snapshot-files.ts';

let files: SnapshotFiles;
let calls: string[];
let store: ReturnType<typeof s3Populations>;

beforeAll(async () => {
  files = await writeSnapshotFiles({ seed: 3, customers: 3000, buckets: 2 });
  calls = [];
  const get = memoryObjects(files.objects, (_, key) => calls.push(key));
  store = s3Populations(createReader({ get }));
});

test('figures are those of the buyers, bucket by bucket', async () => {
  const figures = await store.figures(files.snapshot, undefined);
  const buyers = files.customers.filter(({ orders }) => orders > 0);
  const read = Array.from(figures.frequency, (frequency, index) =>
    [frequency, figures.recency[index], figures.age[index], figures.repeatSpend[index]].join(' '),
  );
  const expected = buyers.map((row) =>
    [row.frequency, row.recencyDays, row.ageDays, Number(row.repeatSpend)].join(' '),
  );
  expect(read.sort()).toEqual(expected.sort());
});

test('cells sum to the figures', async () => {
  const cells = await store.cells(files.snapshot);
  const figures = await store.figures(files.snapshot, undefined);
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  expect(cells.frequency).toHaveLength(files.snapshot.counts.cells);
  expect(sum(cells.customers)).toBe(figures.frequency.length);
  expect(sum(cells.repeatSpend)).toBe(sum(figures.repeatSpend));
});

test('days are exact sums of their orders', async () => {
  const days = await store.days(files.snapshot);
  const byDay = Map.groupBy(files.orders, ({ day }) => day);
  const expected = [...byDay]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, orders]) => ({
      day,
      orders: orders.length,
      revenue: orders.reduce((sum, { net }) => sum.plus(net), new Big(0)).toFixed(4),
    }));
  expect(days.map(({ day, orders, revenue }) => ({ day, orders, revenue }))).toEqual(expected);
});

test('gaps count every order once, the first of a customer with no day before', async () => {
  const gaps = await store.gaps(files.snapshot);
  const total = (list: typeof gaps) => list.reduce((sum, { orders }) => sum + orders, 0);
  const buyers = files.customers.filter(({ orders }) => orders > 0).length;
  expect(total(gaps)).toBe(files.orders.length);
  expect(total(gaps.filter(({ previousDay }) => previousDay === null))).toBe(buyers);
});

test('a second question of the same snapshot reads nothing', async () => {
  await Promise.all([store.cells(files.snapshot), store.figures(files.snapshot, undefined)]);
  calls.length = 0;
  await Promise.all([store.cells(files.snapshot), store.figures(files.snapshot, undefined)]);
  expect(calls).toEqual([]);
});
