import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  currentSnapshotKey,
  mostRecentOrders,
  prefixes,
  snapshotPrefix,
} from '../../../lambda/layout.ts';
import { readCurrent } from '../../../lambda/pipeline/refresh/current.ts';
import type { ConsumedRow, Recents } from '../../../lambda/pipeline/refresh/recents.ts';
import type { ObjectStore } from '../../../lambda/stores/s3/object-store.ts';
import { type Harness, openHarness, usualSettings } from './harness.ts';
import { order, randomOrders } from './shop.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const minute = 60_000;
const day = 24 * 60 * minute;

async function served(): Promise<string | undefined> {
  return (await readCurrent(harness.store))?.manifest.id;
}

describe('an empty lake', () => {
  test('is a valid snapshot without customers and without a model', async () => {
    const manifest = await harness.publish();
    expect(manifest.counts).toMatchObject({ customers: 0, buyers: 0, orders: 0, cells: 0 });
    expect(manifest.totals.revenue).toBe('0.0000');
    expect(manifest.model.transactions.kind).toBe('insufficient');
    expect(manifest).toMatchObject({ firstDay: null, asOfDay: '2026-01-01', marginRate: 0.3 });
  });

  test('takes the day of the shop, not of London, for its last day', async () => {
    const settings = { ...usualSettings, timeZone: 'America/New_York' };
    expect((await harness.publish({ settings })).asOfDay).toBe('2025-12-31');
  });
});

describe('nothing new', () => {
  test('the served snapshot is the answer', async () => {
    await harness.lake.orders('a', [order()]);
    const manifest = await harness.publish();
    expect(await harness.run()).toEqual({ snapshot: manifest.id, isNew: false });
  });

  test('another setting is news', async () => {
    await harness.lake.orders('a', [order()]);
    await harness.publish();
    const manifest = await harness.publish({ settings: { ...usualSettings, margin: 0.4 } });
    expect(manifest.totals.grossMargin).toBe('8.0000000000');
  });

  test('a setting that is undefined is a setting that is not there', async () => {
    const { asOf, ...settings } = { ...usualSettings, asOf: undefined };
    const { id } = await harness.publish({ settings });
    expect(asOf).toBeUndefined();
    expect(await harness.run()).toEqual({ snapshot: id, isNew: false });
  });

  test('the same file ingested again under another run leaves the figures as they were', async () => {
    const orders = randomOrders(40, 1);
    await harness.lake.orders('a', orders);
    const before = await harness.publish();
    await harness.lake.orders('b', orders);
    const after = await harness.publish();
    expect(after.totals).toEqual(before.totals);
    expect(after.counts).toEqual(before.counts);
    expect(after.model).toEqual(before.model);
  });
});

describe('a race', () => {
  test('the slower refresh is superseded and leaves no file', async () => {
    await harness.lake.orders('a', randomOrders(20, 2));
    let winner: string | undefined;
    const outcome = await harness.run({
      store: beforePointer(harness.store, async () => {
        winner = (await harness.publish()).id;
      }),
    });
    expect(outcome).toEqual({ superseded: true });
    expect(await served()).toBe(winner);
    expect(
      (await harness.keys('')).filter((key) => isOf(key) && !key.includes(`${winner}`)),
    ).toEqual([]);
  });

  test('a flip whose answer was lost, and whose retry is refused, is a success', async () => {
    await harness.lake.orders('a', [order()]);
    const outcome = await harness.run({
      store: {
        ...harness.store,
        writeTextIf: async (...call) => {
          await harness.store.writeTextIf(...call);
          return harness.store.writeTextIf(...call);
        },
      },
    });
    expect(outcome).toEqual({ snapshot: await served(), isNew: true });
  });

  test('a flip that failed without an answer keeps its files, for it may still happen', async () => {
    await harness.lake.orders('a', [order()]);
    const lost = new Error('connection lost');
    const refreshing = harness.run({
      store: { ...harness.store, writeTextIf: () => Promise.reject(lost) },
    });
    await expect(refreshing).rejects.toBe(lost);
    expect((await harness.keys(prefixes.snapshots)).length).toBeGreaterThan(0);
  });
});

