import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { orderKey } from '../../graph/orders/order.ts';
import { isFault } from '../support/faults.ts';
import { type HistoryShop, openHistoryShop, openServers, untilDone } from './histories/shop.ts';
import type { Edit } from './histories/world.ts';

let directory: string;
let servers: Awaited<ReturnType<typeof openServers>>;
let shop: HistoryShop;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'racing-'));
  servers = await openServers(directory);
  const never = () => 1;
  const world = { steps: [], random: never, customers: ['a', 'b', 'c'] };
  shop = await openHistoryShop(servers, world, 'racing');
});
afterAll(async () => {
  shop.close();
  await servers.close();
  await rm(directory, { recursive: true, force: true });
});

/** When the race happens in the refresh, and when each writer dies, in calls to the stores. */
const races = [
  { refreshCalls: 0, live: 3, file: 5 },
  { refreshCalls: 6, live: 6, file: 7 },
  { refreshCalls: 14, live: 8, file: 9 },
  { refreshCalls: 25, live: 5, file: 11 },
] as const;

function edit(race: number, change: Partial<Edit>): Edit {
  const updatedAt = '2024-06-01T00:00:00.000Z';
  const told = { refund: '0', status: 'paid', channel: 'search', updatedAt };
  return { orderId: `o${race}`, customer: 'a', day: '2024-05-01', gross: '10', ...told, ...change };
}

/** Both change the order of the race; which of them is newer alternates, and so does whether it moves. */
function editsOf(race: number): { readonly live: Edit; readonly file: Edit } {
  const [older, newer] = ['2024-07-01T00:00:00.000Z', '2024-07-02T00:00:00.000Z'];
  const isLiveNewer = race % 2 === 0;
  return {
    live: edit(race, { gross: '20', customer: 'b', updatedAt: isLiveNewer ? newer : older }),
    file: edit(race, { gross: '30', customer: 'c', updatedAt: isLiveNewer ? older : newer }),
  };
}

/** Undefined where the writer died on the way. */
async function dying<T>(calls: number, work: () => Promise<T>): Promise<T | undefined> {
  shop.faults.crashAfter(calls);
  try {
    return await work();
  } catch (error) {
    if (!isFault(error)) {
      throw error;
    }
    return undefined;
  } finally {
    shop.faults.recover();
  }
}

async function expectOnce(where: string): Promise<void> {
  const shown = await shop.ordersAt(await shop.currentSnapshot());
  const byKey = Map.groupBy(shown, ({ order }) => orderKey(order));
  for (const [key, { version }] of shop.accepted) {
    const found = byKey.get(key) ?? [];
    expect(found.length, `${key} ${where}`).toBe(1);
    expect(
      found.every(({ order }) => order.version >= version),
      `${key} ${where}`,
    ).toBe(true);
  }
}

test('a live batch and a file that die over one order while a refresh runs leave it shown once, and the newest version wins', async () => {
  const first = await shop.upload(
    races.map((_, race) => edit(race, {})),
    'uploads/orders/first/f.csv',
  );
  await shop.ingest(first);
  shop.accept(
    races.map((_, race) => edit(race, {})),
    { id: shop.runOf(first), eventTime: first.eventTime },
  );
  let died = 0;
  for (const [race, calls] of races.entries()) {
    const { live, file } = editsOf(race);
    const upload = await shop.upload([file], `uploads/orders/${race}/f.csv`);
    shop.faults.lookAfter(calls.refreshCalls, async () => {
      const recorded = await dying(calls.live, () => shop.record([live]));
      const imported = await dying(calls.file, () => shop.ingest(upload));
      died += [recorded, imported].filter((done) => done === undefined).length;
    });
    await untilDone(shop, { after: [], look: async () => undefined }, () => shop.refresh());
    await expectOnce(`after race ${race}`);

    // The caller and the queue try again.
    shop.accept([live], await shop.record([live]));
    await shop.ingest(upload);
    shop.accept([file], { id: shop.runOf(upload), eventTime: upload.eventTime });
    await expectOnce(`after the repetitions of race ${race}`);
  }
  expect(died).toBe(2 * races.length);
  await shop.refresh();
  await expectOnce('after a refresh');
  shop.tick(6 * 60_000);
  await shop.refresh();
  const shown = await shop.ordersAt(await shop.currentSnapshot());
  const owners = shown.map(({ customer, order }) => [
    order.orderId,
    customer,
    order.gross.toFixed(),
  ]);
  expect(owners.sort()).toEqual(
    races.map((_, race) => [`o${race}`, ...(race % 2 === 0 ? ['id:b', '20'] : ['id:c', '30'])]),
  );
});
