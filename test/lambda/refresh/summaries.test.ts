import Big from 'big.js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { summarise } from '../../../graph/customers/summary.ts';
import { exclusions, type Order } from '../../../graph/orders/order.ts';
import { type Database, openDatabase } from '../../../lambda/engines/duckdb/database.ts';
import { customerSummaries } from '../../../lambda/engines/sql/customer-summaries.ts';
import { purchases } from '../../../lambda/engines/sql/purchases.ts';
import { customerColumns, orderColumns, profileColumns } from '../../../lambda/lake/schema.ts';
import { parquetRelation } from '../../../lambda/pipeline/refresh/parquet.ts';
import { exactSummary } from './exact.ts';
import { jsonRelation, orderRow } from './lake.ts';
import { order } from './shop.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase({ threads: 1 });
});
afterAll(() => database.close());

const asOfDay = '2024-01-20';

/** Few instants, ids and amounts, so that ties, same-day orders and late orders are common. */
const someOrder = fc
  .record({
    source: fc.constantFrom('a', 'b'),
    hour: fc.integer({ min: 0, max: 24 * 24 }),
    isMidnight: fc.boolean(),
    gross: fc.integer({ min: 0, max: 1e9 }),
    refund: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1e5 })),
    cost: fc.option(fc.integer({ min: 0, max: 1e9 })),
    exclusion: fc.option(fc.constantFrom(...exclusions), { freq: 2 }),
    channel: fc.option(fc.constantFrom('search', 'mail')),
    campaign: fc.option(fc.constantFrom('spring', 'autumn')),
  })
  .map(({ hour, isMidnight, gross, refund, cost, ...rest }) => {
    const start = Date.UTC(2024, 0, 1, isMidnight ? 24 * Math.floor(hour / 24) : hour);
    return order({
      ...rest,
      orderedAt: new Date(start).toISOString(),
      gross: new Big(gross).div(10_000),
      refund: new Big(refund).div(10_000),
      cost: cost === null ? null : new Big(cost).div(10_000),
    });
  });

const someShop = fc
  .array(fc.array(someOrder, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 12 })
  .map((customers) =>
    customers.map((orders, customer) =>
      orders.map((one, index) => ({
        ...one,
        customerKey: `id:${customer}`,
        orderId: `${customer}-${index}`,
      })),
    ),
  );

const someMargin = fc.integer({ min: 0, max: 1_000_000 }).map((millionths) => millionths / 1e6);

test('the SQL summary of each customer equals summarise() of their orders, to the last digit', async () => {
  await fc.assert(
    fc.asyncProperty(someShop, someMargin, async (customers, margin) => {
      const rows = await summariesOf(customers.flat(), margin);
      const expected = customers.map((orders) => expectedRow(orders, margin));
      expect(rows).toEqual(expected);
    }),
    { numRuns: 60, seed: 20260301 },
  );
});

test('the summary has the columns and types of the schema', async () => {
  await loadOrders([order()]);
  const query = summaryQuery(0.3);
  const described = await database.rows(`DESCRIBE ${query}`);
  const types = described.map((row) => [row['column_name'], row['column_type']]);
  const names = Object.entries(customerColumns).slice(0, types.length);
  expect(types).toEqual(
    names.map(([name, type]) => [name, type.replace('TIMESTAMPTZ', 'TIMESTAMP WITH TIME ZONE')]),
  );
});

test('a margin that decimals of six places cannot hold is refused', () => {
  expect(() => summaryQuery(1 / 3)).toThrow('at most 6 decimal places, got 0.333');
});

async function summariesOf(orders: readonly Order[], margin: number) {
  await loadOrders(orders);
  return database.rows(`
    SELECT ${exactSummary} FROM (${summaryQuery(margin)})
    ORDER BY CAST(substr(customer_key, 4) AS INTEGER)`);
}

async function loadOrders(orders: readonly Order[]) {
  const relation = await jsonRelation(database, orderColumns, orders.map(orderRow));
  await database.run(`CREATE OR REPLACE TABLE orders AS ${relation}`);
}

function summaryQuery(margin: number): string {
  return customerSummaries(
    {
      orders: 'orders',
      purchases: `(${purchases('orders', { asOfDay, margin })})`,
      profiles: parquetRelation([], profileColumns),
    },
    asOfDay,
  );
}

function expectedRow(orders: readonly Order[], margin: number) {
  const summary = summarise(orders, { asOfDay, margin });
  const instant = (text: string | null) => (text === null ? null : BigInt(Date.parse(text)));
  return {
    customer_key: orders[0]?.customerKey,
    channel: summary.channel,
    campaign: summary.campaign,
    orders: summary.orders,
    excluded_orders: orders.filter(({ day, exclusion }) => day <= asOfDay && exclusion).length,
    revenue: summary.revenue.toFixed(4),
    refunds: summary.refunds.toFixed(4),
    gross_margin: summary.grossMargin.toFixed(10),
    first_order_at: instant(summary.firstOrderAt),
    last_order_at: instant(summary.lastOrderAt),
    first_day: summary.firstDay,
    frequency: summary.frequency,
    recency_days: summary.recencyDays,
    age_days: summary.ageDays,
    repeat_spend: summary.repeatSpend.toFixed(4),
  };
}
