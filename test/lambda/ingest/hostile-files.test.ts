import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../../lambda/engines/duckdb/database.ts';
import { shapeOfFile } from '../../../lambda/pipeline/ingest/shape-of-file.ts';
import { normaliseFile } from '../../../lambda/pipeline/ingest/text-file.ts';
import { scanText } from '../../../lambda/pipeline/ingest/text-scan.ts';
import { randomSource } from '../refresh/shop.ts';
import { openShop, type Shop } from './harness.ts';

let shop: Shop;
let parquet: Buffer;
beforeAll(async () => {
  shop = await openShop();
  parquet = await someParquet();
});
afterAll(() => shop.close());

/** Few rows: each that survives the damage is written to DynamoDB too, which costs more than reading it. */
const header = 'order_id,customer_id,date,amount,note\n';
const csv =
  header +
  Array.from(
    { length: 12 },
    (_, row) => `${row},c${row % 7},2024-05-31,${row}.50,"n ${row}"\n`,
  ).join('');
const ndjson = Array.from(
  { length: 8 },
  (_, row) => `{"order_id":${row},"customer_id":"a","date":"2024-05-31","amount":5}\n`,
).join('');

async function someParquet(): Promise<Buffer> {
  const database = await openDatabase({ threads: 1 });
  const file = join(database.directory, 'orders.parquet');
  await database.run(
    `COPY (SELECT range AS order_id, 'a' AS customer_id, DATE '2024-05-31' AS date, 10.50 AS amount FROM range(12))
     TO '${file}' (FORMAT parquet)`,
  );
  const body = await readFile(file);
  await database.close();
  return body;
}

/** Imports what may be anything: a report comes back, and it says why wherever nothing was taken in. */
async function expectReport(body: Uint8Array, name: string, what: string) {
  const report = await shop.importFile(body, { name });
  const { status, failure, rowsRead, rowsKept, rowsMerged, rowsExcluded, rowsRejected } = report;
  expect([status, failure !== null && failure !== ''], what).toEqual(
    status === 'FAILED' ? ['FAILED', true] : ['SUCCEEDED', false],
  );
  expect(rowsRead, what).toBe(rowsKept + rowsMerged + rowsExcluded + rowsRejected);
  if (rowsRejected > 0) {
    expect(
      report.firstRejects.every(({ reason }) => reason !== ''),
      what,
    ).toBe(true);
  }
  return report;
}

/** `npm run test:long` damages six times as many files. */
const rounds = Number(process.env['CLV_ROUNDS'] ?? 1);

test('files with random damage are imported or refused with a reason, never a crash', async () => {
  const random = randomSource(20260301);
  const below = (limit: number) => Math.floor(random() * limit);
  const sources = [
    { name: 'o.csv', body: Buffer.from(csv) },
    { name: 'o.ndjson', body: Buffer.from(ndjson) },
    { name: 'o.csv.gz', body: gzipSync(csv) },
    { name: 'o.parquet', body: parquet },
    { name: 'o.txt', body: Buffer.from(`\u{feff}${csv.replaceAll(',', '\t')}`, 'utf16le') },
  ];
  for (let nth = 0; nth < 10 * rounds; nth += 1) {
    const { name, body } = sources[nth % sources.length] ?? { name: '', body: Buffer.alloc(0) };
    const damaged = Buffer.from(body);
    for (let changes = below(6); changes >= 0; changes -= 1) {
      damaged[below(damaged.length)] = [0, 0x22, 0x0a, 0xff, below(256)][below(5)] ?? 0;
    }
    const cut = below(3) === 0 ? damaged.subarray(0, below(damaged.length)) : damaged;
    await expectReport(cut, name, `case ${nth}: ${name}, ${cut.length} bytes`);
  }
});

test('random bytes are imported or refused with a reason', async () => {
  const random = randomSource(7);
  for (let nth = 0; nth < 3 * rounds; nth += 1) {
    const bytes = Uint8Array.from({ length: 10 ** (nth % 5) }, () => Math.floor(random() * 256));
    await expectReport(bytes, 'o.csv', `case ${nth}`);
    await expectReport(Buffer.concat([Buffer.from(header), bytes]), 'o.csv', `case ${nth}, headed`);
  }
});

