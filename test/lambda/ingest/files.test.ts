import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from './harness.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const csv = 'order_id,customer_id,date,amount\n1,a,2024-05-31,10.50\n2,b,2024-06-01,20\n';

async function ordersOf(body: string | Uint8Array, name = 'orders.csv') {
  const report = await shop.importFile(body, { name });
  expect(report.failure).toBeNull();
  return shop.queryDelta(
    'orders',
    report.id,
    'SELECT order_id, customer_key, order_day::VARCHAR AS day, gross::VARCHAR AS gross FROM delta ORDER BY order_id',
  );
}

const both = [
  { order_id: '1', customer_key: 'id:a', day: '2024-05-31', gross: '10.5000' },
  { order_id: '2', customer_key: 'id:b', day: '2024-06-01', gross: '20.0000' },
];

test('a gzipped file reads like the plain one', async () => {
  expect(await ordersOf(gzipSync(csv), 'orders.csv.gz')).toEqual(both);
});

test('a byte-order mark is not part of the first column', async () => {
  expect(await ordersOf(`\u{feff}${csv}`)).toEqual(both);
});

test('UTF-16LE with tabs, as spreadsheets save it, reads like UTF-8', async () => {
  const text = `\u{feff}${csv.replaceAll(',', '\t')}`;
  expect(await ordersOf(Buffer.from(text, 'utf16le'), 'orders.txt')).toEqual(both);
});

test('CRLF line ends are not part of the last column', async () => {
  expect(await ordersOf(csv.replaceAll('\n', '\r\n'))).toEqual(both);
});

test('semicolons bring decimal commas and grouped thousands', async () => {
  const text = 'order_id;customer_id;date;amount\n1;a;31.05.2024;1.010,50\n2;b;01.06.2024;20\n';
  expect((await ordersOf(text)).map(({ day, gross }) => [day, gross])).toEqual([
    ['2024-05-31', '1010.5000'],
    ['2024-06-01', '20.0000'],
  ]);
});

test('currency signs and thousands separators are dropped', async () => {
  const text =
    'order_id,customer_id,date,amount\n1,a,2024-05-31,"$1,234.50"\n2,b,2024-06-01,20.00 USD\n';
  expect((await ordersOf(text)).map(({ gross }) => gross)).toEqual(['1234.5000', '20.0000']);
});

test('NDJSON reads like CSV', async () => {
  const text = [
    '{"order_id":1,"customer_id":"a","date":"2024-05-31","amount":10.50}',
    '{"amount":"20","order_id":"2","customer_id":"b","date":"2024-06-01"}',
  ].join('\n');
  expect(await ordersOf(text, 'orders.ndjson')).toEqual(both);
});

test('quoted line breaks stay within their row', async () => {
  const text =
    'order_id,customer_id,date,amount,note\n1,a,2024-05-31,10.50,"two\nlines"\n2,b,2024-06-01,20,x\n';
  expect(await ordersOf(text)).toEqual(both);
});

async function parquetOf(query: string): Promise<Uint8Array> {
  const { openDatabase } = await import('../../../lambda/engines/duckdb/database.ts');
  const { readFile } = await import('node:fs/promises');
  const database = await openDatabase({ threads: 1 });
  const file = `${database.directory}/orders.parquet`;
  await database.run(`COPY (${query}) TO '${file}' (FORMAT parquet)`);
  const body = await readFile(file);
  await database.close();
  return body;
}

test('a Parquet file reads by its own types', async () => {
  const body = await parquetOf(
    `SELECT 1 AS order_id, 'a' AS customer_id, DATE '2024-05-31' AS date, 10.50::DECIMAL(9,2) AS amount
     UNION ALL SELECT 2, 'b', DATE '2024-06-01', 20`,
  );
  expect(await ordersOf(body, 'orders.parquet')).toEqual(both);
});

test('the fields of a struct in Parquet are columns, and whole numbers kept as fractions are whole', async () => {
  const body = await parquetOf(
    `SELECT n::DOUBLE AS order_id, {'id': 7.0::DOUBLE, 'orders': n} AS customer, DATE '2024-05-31' AS date, 10.5::DOUBLE AS amount
     FROM range(1, 3) r(n)`,
  );
  expect(
    (await ordersOf(body, 'orders.parquet')).map((one) => [one['order_id'], one['customer_key']]),
  ).toEqual([
    ['1', 'id:7'],
    ['2', 'id:7'],
  ]);
});

test.each([
  ['an empty file', '', 'expected a header line and rows; the file is empty'],
  [
    'a file without an amount',
    'order_id,customer_id,date\n1,a,2024-05-31\n',
    'expected a file of orders with a header line that names an amount (total, amount or gross, or quantity with unit_price); got the columns: order_id, customer_id, date. Rename the columns, or say by a mapping which is which (--map FIELD=COLUMN, or uploadCreate(mapping)), and upload it again.',
  ],
  [
    'dates that could be in two months',
    'order_id,customer_id,date,amount\n1,a,01/02/2024,5\n2,a,03/04/2024,5\n',
    'expected dates of one known order in column date; got values such as 01/02/2024, and no value has a number above 12 to prove which is the day. Tell the date order of the shop (--date-order dmy or mdy; dateOrder where it is deployed), or export the dates as YYYY-MM-DD.',
  ],
  [
    'a workbook',
    Buffer.from('PK\u0003\u0004rest of an archive'),
    'expected CSV, TSV, NDJSON or Parquet; got a zip archive or an Excel workbook. Unpack it, or save the sheet as CSV.',
  ],
])('%s fails whole, with the reason', async (_, body, failure) => {
  const report = await shop.importFile(body);
  expect(report).toMatchObject({ status: 'FAILED', failure, rowsRead: 0 });
});

test('a truncated gzip file fails whole', async () => {
  const report = await shop.importFile(gzipSync(csv).subarray(0, 40), { name: 'orders.csv.gz' });
  expect(report.failure).toMatch(/^expected a whole gzip file; its data is damaged or cut off/);
});

test('a truncated Parquet file fails whole', async () => {
  const report = await shop.importFile(Buffer.from('PAR1 and then nothing of use'));
  expect(report.failure).toMatch(/^expected a whole Parquet file/);
});

test('a header without rows is an import of nothing', async () => {
  const report = await shop.importFile('order_id,customer_id,date,amount\n');
  expect(report).toMatchObject({ status: 'SUCCEEDED', rowsRead: 0, records: 0 });
});

test('slashed dates are read once one of them proves the order', async () => {
  const text =
    'order_id,customer_id,date,amount\n1,a,01/02/2024,5\n2,a,31/02/2023,5\n3,a,31/01/2024 8:26,5\n';
  const report = await shop.importFile(text);
  const days = await shop.queryDelta(
    'orders',
    report.id,
    'SELECT order_day::VARCHAR AS d FROM delta ORDER BY 1',
  );
  expect(days).toEqual([{ d: '2024-01-31' }, { d: '2024-02-01' }]);
});
