import { expect, test } from 'vitest';
import { codesOf, query } from '../support/query.ts';
import { shopOf } from './shop.ts';

const { stores } = shopOf(3);

const days = (from: string, to: string) => `{ from: "${from}", to: "${to}" }`;
const instants = (gte: string, lt: string) => `{ gte: "${gte}T00:00:00Z", lt: "${lt}T00:00:00Z" }`;
const filtered = (filter: string) => `customers(filter: { ${filter} }) { totalCount }`;

test.each([
  filtered('orders: { gte: 2, lt: 1 }'),
  filtered('revenue: { gte: "10", lt: "9" }'),
  filtered('predictedValue: { gte: 1.5, lt: 1 }'),
  filtered('totalValue: { gte: 1, lt: -1 }'),
  filtered('probabilityAlive: { gte: 0.5, lt: 0.4 }'),
  filtered(`firstOrderAt: ${instants('2026-01-02', '2026-01-01')}`),
  filtered(`lastOrderAt: ${instants('2026-01-02', '2026-01-01')}`),
  `business { metrics(between: ${days('2026-01-02', '2026-01-01')}) { orders } }`,
  `customer(by: { sourceId: "001" }) { orders(between: ${days('2026-01-02', '2026-01-01')}) { totalCount } }`,
])('an inverted range is refused: %s', async (field) => {
  expect(codesOf(await query(stores, `{ ${field} }`))).toEqual(['BAD_USER_INPUT']);
});

test('the refusal names the range and its ends', async () => {
  const { errors } = await query(stores, `{ ${filtered('orders: { gte: 2, lt: 1 }')} }`);
  expect(errors[0]?.message).toBe('Expected orders.gte not to be after orders.lt, got 2 and 1.');
});

test('a range of equal ends is empty, and no mistake', async () => {
  const { data, errors } = await query(
    stores,
    `{ ${filtered('orders: { gte: 1, lt: 1 }')}
      business { metrics(between: ${days('2026-01-01', '2026-01-01')}) { orders } }
      customer(by: { sourceId: "001" }) { orders(between: ${days('2026-01-01', '2026-01-01')}) { totalCount } } }`,
  );
  expect({ errors, data }).toEqual({
    errors: [],
    data: {
      customers: { totalCount: 0 },
      business: { metrics: { orders: 0 } },
      customer: { orders: { totalCount: 0 } },
    },
  });
});
