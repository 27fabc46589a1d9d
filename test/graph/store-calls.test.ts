import { expect, test } from 'vitest';
import { query } from '../support/query.ts';
import { shopOf } from './shop.ts';

/** The order in which different stores are asked is not part of the promise. */
function sorted(calls: readonly string[]): string[] {
  return calls.toSorted();
}

test('a page of 50 customers with orders, summary, value and probability alive is one call a store', async () => {
  const { stores, calls } = shopOf(60, 5);
  const { data, errors } = await query(
    stores,
    `{ customers(first: 50) { nodes {
      sourceId orders(first: 5) { totalCount nodes { net { amount } customer { sourceId } } }
      summary { orders revenue { amount } } value { historic { amount } predicted { amount { amount } } }
      probabilityAlive expectedOrders firstOrderAt channel country email
    } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.customers.nodes).toHaveLength(50);
  expect(sorted(calls)).toEqual([
    'customers.page',
    'customers.profiles 50',
    'orders.history 50',
    'orders.recent 50',
  ]);
});

test('a page of summaries and values reads no history', async () => {
  const { stores, calls } = shopOf(60, 5);
  await query(
    stores,
    '{ customers(first: 50) { nodes { summary { orders } value { historic { amount } } } } }',
  );
  expect(sorted(calls)).toEqual(['customers.page', 'orders.recent 50']);
});

test('aliases of one customer cost one read', async () => {
  const { stores, calls } = shopOf(2, 2);
  await query(
    stores,
    `{ a: customer(by: { sourceId: "001" }) { ...all } b: customer(by: { sourceId: "001" }) { ...all }
       c: customer(by: { sourceId: "002" }) { ...all } }
     fragment all on Customer {
       summary { orders } now: value { total { amount } }
       then: value(terms: { asOf: "2026-03-01T00:00:00Z" }) { total { amount } } orders { totalCount } }`,
  );
  expect(sorted(calls)).toEqual(['customers.rows 2', 'orders.history 2', 'orders.recent 2']);
});

test('every way of asking for the value of the business reads cells and figures once', async () => {
  const { stores, calls } = shopOf(40, 3);
  await query(
    stores,
    `{ business {
      a: value { equity { level } median { amount } distribution { customers } curve(horizonsDays: [30, 60]) { horizonDays } }
      b: value(terms: { basis: REVENUE }) { equity { level } median { amount } }
      m: metrics { orders } n: metrics(between: { from: "2026-01-02" }) { orders }
    } }`,
  );
  expect(sorted(calls)).toEqual([
    'populations.cells',
    'populations.days',
    'populations.figures',
    'populations.gaps',
  ]);
});

test('simple values of a page read the metrics of the business once', async () => {
  const { stores, calls } = shopOf(50, 3);
  await query(stores, '{ customers(first: 50) { nodes { value { simple { amount } } } } }');
  expect(sorted(calls)).toEqual([
    'customers.page',
    'orders.recent 50',
    'populations.days',
    'populations.gaps',
  ]);
});

test('orders by their keys are found by one look-up and one read', async () => {
  const { stores, calls } = shopOf(3, 1);
  const { data } = await query(
    stores,
    `{ a: order(by: { source: { source: "test", orderId: "001-2026-01-01" } }) { customer { sourceId } }
       b: order(by: { source: { source: "test", orderId: "002-2026-01-01" } }) { customer { sourceId } } }`,
  );
  expect(data).toEqual({
    a: { customer: { sourceId: '001' } },
    b: { customer: { sourceId: '002' } },
  });
  expect(sorted(calls)).toEqual(['orders.customersOf 2', 'orders.history 2', 'orders.recent 2']);
});

test('a page without totalCount counts nothing', async () => {
  const { stores, calls } = shopOf(3);
  await query(stores, '{ customers(first: 2) { nodes { sourceId } pageInfo { hasNextPage } } }');
  expect(calls).toEqual(['customers.page', 'orders.recent 2']);
});

test('customers of orders that are asked for their orders again read nothing twice', async () => {
  const { stores, calls } = shopOf(10, 2);
  await query(
    stores,
    '{ customers(first: 10) { nodes { orders(first: 2) { nodes { customer { orders(first: 2) { nodes { customer { summary { orders } } } } } } } } } }',
  );
  expect(sorted(calls)).toEqual(['customers.page', 'orders.history 10', 'orders.recent 10']);
});

test('a mutation reads what it wrote, and the request after it too', async () => {
  const { stores, calls } = shopOf(1);
  const record = `mutation { ordersRecord(orders: [{ orderId: "1", customerId: "001", orderedAt: "2026-06-30T00:00:00Z", gross: "5" }]) {
    orders { orderId customer { summary { orders revenue { amount } } } } } }`;
  const { data } = await query(stores, record);
  expect(data.ordersRecord.orders).toEqual([
    { orderId: '1', customer: { summary: { orders: 2, revenue: { amount: '6.00' } } } },
  ]);
  expect(calls[0]).toBe('orders.record 1');
  expect(sorted(calls.slice(1))).toEqual([
    'customers.rows 1',
    'orders.history 1',
    'orders.recent 1',
  ]);
});
