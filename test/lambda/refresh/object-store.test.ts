import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NoSuchKey } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../../lambda/stores/s3/object-store.ts';
import { openS3, type TestS3 } from './s3.ts';

let s3: TestS3;
let store: ObjectStore;
let directory: string;
beforeAll(async () => {
  s3 = await openS3();
  ({ store, directory } = s3);
});
afterAll(() => s3.close());

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
