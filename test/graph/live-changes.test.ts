import { expect, test } from 'vitest';
import { memoryStores } from '../support/memory-stores.ts';
import { order } from '../support/orders.ts';
import { query } from '../support/query.ts';

function shop(asOf?: string) {
  return memoryStores({
    asOfDay: '2026-05-31',
    ...(asOf ? { settings: { asOf } } : {}),
    orders: [
      order({ customer: 'a', day: '2026-01-01' }),
      order({ customer: 'a', day: '2026-03-01' }),
      order({ customer: 'b', day: '2026-05-31' }),
    ],
  });
}

type Shop = ReturnType<typeof shop>;

async function send({ stores }: Shop, fields: string) {
  const { data, errors } = await query(
    stores,
    `mutation { ordersRecord(orders: [{ gross: "10", ${fields} }]) {
      orders { id customer { id } } results { outcome } userErrors { message } } }`,
  );
  expect([errors, data.ordersRecord.userErrors]).toEqual([[], []]);
  return data.ordersRecord;
}

const figures = '{ orders lastOrderAt asOf }';

async function customer({ stores }: Shop, by = '{ sourceId: "a" }') {
  const { data } = await query(
    stores,
    `{ customer(by: ${by}) { summary ${figures} before: summary(asOf: "2026-02-01T00:00:00Z") ${figures}
      orders { totalCount } } }`,
  );
  return data.customer;
}

const later = 'orderId: "later", customerId: "a", orderedAt: "2026-06-20T10:00:00Z"';

test('a later live order moves the clock of its customer, and leaves what was known before', async () => {
  const some = shop();
  await send(some, later);
  expect(await customer(some)).toEqual({
    summary: { orders: 3, lastOrderAt: '2026-06-20T10:00:00.000Z', asOf: '2026-06-20' },
    before: { orders: 1, lastOrderAt: '2026-01-01T12:00:00.000Z', asOf: '2026-02-01' },
    orders: { totalCount: 3 },
  });
});

test('a shop with a last day of observation lists a later live order and does not count it', async () => {
  const some = shop('2026-05-31');
  await send(some, later);
  const { summary, orders } = await customer(some);
  expect({ summary, orders }).toEqual({
    summary: { orders: 2, lastOrderAt: '2026-03-01T12:00:00.000Z', asOf: '2026-05-31' },
    orders: { totalCount: 3 },
  });
});

test('a live order that is cancelled afterwards counts no more, now and at any later day', async () => {
  const some = shop();
  await send(some, later);
  await send(some, `${later}, status: "cancelled", updatedAt: "2026-07-01T12:30:00Z"`);
  const { summary, orders } = await customer(some);
  expect([summary.orders, summary.lastOrderAt, orders.totalCount]).toEqual([
    2,
    '2026-03-01T12:00:00.000Z',
    2,
  ]);
});

test('a guest is found by the id of their order’s customer, and stays one when the order is cancelled', async () => {
  const some = shop();
  const guest = 'orderId: "g", orderedAt: "2026-06-20T10:00:00Z"';
  const { orders } = await send(some, guest);
  const by = `{ id: "${orders[0].customer.id}" }`;
  const before = await customer(some, by);
  await send(some, `${guest}, status: "cancelled", updatedAt: "2026-07-01T12:30:00Z"`);
  const after = await customer(some, by);
  expect([before.summary.orders, after.summary.orders, after.summary.lastOrderAt]).toEqual([
    1,
    0,
    null,
  ]);
});
