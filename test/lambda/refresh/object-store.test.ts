import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultSettings } from '../../../graph/settings.ts';
import { openDatabase } from '../../../lambda/engines/duckdb/database.ts';
import { startS3Server } from '../../../lambda/local/s3/server.ts';
import { readCurrent } from '../../../lambda/pipeline/refresh/current.ts';
import { refresh } from '../../../lambda/pipeline/refresh/refresh.ts';
import { type ObjectStore, s3ObjectStore } from '../../../lambda/stores/s3/object-store.ts';
import { openLake } from './lake.ts';
import { randomOrders } from './shop.ts';

let store: ObjectStore;
let directory: string;
let close: () => Promise<void>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'object-store-'));
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
  const region = 'eu-north-1';
  const server = await startS3Server({ directory: join(directory, 's3'), region, ...credentials });
  const client = new S3Client({
    endpoint: server.endpoint,
    forcePathStyle: true,
    region,
    credentials,
  });
  await client.send(new CreateBucketCommand({ Bucket: 'data' }));
  store = s3ObjectStore(client, 'data');
  close = async () => {
    client.destroy();
    await server.close();
    await rm(directory, { recursive: true, force: true });
  };
});
afterAll(() => close());

async function keysBelow(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) {
    keys.push(key);
  }
  return keys;
}

describe('texts', () => {
  test('a text that was never written is undefined', async () => {
    expect(await store.readText('texts/none')).toBeUndefined();
  });

  test('a text is written once where none is expected', async () => {
    expect(await store.writeTextIf('texts/once', 'first', 'ABSENT')).toBe(true);
    expect(await store.writeTextIf('texts/once', 'second', 'ABSENT')).toBe(false);
    expect((await store.readText('texts/once'))?.text).toBe('first');
  });

  test('a text is replaced only by who has read its present version', async () => {
    await store.writeText('texts/replaced', 'first');
    const etag = (await store.readText('texts/replaced'))?.etag ?? '';
    expect(await store.writeTextIf('texts/replaced', 'second', { etag })).toBe(true);
    expect(await store.writeTextIf('texts/replaced', 'third', { etag })).toBe(false);
    expect((await store.readText('texts/replaced'))?.text).toBe('second');
  });

  test('a text that is gone is not replaced', async () => {
    expect(await store.writeTextIf('texts/gone', 'x', { etag: '"0"' })).toBe(false);
  });
});

describe('files', () => {
  test.each([0, 3, 5_000_000])('a file of %d bytes comes back as it went', async (size) => {
    const bytes = randomBytes(size);
    await writeFile(join(directory, 'out'), bytes);
    await store.upload(join(directory, 'out'), `files/${size}`);
    await store.download(`files/${size}`, join(directory, 'in'));
    expect(bytes.equals(await readFile(join(directory, 'in')))).toBe(true);
  });

  test('fetching what is not there says so', async () => {
    await expect(store.download('files/none', join(directory, 'in'))).rejects.toThrow(NoSuchKey);
  });
});

describe('listings', () => {
  test('keys come in order and with their sizes, folders by name', async () => {
    for (const key of ['tree/b/2', 'tree/a/1', 'tree/top']) {
      await store.writeText(key, key);
    }
    expect(await keysBelow('tree/')).toEqual(['tree/a/1', 'tree/b/2', 'tree/top']);
    expect(await store.folders('tree/')).toEqual(['a', 'b']);
  });

  test('more keys than a page holds are all listed', async () => {
    for (let start = 0; start < 1100; start += 100) {
      const keys = Array.from({ length: 100 }, (_, index) => `pages/${start + index}`);
      await Promise.all(keys.map((key) => store.writeText(key, '')));
    }
    expect(await keysBelow('pages/')).toHaveLength(1100);
  });

  test('a removed object is gone, and removing it again is fine', async () => {
    await store.writeText('removed/x', 'x');
    await store.remove('removed/x');
    await store.remove('removed/x');
    expect(await keysBelow('removed/')).toEqual([]);
  });
});

test('a refresh publishes over S3', async () => {
  const database = await openDatabase({ threads: 1 });
  await openLake(database, store).orders('run-1', randomOrders(50, 9));
  await database.close();
  const outcome = await refresh({
    store,
    settings: defaultSettings,
    clock: () => new Date('2026-01-01T00:00:00Z'),
    newSuffix: () => 'a',
    databaseOptions: { threads: 1 },
  });
  const manifest = (await readCurrent(store))?.manifest;
  expect(outcome).toEqual({ snapshot: '20260101T000000000Z-a', isNew: true });
  expect(manifest).toMatchObject({ id: '20260101T000000000Z-a', counts: { customers: 50 } });
});