describe('a crash', () => {
  test('at a write leaves the former snapshot served, and the next refresh as if nothing was', async () => {
    const undisturbed = await openHarness();
    await undisturbed.lake.orders('a', randomOrders(30, 3));
    await undisturbed.publish();
    await undisturbed.lake.orders('b', randomOrders(35, 4));
    const { store: counted, count } = crashing(undisturbed.store, Number.POSITIVE_INFINITY);
    const expected = await undisturbed.publish({ store: counted });
    const writes = count();
    expect(writes).toBeGreaterThan(15);
    await undisturbed.close();
    await harness.lake.orders('a', randomOrders(30, 3));
    await harness.publish();
    await harness.lake.orders('b', randomOrders(35, 4));
    const before = await served();
    // The files of a snapshot are written alike, so some stand for all; what follows them is tried one by one.
    for (let crashAt = 1; crashAt <= writes; crashAt += crashAt < writes - 5 ? 20 : 1) {
      const { store } = crashing(harness.store, crashAt);
      await expect(harness.run({ store })).rejects.toThrow(`crash at write ${crashAt}`);
      expect(await served()).toBe(before);
    }
    await harness.publish();
    const survived = (await readCurrent(harness.store))?.manifest;
    expect(survived?.totals).toEqual(expected.totals);
    expect(survived?.counts).toEqual(expected.counts);
    expect(survived?.model).toEqual(expected.model);
    expect(survived?.files.map(({ rows }) => rows)).toEqual(expected.files.map(({ rows }) => rows));
    // A refresh for each file that one writes.
  }, 120_000);

  test('whose leftovers could not be removed is swept away a day later', async () => {
    await harness.lake.orders('a', [order()]);
    const refuse = () => Promise.reject(new Error('unreachable'));
    const { store } = crashing({ ...harness.store, remove: refuse }, 9);
    await expect(harness.run({ store })).rejects.toThrow('crash at write 9');
    expect((await harness.keys('')).some(isOf)).toBe(true);
    harness.advance(2 * day);
    const { id } = await harness.publish();
    expect((await harness.keys('')).filter((key) => isOf(key) && !key.includes(id))).toEqual([]);
  });
});

