import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { partsOf } from '../../../lambda/pipeline/ingest/csv-parts.ts';
import { openShop, type Shop } from './harness.ts';

let directory: string;
let shop: Shop;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parts-'));
  shop = await openShop();
});
afterAll(async () => {
  await shop.close();
  await rm(directory, { recursive: true });
});

const rows = { delimiter: ',', width: 3 };
const anySize = { least: 1, large: 10_000, most: 2 ** 30 };

async function parts(text: string): Promise<string[] | undefined> {
  const path = join(directory, 'whole.csv');
  await writeFile(path, text);
  const paths = await partsOf(path, rows, anySize);
  return paths && Promise.all(paths.map((part) => readFile(part, 'utf8')));
}

test('a cut is at a line end behind the middle, and loses nothing', async () => {
  const text = `a,b,c\n${'1,2,3\n'.repeat(100)}`;
  const [first = '', second = ''] = (await parts(text)) ?? [];
  expect(first + second).toBe(text);
  expect(first.endsWith('\n')).toBe(true);
  expect(Math.abs(first.length - second.length)).toBeLessThan(20);
});

test('a large file is cut in four, and loses nothing', async () => {
  const text = `a,b,c\n${Array.from({ length: 3000 }, (_, i) => `${i},2,3\n`).join('')}`;
  const found = (await parts(text)) ?? [];
  expect(found).toHaveLength(4);
  expect(found.join('')).toBe(text);
  expect(found.every((part) => part.endsWith('\n'))).toBe(true);
});

test('a line end within quotes is no place to cut', async () => {
  const text = `a,b,c\n${'1,"many\nlines\nof, text",3\n'.repeat(100)}`;
  const [first, second = ''] = (await parts(text)) ?? [];
  expect(first + second).toBe(text);
  expect(second.startsWith('1,"many')).toBe(true);
});

test('a file without whole rows behind its middle is not cut', async () => {
  expect(await parts(`a,b,c\n${'1,2\n'.repeat(100)}`)).toBeUndefined();
});

const orders = Array.from(
  { length: 150_000 },
  (_, i) => `o${i},c${i % 977},2024-01-01,${i % 90}.5`,
);

async function importLarge(lines: readonly string[], header = 'order_id,customer_id,date,total') {
  const report = await shop.importFile(`${header}\n${lines.join('\n')}\n`);
  expect(report.failure).toBeNull();
  return report;
}

test('a large file read in parts numbers the lines of all', async () => {
  const lines = orders.with(10, 'early,c,2024-01-01,x').with(149_000, 'late,c,2024-01-01,x');
  const { rowsRead, rowsKept, rowsExcluded, rowsRejected, firstRejects } = await importLarge(lines);
  expect([rowsRead, rowsKept + rowsExcluded, rowsRejected]).toEqual([150_000, 149_998, 2]);
  expect(firstRejects.map(({ line }) => line)).toEqual([12, 149_002]);
});

test.each([
  ['order_id,customer_id,date,total', 'q,c,2024-01-01,', 1],
  ['note,order_id,customer_id,date,total', ',q,c,2024-01-01,1', 0],
])(
  'a large file whose middle looks like rows within quotes is read whole: %s',
  async (header, row, rejected) => {
    const note = header.startsWith('note');
    const plain = note ? orders.map((order) => `,${order}`) : orders;
    const quoted = `"1\n${`${note ? ',' : ''}a,b,2024-01-01,9\n`.repeat(60_000)}"`;
    const middle = note ? `${quoted}${row}` : `${row}${quoted}`;
    const lines = [...plain.slice(0, 60_000), middle, ...plain.slice(60_000, 120_000)];
    const { rowsRead, rowsRejected } = await importLarge(lines, header);
    expect([rowsRead, rowsRejected]).toEqual([120_001, rejected]);
  },
);
