import { beforeAll, describe, expect, test } from 'vitest';
import { currentSnapshotKey, snapshotPrefix } from '../../../lambda/layout.ts';
import { createReader } from '../../../lambda/stores/s3/reader.ts';
import { s3Snapshots } from '../../../lambda/stores/s3/snapshots.ts';
import {
  memoryObjects,
  type SnapshotFiles,
  writeSnapshotFiles,
} from '../../support/snapshot-files.ts';

let first: SnapshotFiles;
let second: SnapshotFiles;

beforeAll(async () => {
  first = await writeSnapshotFiles({ seed: 1, customers: 3, buckets: 1, id: 'first' });
  second = await writeSnapshotFiles({ seed: 1, customers: 4, buckets: 1, id: 'second' });
});

/** A store over objects that may change, a clock that stands still, and the keys that are read. */
function stage(...published: SnapshotFiles[]) {
  const objects = new Map(published.flatMap((files) => [...files.objects]));
  const calls: string[] = [];
  const clock = { now: 0 };
  const store = s3Snapshots({
    reader: createReader({ get: memoryObjects(objects, (_, key) => calls.push(key)) }),
    startRefresh: async () => 'run-7',
    now: () => clock.now,
  });
  return { store, objects, calls, clock };
}

function filesOf(id: string): string[] {
  return [`${snapshotPrefix(id)}manifest.json`, `${snapshotPrefix(id)}model.json`];
}

describe('current', () => {
  test('before the first refresh there is none', async () => {
    const { store, calls } = stage();
    expect(await store.current()).toBeUndefined();
    expect(calls).toEqual([currentSnapshotKey]);
  });

  test('the pointer, the manifest and the model are read once, for concurrent callers too', async () => {
    const { store, calls } = stage(first);
    const [one, two] = await Promise.all([store.current(), store.current()]);
    expect(one).toEqual(first.snapshot);
    expect(two).toBe(one);
    expect(calls).toEqual([currentSnapshotKey, ...filesOf('first')]);
  });

  test('a model file of another version is refused, by the snapshot it belongs to', async () => {
    const { store, objects } = stage(first);
    const [, modelKey = ''] = filesOf('first');
    objects.set(modelKey, Buffer.from('{"version":1}'));
    await expect(store.current()).rejects.toThrow(
      'model of first: Expected a fitted model of version 3, got 1',
    );
  });

  test('within a second nothing is read, after it the pointer alone', async () => {
    const { store, calls, clock } = stage(first);
    await store.current();
    calls.length = 0;
    clock.now = 999;
    await store.current();
    expect(calls).toEqual([]);
    clock.now = 1000;
    expect(await store.current()).toEqual(first.snapshot);
    expect(calls).toEqual([currentSnapshotKey]);
  });

  test('a flipped pointer is followed a second later, and the former snapshot stays at hand', async () => {
    const { store, objects, calls, clock } = stage(first);
    await store.current();
    for (const [key, bytes] of second.objects) {
      objects.set(key, bytes);
    }
    clock.now = 1000;
    calls.length = 0;
    expect(await store.current()).toEqual(second.snapshot);
    expect(await store.get('first')).toEqual(first.snapshot);
    expect(calls).toEqual([currentSnapshotKey, ...filesOf('second')]);
  });

  test('a pointer to a snapshot that is not there is an error that names it', async () => {
    const { store, objects } = stage(first);
    objects.delete(`${snapshotPrefix('first')}manifest.json`);
    await expect(store.current()).rejects.toThrow('names snapshot first, which has no manifest');
  });
});

describe('get', () => {
  test('a snapshot that is gone is undefined, and found again once it is there', async () => {
    const { store, objects } = stage();
    expect(await store.get('first')).toBeUndefined();
    for (const [key, bytes] of first.objects) {
      objects.set(key, bytes);
    }
    expect(await store.get('first')).toEqual(first.snapshot);
  });

  test('an id that no refresh could have given never reaches S3', async () => {
    const { store, calls } = stage(first);
    expect(await store.get('../uploads/orders')).toBeUndefined();
    expect(calls).toEqual([]);
  });

  test('fields that an older manifest lacks mean that nothing is known', async () => {
    const { store, objects } = stage(first);
    const old = { id: 'first', createdAt: 'x', asOfDay: '2024-12-31' };
    objects.set(`${snapshotPrefix('first')}manifest.json`, Buffer.from(JSON.stringify(old)));
    expect(await store.get('first')).toMatchObject({
      firstDay: null,
      counts: { customers: 0, buckets: 1 },
      marginRate: 0.3,
    });
  });
});

test('a refresh is asked of whoever runs them', async () => {
  expect(await stage().store.startRefresh()).toBe('run-7');
});
