import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyOf } from '../../../lambda/local/dropped-files.ts';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clv-dropped-'));
  path = join(folder, 'orders.csv');
  await writeFile(path, 'No,Summe\n1,2\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The key of the file in a bucket that holds these. */
function keyIn(uploads: readonly string[], mapping: Record<string, string> = {}, file = path) {
  return keyOf(
    { kind: 'orders', path: file, mapping },
    {
      list: async function* (prefix) {
        const bytes = 1;
        const known = uploads.filter((key) => key.startsWith(prefix));
        yield* known.map((key) => ({ key, bytes, etag: '', modifiedAt: new Date(0) }));
      },
    },
  );
}

test('a file whose columns are named anew is another upload', async () => {
  const plain = await keyIn([]);
  const mapped = await keyIn([plain], { total: 'Summe' });
  const keys = [plain, mapped, await keyIn([plain, mapped], { tax: 'Summe' })];
  expect(new Set(keys).size).toBe(3);
  expect(await keyIn(keys, { total: 'Summe' })).toBe(mapped);
});

test('a file that was imported with columns named is known without naming them again', async () => {
  const mapped = await keyIn([], { total: 'Summe' });
  expect(await keyIn([mapped])).toBe(mapped);
});

test('neither another name nor other content is known by it', async () => {
  const mapped = await keyIn([], { total: 'Summe' });
  const other = join(folder, 'other-orders.csv');
  await writeFile(other, 'No,Summe\n1,2\n');
  expect(await keyIn([mapped], {}, other)).not.toBe(mapped);
  await writeFile(other, 'No,Summe\n1,3\n');
  expect(await keyIn([mapped.replace('orders.csv', 'other-orders.csv')], {}, other)).not.toBe(
    mapped,
  );
});
