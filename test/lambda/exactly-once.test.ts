import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { summarise, summaryOfRow } from '../../graph/customers/summary.ts';
import { type Order, orderKey } from '../../graph/orders/order.ts';
import {
  type Crashes,
  type HistoryShop,
  openHistoryShop,
  openServers,
  type Shown,
  untilDone,
} from './histories/shop.ts';
import { historiesOfWorld, type Step, type World, worldOf } from './histories/world.ts';

/*
 * Random histories of orders: edits, refunds, moves to other customers, merges of customers, repeated rows,
 * files delivered twice and out of order, live batches, refreshes in between, throttling, and crashes before
 * random calls to the stores, on the embedded S3 and DynamoDB. A hundred and twenty-eight histories
 * share a world, its files and its crashes, each with orders and customers of its own. `npm run test:long`, which
 * CI runs too, takes four worlds, more than five hundred histories; CLV_WORLDS sets another number.
 */

const worlds = Number(process.env['CLV_WORLDS'] ?? 1);

let directory: string;
let servers: Awaited<ReturnType<typeof openServers>>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'histories-'));
  servers = await openServers(directory);
});
afterAll(async () => {
  await servers.close();
  await rm(directory, { recursive: true, force: true });
});

test(`${worlds * historiesOfWorld} histories end in the state that their accepted orders add up to`, async () => {
  for (let seed = 1; seed <= worlds; seed += 1) {
    const world = worldOf(seed);
    const shop = await openHistoryShop(servers, world, `world-${seed}`);
    await live(shop, world, seed);
    await settle(shop, world, seed);
    shop.close();
  }
}, 600_000);

async function live(shop: HistoryShop, world: World, seed: number): Promise<void> {
  const undelivered: (() => Promise<void>)[] = [];
  for (const [nth, step] of world.steps.entries()) {
    const where = `world ${seed}, step ${nth} (${step.type})`;
    await take(shop, world, { step, nth, undelivered });
    expectAccepted(await readNow(shop), shop, where);
  }
  // The last files arrive in any order.
  for (const deliver of undelivered.sort(() => world.random() - 0.5)) {
    await deliver();
  }
}

interface Taken {
  readonly step: Step;
  readonly nth: number;
  readonly undelivered: (() => Promise<void>)[];
}

async function take(shop: HistoryShop, world: World, { step, nth, undelivered }: Taken) {
  const crashes = crashesOf(shop, world);
  switch (step.type) {
    case 'wait':
      shop.tick(6 * 60_000);
      return;
    case 'refresh':
      await refreshWatched(shop, world, crashes);
      return;
    case 'record': {
      const run = await untilDone(shop, crashes, () => shop.record(step.edits));
      const stale = shop.superseded(step.edits, run);
      expect(run.outcomes.map((outcome) => outcome === 'SUPERSEDED')).toEqual(stale);
      shop.accept(step.edits, run);
      return;
    }
    case 'merge':
      for (const pair of step.pairs) {
        await shop.merge(pair, (work) => untilDone(shop, crashesOf(shop, world, 12), work));
      }
      return;
    case 'file': {
      const file = await shop.upload(
        step.edits,
        `uploads/orders/${step.replaces ? 'same' : nth}/f.csv`,
      );
      const deliver = async () => {
        const report = await untilDone(shop, crashesOf(shop, world), () => shop.ingest(file));
        if (report?.status === 'SUCCEEDED') {
          shop.accept(step.edits, { id: shop.runOf(file), eventTime: file.eventTime });
        }
      };
      // A key that is written again must be read before; another file may as well come late.
      if (step.replaces || world.random() < 0.7) {
        await deliver();
      } else {
        undelivered.push(deliver);
      }
      undelivered.push(
        ...Array.from({ length: step.replaces ? 0 : step.copies - 1 }, () => deliver),
      );
    }
  }
}

