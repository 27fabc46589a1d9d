import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from './harness.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ timeZone: 'America/New_York' });
});
afterAll(() => shop.close());

const header = 'order_id,customer_id,order_date,total,discount,currency,note';

async function rejectsOf(rows: readonly string[]) {
  const report = await shop.importFile(`${[header, ...rows].join('\n')}\n`);
  return { report, rejects: await shop.rejectsOf(report.id) };
}

test.each([
  ['1,a,,5,,,', 'order_date', null, 'missing time'],
  [
    '1,a,soon,5,,,',
    'order_date',
    'soon',
    'not a time; expected for example 2024-05-31 or 2024-05-31 14:30:00 +0200',
  ],
  [
    '1,a,2023-13-45T10:00:00+01:00,5,,,',
    'order_date',
    '2023-13-45T10:00:00+01:00',
    'no such calendar day or time of day',
  ],
  [
    '1,a,2024-03-10 02:30:00,5,,,',
    'order_date',
    '2024-03-10 02:30:00',
    'no such local time in America/New_York: the clocks skipped it',
  ],
  ['1,a,1969-12-31,5,,,', 'order_date', '1969-12-31', 'before 1970'],
  ['1,a,2062-01-01,5,,,', 'order_date', '2062-01-01', 'too far in the future'],
  [
    '1,a,2024-01-01 10:00 +19:00,5,,,',
    'order_date',
    '2024-01-01 10:00 +19:00',
    'no such offset from UTC',
  ],
  ['1,a,2024-01-01,,,,', 'total', null, 'missing amount'],
  [
    '1,a,2024-01-01,twelve,,,',
    'total',
    'twelve',
    'not an amount; expected a number with "." before the decimals',
  ],
  [
    '1,a,2024-01-01,1.00005,,,',
    'total',
    '1.00005',
    'more than 4 decimal places; amounts are never rounded',
  ],
  [
    '1,a,2024-01-01,123456789012345,,,',
    'total',
    '123456789012345',
    'more than 14 digits before the decimal mark',
  ],
  [
    '1,a,2024-01-01,(5.00),,,',
    'total',
    '(5.00)',
    'negative amount: a refund as a row of its own is not supported; put it into a refund column of the order',
  ],
  ['1,a,2024-01-01,5,-1,,', 'discount', '-1', 'negative discount; expected 0 or more'],
  [
    '1,a,2024-01-01,5,,JPY,',
    'currency',
    'JPY',
    'the amount is in JPY and reports are in USD; no exchange rate is configured',
  ],
  [',a,2024-01-01,5,,,', 'order_id', null, 'missing order id'],
  [`${'x'.repeat(401)},a,2024-01-01,5,,,`, 'order_id', 'x'.repeat(200), 'longer than 400 bytes'],
  [
    '1,a,2024-01-01,5,,,n,more',
    null,
    '1,a,2024-01-01,5,,,n,more',
    'more values than the header has columns',
  ],
  ['1,a,2024-01-01', null, '1,a,2024-01-01', 'fewer values than the header has columns'],
  [
    '1,a,2024-01-01,5,,,"x"y',
    null,
    '1,a,2024-01-01,5,,,"x"y',
    'a quote that is not closed, or text after a closing quote',
  ],
])('row %s is refused', async (row, column, value, reason) => {
  const { report, rejects } = await rejectsOf(['8,b,2024-01-01,5,,,', row, '9,b,2024-01-02,5,,,']);
  expect(rejects).toEqual([{ line: 3, column, value, reason }]);
  expect(report).toMatchObject({
    rowsRead: 3,
    rowsKept: 2,
    rowsRejected: 1,
    firstRejects: rejects,
  });
});

test('line numbers count quoted line breaks, blank lines and rows that the reader refused', async () => {
  const { rejects } = await rejectsOf([
    '1,a,2024-01-01,5,,,"a note\nof three\nlines"', // 2 to 4
    '2,a,bad,5,,,', // 5
    '', // 6
    '3,a,2024-01-01,5,,,n,too many', // 7
    '4,a,bad,5,,,"a\n""quoted"" break"', // 8 to 9
    '5,a,2024-01-01,5,,,5" pipe', // 10
    '6,a', // 11
    '7,a,bad,5,,,', // 12
  ]);
  expect(rejects.map((reject) => (reject as { line: number }).line)).toEqual([5, 7, 8, 11, 12]);
});

test('a second amount for one order is refused, the first one kept', async () => {
  const { report, rejects } = await rejectsOf([
    '1,a,2024-01-01,5,,,',
    '1,a,2024-01-01,5.00,,,',
    '1,a,2024-01-01,6,,,',
  ]);
  expect(rejects).toEqual([
    {
      line: 4,
      column: 'total',
      value: '6.0000',
      reason:
        'order 1 has another amount on an earlier line; where each line has its own, map the column to lineTotal',
    },
  ]);
  expect(report).toMatchObject({ rowsKept: 1, rowsMerged: 1, rowsRejected: 1 });
});

test('a broken NDJSON line is refused by its number', async () => {
  const good = '{"order_id":"1","customer_id":"a","date":"2024-01-01","amount":5}';
  const report = await shop.importFile(`${good}\n\n{"order_id": \n[1]\n`, { name: 'o.ndjson' });
  expect(await shop.rejectsOf(report.id)).toEqual([
    { line: 3, column: null, value: null, reason: 'not a JSON object' },
    { line: 4, column: null, value: null, reason: 'not a JSON object' },
  ]);
  expect(report).toMatchObject({ rowsRead: 3, rowsKept: 1, rowsRejected: 2 });
});

test('an order whose amount is the sum of its lines is refused whole with a bad line', async () => {
  const report = await shop.importFile(
    [
      'order_id,customer_id,date,sku,quantity,unit_price',
      '1,a,2024-01-01,P1,1,5',
      '1,a,2024-01-01,P2,one,5',
      '2,a,2024-01-01,P1,1,7',
      '',
    ].join('\n'),
  );
  expect(await shop.rejectsOf(report.id)).toEqual([
    {
      line: 2,
      column: null,
      value: null,
      reason: 'order 1 has a refused line, and without it the amount would be wrong',
    },
    {
      line: 3,
      column: 'quantity',
      value: 'one',
      reason: 'not an amount; expected a number with "." before the decimals',
    },
  ]);
  expect(report).toMatchObject({ rowsRead: 3, rowsKept: 1, rowsMerged: 0, rowsRejected: 2 });
});
