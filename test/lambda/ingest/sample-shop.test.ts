import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportReport } from '../../../graph/imports/import.ts';
import { generateSampleShop } from '../../../lambda/local/sample-shop/generate.ts';
import { sampleShopTruth } from '../../../lambda/local/sample-shop/truth.ts';
import { openShop, type Shop } from './harness.ts';

const truth = sampleShopTruth();

let shop: Shop;
let orders: ImportReport;
beforeAll(async () => {
  shop = await openShop({ timeZone: 'Europe/Berlin', currency: 'EUR' });
  const eventTime = '2026-07-05T10:00:00.000Z';
  orders = await shop.importFile([...generateSampleShop().ordersCsv].join(''), { eventTime });
});
afterAll(() => shop.close());

test('the sample shop imports with exactly the rows and orders it was made of', () => {
  const { VALID, ...excluded } = truth.ordersByExclusion;
  expect(orders).toMatchObject({
    status: 'SUCCEEDED',
    rowsRead: truth.orderRows,
    rowsKept: VALID,
    rowsRejected: truth.badOrderRows.length,
    records: truth.orders,
    excludedByReason: Object.fromEntries(Object.entries(excluded).filter(([, count]) => count > 0)),
  });
});

test('its bad rows are refused at their lines and columns', () => {
  expect(
    orders.firstRejects.map(({ line, column, value }) => ({ line, column, value: value ?? '' })),
  ).toEqual(truth.badOrderRows.map(({ line, column, value }) => ({ line, column, value })));
});

test('its valid orders come to the cent', async () => {
  const cents = (column: string) => `CAST(sum(${column}) * 100 AS BIGINT)::DOUBLE AS ${column}`;
  const [sums] = await shop.queryDelta(
    'orders',
    orders.id,
    `SELECT ${['gross', 'discount', 'refund', 'net'].map(cents).join(', ')},
       count(DISTINCT customer_key)::INTEGER AS buyers FROM delta WHERE exclusion IS NULL`,
  );
  expect(sums).toEqual({ ...truth.valid, buyers: truth.buyers });
});

test('its spend comes to the cent', async () => {
  const report = await shop.importFile([...generateSampleShop().spendCsv].join(''), {
    kind: 'spend',
    eventTime: '2026-07-05T10:00:00.000Z',
  });
  expect(report).toMatchObject({
    rowsRead: truth.spendRows,
    rowsRejected: truth.badSpendRows.length,
  });
  const sums = await shop.queryDelta(
    'spend',
    report.id,
    'SELECT kind, CAST(sum(amount) * 100 AS BIGINT)::DOUBLE AS cents FROM delta GROUP BY kind ORDER BY kind',
  );
  expect(sums).toEqual([
    { kind: 'ADS', cents: truth.adSpend },
    { kind: 'OTHER', cents: truth.otherSpend },
  ]);
});

test('its customers import without a reject', async () => {
  const report = await shop.importFile([...generateSampleShop().customersCsv].join(''), {
    kind: 'customers',
  });
  expect(report).toMatchObject({ status: 'SUCCEEDED', rowsRejected: 0, rowsMerged: 0 });
});
