import { expect, test } from 'vitest';
import { toGlobalId } from '../../graph/global-id.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { order } from '../support/orders.ts';
import { query } from '../support/query.ts';

function shop() {
  const profile = { name: null, phone: null, referredBy: null };
  return memoryStores({
    asOfDay: '2026-06-30',
    orders: [
      order({ customer: 'a', day: '2026-01-01' }),
      order({ customer: 'b', day: '2026-02-01' }),
      order({ customer: 'c', day: '2026-03-01' }),
    ],
    profiles: [
      { ...profile, customerKey: 'id:a', email: 'a@example.com', country: 'FR' },
      { ...profile, customerKey: 'id:b', email: null, country: 'DE', version: '2' },
    ],
  });
}

type Shop = ReturnType<typeof shop>;

async function merge({ stores }: Shop, from: string, into: string) {
  const { data, errors } = await query(
    stores,
    `mutation { customersMerge(from: { sourceId: "${from}" }, into: { sourceId: "${into}" }) {
      customer { sourceId mergedIds summary { orders } } userErrors { field code } } }`,
  );
  expect(errors).toEqual([]);
  return data.customersMerge;
}

async function customer({ stores }: Shop, by: string) {
  const { data } = await query(
    stores,
    `{ customer(by: ${by}) { sourceId email country mergedIds summary { orders }
      orders { totalCount nodes { customer { sourceId } } } value { historic { amount } } } }`,
  );
  return data.customer;
}

const idOf = (sourceId: string) => toGlobalId('Customer', `id:${sourceId}`);

test('a merged customer has the orders, value and profile of both in the very next query', async () => {
  const some = shop();
  const before = await Promise.all(['a', 'b'].map((id) => customer(some, `{ sourceId: "${id}" }`)));
  expect(await merge(some, 'a', 'b')).toEqual({
    customer: { sourceId: 'b', mergedIds: [idOf('a')], summary: { orders: 2 } },
    userErrors: [],
  });
  const values = before.map(({ value }) => Number(value.historic.amount));
  expect(await customer(some, '{ sourceId: "b" }')).toEqual({
    sourceId: 'b',
    email: 'a@example.com',
    country: 'DE',
    mergedIds: [idOf('a')],
    summary: { orders: 2 },
    orders: { totalCount: 2, nodes: [0, 1].map(() => ({ customer: { sourceId: 'b' } })) },
    value: { historic: { amount: values.reduce((sum, value) => sum + value, 0).toFixed(2) } },
  });
});

test('every key of the merged customer finds the one they are now', async () => {
  const some = shop();
  await merge(some, 'a', 'b');
  const keys = ['{ sourceId: "a" }', `{ id: "${idOf('a')}" }`, '{ email: "A@example.com" }'];
  const found = await Promise.all(keys.map((by) => customer(some, by)));
  expect(found.map(({ sourceId }) => sourceId)).toEqual(['b', 'b', 'b']);
});

test('a list of the snapshot counts no order twice after a merge', async () => {
  const some = shop();
  await merge(some, 'a', 'b');
  const { data } = await query(
    some.stores,
    '{ customers(orderBy: { field: CUSTOMER, direction: ASC }) { nodes { sourceId summary { orders } } } }',
  );
  const nodes: { readonly summary: { readonly orders: number } }[] = data.customers.nodes;
  expect(nodes.map(({ summary }) => summary.orders)).toEqual([0, 2, 1]);
});

test('a live order of the merged customer is the other one’s', async () => {
  const some = shop();
  await merge(some, 'a', 'b');
  const { data } = await query(
    some.stores,
    `mutation { ordersRecord(orders: [{ orderId: "n", customerId: "a", gross: "5",
      orderedAt: "2026-06-30T00:00:00Z" }]) { orders { customer { sourceId } } } }`,
  );
  expect(data.ordersRecord.orders).toEqual([{ customer: { sourceId: 'b' } }]);
  expect((await customer(some, '{ sourceId: "b" }')).summary.orders).toBe(3);
});

test('chains end at one customer', async () => {
  const some = shop();
  await merge(some, 'a', 'b');
  await merge(some, 'b', 'c');
  const { sourceId, mergedIds, summary } = await customer(some, '{ sourceId: "a" }');
  expect({ sourceId, mergedIds, summary }).toEqual({
    sourceId: 'c',
    mergedIds: [idOf('a'), idOf('b')],
    summary: { orders: 3 },
  });
});

test('a merge sent twice is one merge', async () => {
  const some = shop();
  const first = await merge(some, 'a', 'b');
  expect(await merge(some, 'a', 'b')).toEqual(first);
  expect(some.calls.filter((call) => call === 'customers.merge')).toHaveLength(1);
});

test.each([
  ['back, in a circle', 'b', 'a', { field: ['into'], code: 'INVALID' }],
  ['into oneself', 'c', 'c', { field: ['into'], code: 'INVALID' }],
  ['of nobody', 'nobody', 'c', { field: ['from'], code: 'NOT_FOUND' }],
  ['into nobody', 'c', 'nobody', { field: ['into'], code: 'NOT_FOUND' }],
])('a merge %s is refused', async (_what, from, into, error) => {
  const some = shop();
  await merge(some, 'a', 'b');
  expect(await merge(some, from, into)).toEqual({ customer: null, userErrors: [error] });
});
