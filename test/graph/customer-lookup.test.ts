import { expect, test } from 'vitest';
import { toGlobalId } from '../../graph/global-id.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { order } from '../support/orders.ts';
import { query } from '../support/query.ts';

const blank = { email: null, name: null, phone: null, country: null, referredBy: null };
const { stores } = memoryStores({
  asOfDay: '2026-06-30',
  orders: [order({ customer: 'a', day: '2026-01-01', channel: 'ads', campaign: 'spring' })],
  profiles: [
    { ...blank, customerKey: 'id:a', email: 'ann@example.com', country: 'DE', referredBy: 'id:p' },
    { ...blank, customerKey: 'id:p', name: 'Paul' },
  ],
});

async function find(by: Readonly<Record<string, string>>) {
  const { data, errors } = await query(
    stores,
    `query ($by: CustomerKey!) { customer(by: $by) {
      sourceId name country channel campaign referralCount referredBy { sourceId } summary { orders } } }`,
    { variables: { by } },
  );
  expect(errors).toEqual([]);
  return data.customer;
}

const ann = {
  sourceId: 'a',
  name: null,
  country: 'DE',
  channel: 'ads',
  campaign: 'spring',
  referralCount: 0,
  referredBy: { sourceId: 'p' },
  summary: { orders: 1 },
};

test.each([
  { id: toGlobalId('Customer', 'id:a') },
  { sourceId: 'a' },
  { email: ' Ann@EXAMPLE.com' },
])('%j finds the same customer', async (by) => {
  expect(await find(by)).toEqual(ann);
});

test('somebody with a profile and no order is a customer', async () => {
  expect(await find({ sourceId: 'p' })).toMatchObject({ name: 'Paul', summary: { orders: 0 } });
});

test.each([{ sourceId: 'A' }, { sourceId: 'a ' }, { email: 'bob@example.com' }])(
  '%j finds nobody',
  async (by) => {
    expect(await find(by)).toBeNull();
  },
);
