import { expect, test } from 'vitest';
import { memoryStores } from '../support/memory-stores.ts';
import { order } from '../support/orders.ts';
import { query } from '../support/query.ts';

const nobody = { email: null, name: null, phone: null, country: null };

function shop() {
  return memoryStores({
    asOfDay: '2026-06-30',
    orders: ['a', 'b', 'c', 'd'].map((customer, index) =>
      order({ customer, day: '2026-01-01', amount: String(10 * index + 10) }),
    ),
    profiles: ['b', 'c', 'd'].map((name) => ({
      ...nobody,
      customerKey: `id:${name}`,
      referredBy: name === 'd' ? 'id:b' : 'id:a',
    })),
  });
}

const text = `query ($id: String!, $first: Int, $after: String) { customer(by: { sourceId: $id }) { referralCount
  referrals(first: $first, after: $after) { totalCount nodes { sourceId referredBy { sourceId } } pageInfo { hasNextPage endCursor } } } }`;

test('whom a customer referred can be paged through', async () => {
  const { stores } = shop();
  const first = await query(stores, text, { variables: { id: 'a', first: 1 } });
  expect(first.errors).toEqual([]);
  const { referralCount, referrals } = first.data.customer;
  expect({ referralCount, total: referrals.totalCount }).toEqual({ referralCount: 2, total: 2 });
  const { endCursor: after, hasNextPage } = referrals.pageInfo;
  const rest = await query(stores, text, { variables: { id: 'a', first: 1, after } });
  const nodes = [...referrals.nodes, ...rest.data.customer.referrals.nodes];
  expect(nodes).toEqual([
    { sourceId: 'c', referredBy: { sourceId: 'a' } },
    { sourceId: 'b', referredBy: { sourceId: 'a' } },
  ]);
  expect(hasNextPage).toBe(true);
});

test('for who referred nobody no customer is looked through', async () => {
  const { stores, calls } = shop();
  const { data } = await query(stores, text, { variables: { id: 'c' } });
  expect(data.customer).toMatchObject({
    referralCount: 0,
    referrals: { totalCount: 0, nodes: [] },
  });
  expect(calls.filter((call) => /page|count/.test(call))).toEqual([]);
});