describe('clean-up', () => {
  test('a consumed delta and its recents stay until readers have moved on', async () => {
    const { recents, forgotten } = recorder();
    await harness.lake.orders('run-1', [order()]);
    await harness.publish({ recents });
    harness.advance(4 * minute);
    await harness.run({ recents });
    expect(forgotten).toEqual([]);
    expect(await harness.keys('lake/orders/delta/')).toHaveLength(1);
  });

  test('then the recents are forgotten and the delta goes', async () => {
    const { recents, forgotten } = recorder();
    await harness.lake.orders('run-1', [order({ version: 'v7' })]);
    await harness.publish({ recents });
    harness.advance(6 * minute);
    await harness.run({ recents });
    const row = { customerKey: 'id:1', orderKey: 'shop/1', version: 'v7' };
    expect(forgotten).toEqual([{ run: 'run-1', orders: [row] }]);
    expect(await harness.keys('lake/orders/delta/')).toEqual([]);
  });

  test('an import too large for recents is not asked of the table', async () => {
    const { recents, forgotten } = recorder();
    const orders = Array.from({ length: mostRecentOrders + 1 }, (_, index) =>
      order({ orderId: String(index) }),
    );
    await harness.lake.orders('large', orders);
    await harness.publish({ recents });
    harness.advance(6 * minute);
    await harness.run({ recents });
    expect(forgotten).toEqual([]);
    expect(await harness.keys('lake/orders/delta/')).toEqual([]);
  });

  test('a delta stays when its recents could not be forgotten, and the snapshot is served', async () => {
    await harness.lake.orders('run-1', [order()]);
    await harness.publish();
    harness.advance(6 * minute);
    await harness.lake.orders('run-2', [order({ orderId: '2' })]);
    const failures: unknown[] = [];
    const failure = new Error('throttled');
    const { id } = await harness.publish({
      recents: { forget: () => Promise.reject(failure) },
      onCleanUpFailure: (error) => failures.push(error),
    });
    expect(failures).toEqual([failure]);
    expect(await served()).toBe(id);
    expect(await harness.keys('lake/orders/delta/')).toHaveLength(2);
  });

  test('a delta that is gone is not counted twice, and the next one still is', async () => {
    await harness.lake.orders('run-1', [order()]);
    await harness.publish();
    harness.advance(6 * minute);
    await harness.run();
    await harness.lake.orders('run-2', [order({ orderId: '2' })]);
    const manifest = await harness.publish();
    expect(manifest.counts.orders).toBe(2);
    expect(manifest.consumed.map(({ key }) => key)).toEqual(['lake/orders/delta/run-2.parquet']);
  });

  test('snapshots older than a week go, but never the newest three', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 4; index++) {
      await harness.lake.orders(`run-${index}`, [order({ orderId: String(index) })]);
      ids.push((await harness.publish()).id);
      harness.advance(10 * day);
    }
    const kept = await harness.store.folders(prefixes.snapshots);
    expect([...kept].sort()).toEqual(ids.slice(1));
    expect([...(await harness.store.folders('lake/orders/base/'))].sort()).toEqual(ids.slice(1));
  });

  test('snapshots of the last week stay, however many', async () => {
    for (let index = 0; index < 4; index++) {
      await harness.lake.orders(`run-${index}`, [order({ orderId: String(index) })]);
      await harness.publish();
      harness.advance(day);
    }
    expect(await harness.store.folders(prefixes.snapshots)).toHaveLength(4);
  });
});

test('the manifest lists every file of the snapshot and its base with its true size', async () => {
  await harness.lake.orders('a', randomOrders(30, 3));
  const { files, id } = await harness.publish();
  const manifest = files.map(({ key }) => key).sort();
  const found = (await harness.keys('')).filter((key) => key.includes(id));
  const others = ['manifest.json', 'model.json'].map((name) => snapshotPrefix(id) + name);
  expect(found).toEqual([...manifest, ...others].sort());
  for (const { key, bytes } of files) {
    const listed = [];
    for await (const object of harness.store.list(key)) {
      listed.push(object.bytes);
    }
    expect(listed).toEqual([bytes]);
  }
});

/** Objects that belong to some snapshot, the pointer apart. */
function isOf(key: string): boolean {
  return key !== currentSnapshotKey && /^snapshots\/|\/base\//.test(key);
}

/** A store in which something happens just before the pointer is written. */
function beforePointer(store: ObjectStore, happen: () => Promise<void>): ObjectStore {
  return {
    ...store,
    writeTextIf: async (...call) => {
      await happen();
      return store.writeTextIf(...call);
    },
  };
}

/** A store whose n-th write, of any kind, fails. */
function crashing(store: ObjectStore, crashAt: number) {
  let writes = 0;
  const write = () => {
    writes += 1;
    if (writes === crashAt) {
      throw new Error(`crash at write ${crashAt}`);
    }
  };
  const wrapped: ObjectStore = {
    ...store,
    upload: async (...call) => {
      write();
      await store.upload(...call);
    },
    writeText: async (...call) => {
      write();
      await store.writeText(...call);
    },
    writeTextIf: (...call) => {
      write();
      return store.writeTextIf(...call);
    },
  };
  return { store: wrapped, count: () => writes };
}

function recorder() {
  const forgotten: { run: string; orders: readonly ConsumedRow[] }[] = [];
  const recents: Recents = {
    forget: async (run, orders) => {
      forgotten.push({ run, orders });
    },
  };
  return { recents, forgotten };
}