test('a zero byte in a value is data, and invalid UTF-8 refuses its row alone', async () => {
  const body = Buffer.concat([
    Buffer.from(`${header}1,a\u0000b,2024-05-31,5,x\n2,`),
    Buffer.from([0xff, 0xfe]),
    Buffer.from(',2024-05-31,5,x\n3,c,2024-05-31,5,x\n'),
  ]);
  const report = await expectReport(body, 'o.csv', 'zero byte and invalid UTF-8');
  expect(report).toMatchObject({ status: 'SUCCEEDED', rowsRead: 3, rowsKept: 2, rowsRejected: 1 });
  expect(report.firstRejects[0]).toMatchObject({ line: 3, reason: 'not valid UTF-8' });
});

/** Longer than the engine's buffer, which would drop such a line without a word. */
const longLine = Buffer.alloc(17 << 20, 'x');

test.each([
  ['a value', 'o.csv', `${header}1,a,2024-05-31,5,`, '\n2,b,2024-05-31,5,x\n'],
  ['an open quote', 'o.csv', `${header}1,a,2024-05-31,5,"`, ''],
  ['the whole file', 'o.csv', '', ''],
  ['a value of JSON', 'o.ndjson', `${ndjson}{"order_id":"`, '"}\n'],
  ['a JSON array', 'o.json', '[{"order_id":"', '"}]'],
])('17 MB on one line as %s are refused with a reason', async (_, name, before, after) => {
  const body = Buffer.concat([Buffer.from(before), longLine, Buffer.from(after)]);
  const { failure } = await expectReport(body, name, 'long');
  expect(failure).toMatch(/^expected lines of at most 15728640 bytes; got a longer one/);
});

test('a gigabyte on one line is refused, in constant memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lines-'));
  const file = join(folder, 'orders.csv');
  // A hole in the file, so that the disk does not have to hold it.
  await writeFile(file, header);
  await truncate(file, 2 ** 30);
  const database = await openDatabase({ threads: 1 });
  const before = process.resourceUsage().maxRSS;
  await expect(shapeOfFile(database, file)).rejects.toThrow('got a longer one');
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(200_000);
  await database.close();
  await rm(folder, { recursive: true });
});

test('a line of 3 MB is refused by its row', async () => {
  const body = `${header}1,a,2024-05-31,5,${'x'.repeat(3 << 20)}\n2,b,2024-05-31,5,x\n`;
  const report = await expectReport(Buffer.from(body), 'o.csv', 'long');
  expect(report).toMatchObject({ rowsRead: 2, rowsKept: 1, rowsRejected: 1 });
  expect(report.firstRejects[0]).toMatchObject({
    line: 2,
    reason: 'the line is longer than the reader accepts',
  });
});

test('a line length is measured across the chunks of a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lines-'));
  const file = join(folder, 'f');
  await writeFile(file, `${'a'.repeat(1_000_000)}\n${'b'.repeat(1_500_000)}\n`);
  await scanText(file, 1_500_000);
  await expect(scanText(file, 1_499_999)).rejects.toThrow('at most 1499999 bytes');
  await rm(folder, { recursive: true });
});

test('a Parquet file that repeats a row beyond belief is refused before it is read', async () => {
  const database = await openDatabase({ threads: 1 });
  const file = join(database.directory, 'bomb.parquet');
  await database.run(
    `COPY (SELECT 'a' AS customer_id, DATE '2024-05-31' AS date, 5 AS amount FROM range(12000000))
     TO '${file}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 12000000)`,
  );
  const body = await readFile(file);
  await database.close();
  const { failure } = await expectReport(body, 'o.parquet', 'bomb');
  expect(failure).toMatch(/^expected a Parquet file of at most .* got 12000000 rows in \d+ bytes/);
});

test('a gzip bomb is refused before it fills the disk', async () => {
  const report = await shop.importFile(gzipSync(Buffer.alloc(80 << 20, 'x')), { name: 'o.csv.gz' });
  expect(report.failure).toMatch(
    /^expected gzip data that unpacks to at most 250 times its size; got/,
  );
});

test('a gzip file that unpacks to more bytes than there is room for is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bomb-'));
  await writeFile(join(folder, 'f'), gzipSync(csv.repeat(100)));
  const limits = { bytes: 10_000, ratio: 1e9, ratioFrom: 0 };
  await expect(normaliseFile(join(folder, 'f'), limits)).rejects.toThrow(
    'expected at most 10000 bytes in a gzip file',
  );
  await rm(folder, { recursive: true });
});
