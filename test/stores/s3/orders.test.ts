import { beforeAll, expect, test } from 'vitest';
import { type OrderHeader, orderKey } from '../../../graph/orders/order.ts';
import { s3Orders } from '../../../lambda/stores/s3/orders.ts';
import { createReader } from '../../../lambda/stores/s3/reader.ts';
import {
  memoryObjects,
  type SnapshotFiles,
  writeSnapshotFiles,
} from '../../support/snapshot-files.ts';

let files: SnapshotFiles;
let store: ReturnType<typeof s3Orders>;

beforeAll(async () => {
  files = await writeSnapshotFiles({ seed: 2, customers: 4000, buckets: 2 });
  store = s3Orders(createReader({ get: memoryObjects(files.objects) }));
});

test('every history reads back as it was written, to the last digit', async () => {
  const keys = files.customers.map(({ customerKey }) => customerKey);
  const histories = await store.history(files.snapshot, keys);
  const expected = Map.groupBy(files.orders, ({ customerKey }) => customerKey);
  for (const [index, key] of keys.entries()) {
    const byKey = (orders: readonly OrderHeader[]) =>
      Object.fromEntries(orders.map(({ lines: _lines, ...order }) => [orderKey(order), order]));
    expect(byKey(histories[index] ?? [])).toEqual(byKey(expected.get(key) ?? []));
  }
});

test('lines are read apart from the orders they belong to', async () => {
  const keys = files.customers.map(({ customerKey }) => customerKey);
  const lines = await store.historyLines(files.snapshot, keys);
  const read = new Map(lines.flatMap((own) => [...own]));
  expect(read).toEqual(new Map(files.orders.map((order) => [orderKey(order), order.lines])));
});

test('unknown customers have no orders, repeated ones the same', async () => {
  const key = files.orders[0]?.customerKey ?? '';
  const [nobody, once, again] = await store.history(files.snapshot, ['id:nobody', key, key]);
  expect(nobody).toEqual([]);
  expect(once).not.toEqual([]);
  expect(again).toEqual(once);
});

test('an order key leads to its customer', async () => {
  const some = files.orders.filter((_, index) => index % 97 === 0);
  const keys = [...some.map(orderKey), 'shop/unknown'];
  expect(await store.customersOf(files.snapshot, keys)).toEqual([
    ...some.map(({ customerKey }) => customerKey),
    undefined,
  ]);
});

test('without a snapshot no order is known', async () => {
  expect(await store.customersOf(undefined, ['shop/1'])).toEqual([undefined]);
});
