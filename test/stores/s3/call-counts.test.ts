import { beforeAll, describe, expect, test } from 'vitest';
import { baseKey, snapshotFiles, snapshotPrefix } from '../../../lambda/layout.ts';
import { bucketOf } from '../../../lambda/stores/s3/buckets.ts';
import { s3Customers } from '../../../lambda/stores/s3/customers.ts';
import { s3Orders } from '../../../lambda/stores/s3/orders.ts';
import { createReader, limitConcurrency } from '../../../lambda/stores/s3/reader.ts';
import {
  memoryObjects,
  type SnapshotFiles,
  writeSnapshotFiles,
} from '../../support/snapshot-files.ts';

let small: SnapshotFiles;
let large: SnapshotFiles;

beforeAll(async () => {
  small = await writeSnapshotFiles({ seed: 4, customers: 300, buckets: 1 });
  large = await writeSnapshotFiles({ seed: 5, customers: 12_000, buckets: 2 });
});

/** Stores over the files, and the keys of the objects they get, each as often as it is read. */
function counted(files: SnapshotFiles) {
  const calls: string[] = [];
  const get = memoryObjects(files.objects, (_, key) => calls.push(key));
  const reader = createReader({ get });
  return { calls, customers: s3Customers(reader), orders: s3Orders(reader) };
}

const topFifty = {
  orderBy: 'VALUE',
  direction: 'DESC',
  filter: undefined,
  after: undefined,
  before: undefined,
  limit: 50,
  fromEnd: false,
} as const;

function inSnapshot({ snapshot }: SnapshotFiles, file: string): string {
  return snapshotPrefix(snapshot.id) + file;
}

describe('a small shop', () => {
  test('a page of 50 costs one GET, and the 50 histories one more', async () => {
    const { calls, customers, orders } = counted(small);
    const page = await customers.page(small.snapshot, topFifty);
    await orders.history(
      small.snapshot,
      page.rows.map(({ customerKey }) => customerKey),
    );
    expect(page.rows).toHaveLength(50);
    expect(calls).toEqual([
      inSnapshot(small, snapshotFiles.ranking('VALUE')),
      baseKey('orders', small.snapshot.id, 0),
    ]);
  });

  test('the same again costs nothing', async () => {
    const { calls, customers, orders } = counted(small);
    const read = async () => {
      const page = await customers.page(small.snapshot, topFifty);
      return orders.history(
        small.snapshot,
        page.rows.map(({ customerKey }) => customerKey),
      );
    };
    const cold = await read();
    calls.length = 0;
    expect(await read()).toEqual(cold);
    expect(calls).toEqual([]);
  });
});

describe('a shop of several row groups and buckets', () => {
  test('a page costs the footer and one range', async () => {
    const { calls, customers } = counted(large);
    await customers.page(large.snapshot, topFifty);
    const ranking = inSnapshot(large, snapshotFiles.ranking('VALUE'));
    expect(calls).toEqual([ranking, ranking]);
  });

  test('50 histories cost the footer and one range of each bucket', async () => {
    const { calls, orders } = counted(large);
    const keys = large.customers.slice(0, 50).map(({ customerKey }) => customerKey);
    await orders.history(large.snapshot, keys);
    const [first, second] = [0, 1].map((bucket) => baseKey('orders', large.snapshot.id, bucket));
    expect(calls.toSorted()).toEqual([first, first, second, second]);
  });

  test('customers of one bucket leave the other alone', async () => {
    const { calls, orders } = counted(large);
    const keys = large.customers
      .map(({ customerKey }) => customerKey)
      .filter((key) => bucketOf(key, 2) === 1)
      .slice(0, 20);
    await orders.history(large.snapshot, keys);
    expect(new Set(calls)).toEqual(new Set([baseKey('orders', large.snapshot.id, 1)]));
  });

  test('two readers of one customer at the same time cost as much as one', async () => {
    const { calls, orders } = counted(large);
    const keys = [large.customers[0]?.customerKey ?? ''];
    const both = await Promise.all([
      orders.history(large.snapshot, keys),
      orders.history(large.snapshot, keys),
    ]);
    expect(both[0]).toEqual(both[1]);
    expect(calls).toHaveLength(2);
  });

  test('counting a range of a ranked field reads the row groups at its ends only', async () => {
    const { calls, customers } = counted(large);
    const filter = { totalValue: { gte: 20, lt: 60 } };
    const expected = large.customers.filter(
      ({ totalValue }) => totalValue !== null && totalValue >= 20 && totalValue < 60,
    );
    expect(await customers.count(large.snapshot, filter)).toBe(expected.length);
    expect(calls.length).toBeLessThanOrEqual(3);
  });

  test('a count is remembered by filter, however its fields are ordered', async () => {
    const { calls, customers } = counted(large);
    await customers.count(large.snapshot, { countries: ['DE'], orders: { gte: 2 } });
    calls.length = 0;
    await customers.count(large.snapshot, { orders: { gte: 2 }, countries: ['DE'] });
    expect(calls).toEqual([]);
  });

  test('a filter that statistics rule out reads the footer alone', async () => {
    const { calls, customers } = counted(large);
    const filter = { countries: ['ZZ'] };
    const page = await customers.page(large.snapshot, { ...topFifty, filter });
    expect(page.rows).toEqual([]);
    expect(calls).toHaveLength(1);
  });
});

test('no more requests are under way than the limit, and all are answered', async () => {
  let running = 0;
  let most = 0;
  const get = limitConcurrency(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return { status: 'missing' };
  }, 3);
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => get({ key: `${index}` })),
  );
  expect(answers).toHaveLength(10);
  expect(most).toBe(3);
});
