import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ListEntry, listPage } from '../../../lambda/local/s3/list.ts';
import { createSortedKeys } from '../../../lambda/local/s3/sorted-keys.ts';
import { bucket, refusal, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
const numbered = Array.from({ length: 1500 }, (_, n) => `many/${String(n).padStart(4, '0')}`);
const others = ['a-b', 'a/b', 'a/c/d', 'a/c/e', 'b', 'ｚ wide', '😀 emoji', 'odd/a b+é&<'];

beforeAll(async () => {
  server = await startTestServer();
  const keys = [...numbered, ...others];
  for (let at = 0; at < keys.length; at += 50) {
    await Promise.all(keys.slice(at, at + 50).map((key) => server.put(key, 'x')));
  }
});
afterAll(() => server.close());

const list = (input: Partial<ListObjectsV2CommandInput>) =>
  server.client.send(new ListObjectsV2Command({ Bucket: bucket, ...input }));

async function listAll(input: Partial<ListObjectsV2CommandInput>) {
  const pages = [];
  const pagination = { client: server.client };
  for await (const page of paginateListObjectsV2(pagination, { Bucket: bucket, ...input }))
    pages.push(page);
  return {
    sizes: pages.map((page) => page.KeyCount),
    keys: pages.flatMap((page) => page.Contents?.map(({ Key }) => Key) ?? []),
    prefixes: pages.flatMap((page) => page.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? []),
  };
}

test('1,500 keys come in two pages, each key once and in order', async () => {
  expect(await listAll({ Prefix: 'many/' })).toEqual({
    sizes: [1000, 500],
    keys: numbered,
    prefixes: [],
  });
});

test('all keys are in the order of their UTF-8 bytes', async () => {
  const { keys } = await listAll({ MaxKeys: 700 });
  const expected = [...numbered, ...others].sort((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  expect(keys).toEqual(expected);
});

test('a delimiter rolls keys up, also across pages of one', async () => {
  const expected = { keys: ['a-b', 'b', 'ｚ wide', '😀 emoji'], prefixes: ['a/', 'many/', 'odd/'] };
  expect(await listAll({ Delimiter: '/' })).toMatchObject(expected);
  expect(await listAll({ Delimiter: '/', MaxKeys: 1 })).toMatchObject(expected);
});

test('a delimiter is looked for behind the prefix', async () => {
  expect(await listAll({ Prefix: 'a/', Delimiter: '/' })).toMatchObject({
    keys: ['a/b'],
    prefixes: ['a/c/'],
  });
});

test('start-after begins behind a key', async () => {
  const { keys } = await listAll({ Prefix: 'many/', StartAfter: 'many/1497' });
  expect(keys).toEqual(['many/1498', 'many/1499']);
});

test('encoding-type url encodes keys and prefixes', async () => {
  const { Contents, Prefix } = await list({ Prefix: 'odd/a ', EncodingType: 'url' });
  expect([Prefix, Contents?.[0]?.Key]).toEqual(['odd/a+', 'odd/a+b%2B%C3%A9%26%3C']);
});

test('an entry says size, ETag and time', async () => {
  const [entry] = (await list({ Prefix: 'b' })).Contents ?? [];
  expect(entry).toMatchObject({ Key: 'b', Size: 1, ETag: '"9dd4e461268c8034f5c8564e155c67a6"' });
  expect(entry?.LastModified).toBeInstanceOf(Date);
});

test('no keys asked for is none given, and nothing more to come', async () => {
  expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
});

test('a token from elsewhere is refused', async () => {
  const call = list({ ContinuationToken: 'made-up' });
  expect(await refusal(call)).toEqual({ code: 'InvalidArgument', status: 400 });
});

describe('a page of sorted keys', () => {
  const keyText = fc.string({
    unit: fc.constantFrom('a', 'b', '/', '-', '\uffff', '😀'),
    maxLength: 6,
  });

  test('taken one after another, gives every entry of the whole listing once', () => {
    const cases = fc.record({
      keys: fc.uniqueArray(
        keyText.filter((key) => key !== ''),
        { maxLength: 30 },
      ),
      prefix: fc.string({ unit: fc.constantFrom('a', '/'), maxLength: 2 }),
      delimiter: fc.constantFrom('', '/', 'b/'),
      maxKeys: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(cases, ({ keys, prefix, delimiter, maxKeys }) => {
        const sorted = createSortedKeys(keys).all;
        const entries: ListEntry[] = [];
        let isTruncated = true;
        while (isTruncated) {
          const page = listPage(sorted, { prefix, delimiter, maxKeys, after: entries.at(-1) });
          entries.push(...page.entries);
          isTruncated = page.isTruncated;
        }
        expect(entries.map(({ name }) => name)).toEqual(naiveListing(keys, prefix, delimiter));
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

/** The definition of a listing, without regard to speed or pages. */
function naiveListing(keys: readonly string[], prefix: string, delimiter: string): string[] {
  const names = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return at < 0 ? key : key.slice(0, at + delimiter.length);
    });
  return [...new Set(names)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