/** Calls after which the process dies, once, twice or not at all; what it leaves then is looked at. */
function crashesOf(shop: HistoryShop, { random }: World, calls = 150): Crashes {
  return {
    after: Array.from({ length: Math.floor(random() * 3) }, () =>
      Math.floor(random() ** 2 * calls),
    ),
    look: async () => expectAccepted(await readNow(shop), shop, 'what a crash left'),
  };
}

const undisturbed: Crashes = { after: [], look: () => Promise.resolve() };

/** Refreshes, and reads somewhere on the way with the snapshot from before and with the current one. */
async function refreshWatched(shop: HistoryShop, { random }: World, crashes: Crashes) {
  const before = await shop.currentSnapshot();
  shop.faults.lookAfter(Math.floor(random() * 60), async () => {
    expectAccepted(await shop.ordersAt(before), shop, 'the former snapshot in a refresh');
    expectAccepted(await readNow(shop), shop, 'the current snapshot in a refresh');
  });
  await untilDone(shop, crashes, () => shop.refresh());
  expectAccepted(await shop.ordersAt(before), shop, 'the former snapshot after a refresh');
}

async function readNow(shop: HistoryShop): Promise<Shown[]> {
  return shop.ordersAt(await shop.currentSnapshot());
}

/**
 * Every accepted order is there once, with whom it belongs to, in the accepted version or a newer one. Orders on
 * their way when a process died may be there too, but not twice.
 */
function expectAccepted(
  found: readonly Shown[],
  { accepted, nameOf }: HistoryShop,
  where: string,
): void {
  const byKey = Map.groupBy(found, ({ order }) => orderKey(order));
  const missing = [...accepted].filter(
    ([key, { version }]) => !byKey.get(key)?.some(({ order }) => order.version >= version),
  );
  expect(
    missing.map(([key]) => key),
    `missing in ${where}`,
  ).toEqual([]);
  const twice = [...byKey].filter(([, shown]) => shown.length > 1);
  expect(
    twice.map(([key, shown]) => [key, shown.map(({ customer }) => customer)]),
    `twice in ${where}`,
  ).toEqual([]);
  const astray = found.filter(({ customer, order }) => nameOf(order.customerKey) !== customer);
  expect(
    astray.map(({ customer, order }) => [orderKey(order), customer]),
    `with others in ${where}`,
  ).toEqual([]);
}

/** After a last refresh nothing is missing, and once its recents are cleared away all is as computed from scratch. */
async function settle(shop: HistoryShop, world: World, seed: number): Promise<void> {
  await untilDone(shop, undisturbed, () => shop.refresh());
  expectAccepted(await readNow(shop), shop, `world ${seed} after its last refresh`);
  shop.tick(6 * 60_000);
  await untilDone(shop, undisturbed, () => shop.refresh());
  const wanted = [...shop.accepted.values()].map((order) => ({
    ...order,
    customerKey: shop.nameOf(order.customerKey),
  }));
  const found = (await readNow(shop)).map(({ order }) => plain(order)).sort();
  expect(found, `orders of world ${seed}`).toEqual(wanted.map(plain).sort());
  const snapshot = await shop.currentSnapshot();
  if (!snapshot) {
    throw new Error('expected a snapshot after a refresh; found none');
  }
  const byCustomer = Map.groupBy(wanted, ({ customerKey }) => customerKey);
  const keys = world.customers.map((customer) => `id:${customer}`);
  const rows = await shop.customerRows(snapshot, keys);
  const { asOfDay, settings } = snapshot;
  for (const [index, key] of keys.entries()) {
    const row = rows[index];
    const orders = byCustomer.get(key);
    const expected = orders && summarise(orders, { asOfDay, margin: settings.margin });
    expect(row && texts(summaryOfRow(row)), `summary of ${key} in world ${seed}`).toEqual(
      expected && texts(expected),
    );
  }
}

/** An order as one text. */
function plain(order: Order): string {
  return JSON.stringify(Object.entries(order).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Decimals as numbers of their value, whatever zeros they carry. */
function texts(summary: object): unknown {
  return JSON.parse(
    JSON.stringify(summary, (_key, value: unknown) =>
      typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? String(Number(value)) : value,
    ),
  );
}
