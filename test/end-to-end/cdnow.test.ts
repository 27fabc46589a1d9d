import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findCdnow, type PurchaseDay, readCdnow } from '../support/cdnow.ts';
import { openDeployment, type TestDeployment } from '../support/deployment.ts';
import { near } from '../support/near.ts';

const path = findCdnow('cdnow_full.csv');

describe.skipIf(path === null)('the full CDNOW log', () => {
  let shop: TestDeployment;
  let seconds: number;
  beforeAll(async () => {
    const startedAt = performance.now();
    shop = await openDeployment();
    await shop.importFile('orders', 'cdnow_full.csv', readFileSync(path ?? '', 'utf8'));
    await shop.query('{ business { customerCount } }');
    seconds = (performance.now() - startedAt) / 1000;
  });
  afterAll(() => shop.close());

  test('the first query is answered within a minute of the start', () => {
    expect(seconds).toBeLessThan(60);
  });

  test('every row is kept, merged, excluded as $0 or rejected', async () => {
    const { data } = await shop.query(`{ imports { nodes {
      status rowsRead rowsKept rowsMerged rowsExcluded rowsRejected excluded { reason rows }
      totals { source { amount currencyCode } kept { amount } excluded { amount } rejected { amount } }
    } } }`);
    expect(data.imports.nodes).toEqual([
      {
        status: 'SUCCEEDED',
        rowsRead: 69_659,
        rowsKept: 67_511,
        rowsMerged: 2068,
        rowsExcluded: 80,
        rowsRejected: 0,
        excluded: [{ reason: 'ZERO_AMOUNT', rows: 80 }],
        totals: {
          source: { amount: '2500315.63', currencyCode: 'USD' },
          kept: { amount: '2500315.63' },
          excluded: { amount: '0.00' },
          rejected: { amount: '0.00' },
        },
      },
    ]);
  });

  test('the business has the customers, orders and revenue of the log', async () => {
    const { data } = await shop.query(
      '{ business { customerCount metrics { from to orders revenue { amount } } } }',
    );
    expect(data.business).toEqual({
      customerCount: 23_570,
      metrics: {
        from: '1997-01-01',
        to: '1998-07-01',
        orders: 67_511,
        revenue: { amount: '2500315.63' },
      },
    });
  });

  test('customer 00001 bought once, on the first day', async () => {
    const { data } = await shop.query(`{ customer(by: { sourceId: "00001" }) {
      orders { totalCount nodes { day net { amount } lines { quantity } } }
      summary { orders frequency recencyDays ageDays revenue { amount } asOf }
      value { historic { amount } predicted { amount { amount } } reason { code } } probabilityAlive
    } }`);
    expect(data.customer).toEqual({
      orders: {
        totalCount: 1,
        nodes: [{ day: '1997-01-01', net: { amount: '11.77' }, lines: expect.any(Array) }],
      },
      summary: {
        orders: 1,
        frequency: 0,
        recencyDays: 0,
        ageDays: 545,
        revenue: { amount: '11.77' },
        asOf: '1998-06-30',
      },
      value: {
        historic: { amount: '3.531' },
        predicted: { amount: { amount: expect.any(String) } },
        reason: null,
      },
      probabilityAlive: expect.any(Number),
    });
  });

  /** A few bought for $0 only: customers, but not buyers. */
  const buyers = [...(readCdnow('cdnow_full.csv') ?? new Map()).values()].filter((days) =>
    days.some(({ amount }: PurchaseDay) => amount > 0),
  ).length;

  test('the model is fitted on every buyer of the log and has converged', async () => {
    const { data } = await shop.query('{ model { customers converged } }');
    expect(data.model).toMatchObject({ customers: buyers, converged: true });
  });

  test('customer equity is the mean value of a buyer as often as there are buyers', async () => {
    const { data } = await shop.query(
      '{ business { value { equity { amount { amount } } mean { amount { amount } } } } }',
    );
    const { equity, mean } = data.business.value;
    expect(Number(equity.amount.amount)).toEqual(near(Number(mean.amount.amount) * buyers, 1e-10));
  });
});
