import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { type HistoryShop, openHistoryShop, openServers } from '../histories/shop.ts';
import type { Edit } from '../histories/world.ts';

let directory: string;
let servers: Awaited<ReturnType<typeof openServers>>;
let shop: HistoryShop;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'moved-'));
  servers = await openServers(directory);
  const never = () => 1;
  const world = { steps: [], random: never, customers: ['a', 'b', 'c', 'd'] };
  shop = await openHistoryShop(servers, world, 'moved');
});
afterAll(async () => {
  shop.close();
  await servers.close();
  await rm(directory, { recursive: true, force: true });
});

function edit(orderId: string, customer: string): Edit {
  const day = '2024-05-01';
  const nothing = { refund: '0', status: 'paid', channel: 'search', updatedAt: null };
  return { orderId, customer, day, gross: '10', ...nothing };
}

/** `order customer`, a line each time that an order is shown. */
async function shownAt(snapshot: Snapshot | undefined): Promise<string[]> {
  const shown = await shop.ordersAt(snapshot);
  return shown.map(({ customer, order }) => `${order.orderId} ${customer}`).sort();
}

const shownNow = async () => shownAt(await shop.currentSnapshot());

test('orders that a bulk file gives to others are shown once, with them, before and after the refresh that compacts it', async () => {
  const first = [edit('1', 'a'), edit('2', 'a'), edit('3', 'b')];
  await shop.ingest(await shop.upload(first, 'uploads/orders/1/f.csv'));
  await shop.refresh();
  await shop.record([edit('4', 'a')]);
  expect(await shownNow()).toEqual(['1 id:a', '2 id:a', '3 id:b', '4 id:a']);

  // 1 is in the snapshot and still recent, 4 only recent, 3 stays whose it is, 5 is new and waits for the refresh.
  const bulk = [edit('1', 'c'), edit('3', 'b'), edit('4', 'c'), edit('5', 'd')];
  const file = await shop.upload(bulk, 'uploads/orders/2/f.csv');
  await shop.ingest(file, { recentsLimit: 1 });
  const moved = ['1 id:c', '2 id:a', '3 id:b', '4 id:c'];
  expect(await shownNow()).toEqual(moved);

  const former = await shop.currentSnapshot();
  await shop.refresh();
  expect(await shownAt(former)).toEqual(moved);
  expect(await shownNow()).toEqual([...moved, '5 id:d']);
  const orders = await shop.ordersAt(await shop.currentSnapshot());
  const run = shop.runOf(file);
  expect(
    orders
      .filter((shown) => shown.order.run === run)
      .map(({ order }) => order.orderId)
      .sort(),
  ).toEqual(['1', '3', '4', '5']);

  // Once readers have moved on, the refresh forgets what was recent, by the deltas of the moved orders.
  shop.tick(6 * 60_000);
  await shop.refresh();
  expect(await shop.recentOrders()).toEqual([]);
  expect(await shownNow()).toEqual([...moved, '5 id:d']);
});
