import { expect, test } from 'vitest';
import { type MemoryShop, memoryStores } from '../support/memory-stores.ts';
import { order } from '../support/orders.ts';
import { query } from '../support/query.ts';
import { ordersOf } from './shop.ts';

const text = `{
  business { value { equity { level } mean { level } median { amount } historic { amount } curve(horizonsDays: [30]) { horizonDays }
    distribution { customers } reason { code have need } definition { modelVersion } } }
  model { name parameters { name } converged reason { code } }
}`;

async function askBusiness(shop: MemoryShop) {
  const { data, errors } = await query(memoryStores(shop).stores, text);
  expect(errors).toEqual([]);
  return data;
}

const nothing = {
  equity: null,
  mean: null,
  median: null,
  curve: [],
  distribution: [],
  definition: { modelVersion: null },
};

const asOfDay = '2026-06-30';

test.each([
  [
    'before the first snapshot',
    { orders: ordersOf(50), hasSnapshot: false },
    { code: 'NO_SNAPSHOT', have: 0, need: 1 },
  ],
  [
    'with few customers',
    { orders: ordersOf(29) },
    { code: 'TOO_FEW_CUSTOMERS', have: 29, need: 30 },
  ],
  [
    'with few who came back',
    { orders: [...ordersOf(40), ...ordersOf(9, 2).filter(({ day }) => day === '2026-01-02')] },
    { code: 'TOO_FEW_REPEAT_BUYERS', have: 9, need: 10 },
  ],
  ['of no orders at all', { orders: [] }, { code: 'TOO_FEW_CUSTOMERS', have: 0, need: 30 }],
])('a shop %s has no value, and says why', async (_name, shop, reason) => {
  const { business, model } = await askBusiness({ ...shop, asOfDay });
  expect(business.value).toMatchObject({ ...nothing, reason });
  expect(model).toEqual({
    name: null,
    parameters: [],
    converged: null,
    reason: { code: reason.code },
  });
});

test('a customer without a valid order has a reason and figures of zero', async () => {
  const { stores } = memoryStores({
    asOfDay,
    orders: [
      ...ordersOf(40, 3),
      order({ customer: 'never', day: '2026-01-01', exclusion: 'CANCELLED' }),
    ],
  });
  const { data } = await query(
    stores,
    `{ customer(by: { sourceId: "never" }) {
      probabilityAlive expectedOrders firstOrderAt
      summary { orders revenue { amount } averageOrderValue { amount } ageDays averageRepeatSpend { amount } }
      value { historic { amount } predicted { level } total { amount } simple { amount } residual { level } reason { code } }
    } }`,
  );
  expect(data.customer).toEqual({
    probabilityAlive: null,
    expectedOrders: null,
    firstOrderAt: null,
    summary: {
      orders: 0,
      revenue: { amount: '0.00' },
      averageOrderValue: null,
      ageDays: null,
      averageRepeatSpend: null,
    },
    value: {
      historic: { amount: '0.00' },
      predicted: null,
      total: null,
      simple: null,
      residual: null,
      reason: { code: 'NO_ORDERS' },
    },
  });
});

test('live orders before the first snapshot are summarised without a prediction', async () => {
  const { stores } = memoryStores({ orders: [], asOfDay, hasSnapshot: false });
  await query(
    stores,
    'mutation { ordersRecord(orders: [{ orderId: "1", customerId: "a", orderedAt: "2026-06-01T00:00:00Z", gross: "10" }]) { orders { id } } }',
  );
  const { data } = await query(
    stores,
    '{ customer(by: { sourceId: "a" }) { summary { orders asOf } value { historic { amount } reason { code } } } customers { totalCount nodes { id } } }',
  );
  expect(data).toEqual({
    customer: {
      summary: { orders: 1, asOf: '2026-06-01' },
      value: { historic: { amount: '3.00' }, reason: { code: 'NO_SNAPSHOT' } },
    },
    customers: { totalCount: 0, nodes: [] },
  });
});
