import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDeployment, type TestDeployment } from '../support/deployment.ts';

let shop: TestDeployment;
beforeAll(async () => {
  shop = await openDeployment();
  await shop.importFile('orders', 'orders.csv', ordersCsv());
  await shop.importFile('customers', 'customers.csv', customersCsv());
});
afterAll(() => shop.close());

const customers = Array.from({ length: 12 }, (_, index) => `c${index}`);

function ordersCsv(): string {
  const rows = customers.flatMap((customer, index) =>
    ['2026-01-05', '2026-03-05'].map(
      (day, nth) => `${customer}-${nth},${customer},,${day},${10 + index}.00`,
    ),
  );
  // Orders of the same person that name nothing but the address.
  rows.push('guest-1,,c3@example.org,2026-02-01,99.00');
  return `order_id,customer_id,email,date,amount\n${rows.join('\n')}\n`;
}

function customersCsv(): string {
  const rows = customers.map(
    (customer) => `${customer},${customer}@example.org,Name of ${customer},DE`,
  );
  return `customer_id,email,name,country\n${rows.join('\n')}\n`;
}

const found = `{
  byId: customer(by: { sourceId: "c3" }) { email name }
  byEmail: customer(by: { email: "C3@example.org" }) { email }
  order(by: { source: { source: "file", orderId: "c3-0" } }) { id }
  live: order(by: { source: { source: "api", orderId: "live" } }) { id }
  guest: order(by: { source: { source: "file", orderId: "guest-1" } }) { id }
  customers(first: 250) { nodes { sourceId } }
  business { customerCount metrics { orders } } }`;

async function look() {
  const { data, errors } = await shop.query(found);
  expect(errors).toEqual([]);
  const ids: (string | null)[] = data.customers.nodes.map(
    ({ sourceId }: { readonly sourceId: string | null }) => sourceId,
  );
  const { byId, byEmail, order, live, guest, business } = data;
  return {
    known: [byId, byEmail, order, live, guest].filter((thing) => thing !== null).length,
    isListed: ids.includes('c3'),
    customers: business.customerCount,
    orders: business.metrics.orders,
  };
}

async function record(orderId: string, orderedAt: string) {
  const { data, errors } = await shop.query(
    `mutation { ordersRecord(orders: [{ orderId: "${orderId}", customerId: "c3", email: "c3@example.org",
       orderedAt: "${orderedAt}", gross: "5" }]) { userErrors { code } } }`,
  );
  expect({ errors, data }).toMatchObject({
    errors: [],
    data: { ordersRecord: { userErrors: [] } },
  });
}

async function erase() {
  const { data, errors } = await shop.query(
    'mutation { customerErase(by: { sourceId: "c3" }) { erasedAt refresh userErrors { code } } }',
  );
  expect(errors).toEqual([]);
  return data.customerErase;
}

test('an erased customer is found by nothing at once, is out of the figures with the refresh, and an old file does not bring them back', async () => {
  await record('live', '2026-03-06T10:00:00Z');
  expect(await look()).toEqual({ known: 5, isListed: true, customers: 13, orders: 25 });
  expect(await erase()).toMatchObject({
    erasedAt: expect.stringContaining('T'),
    refresh: expect.any(String),
    userErrors: [],
  });
  expect(await look()).toMatchObject({ known: 0, isListed: false });
  await shop.refresh();
  expect(await look()).toEqual({ known: 0, isListed: false, customers: 11, orders: 22 });
  await shop.importFile('orders', 'again.csv', ordersCsv());
  await shop.importFile('customers', 'again.csv', customersCsv());
  await shop.refresh();
  expect(await look()).toEqual({ known: 0, isListed: false, customers: 11, orders: 22 });
});

test('who is erased cannot be erased again, and who orders later is a customer without a past', async () => {
  expect(await erase()).toEqual({
    erasedAt: null,
    refresh: null,
    userErrors: [{ code: 'NOT_FOUND' }],
  });
  await record('later', new Date().toISOString());
  const { data } = await shop.query(
    '{ customer(by: { sourceId: "c3" }) { name orders { nodes { orderId } } summary { orders } loyaltyRank } }',
  );
  expect(data.customer).toEqual({
    name: null,
    orders: { nodes: [{ orderId: 'later' }] },
    summary: { orders: 1 },
    loyaltyRank: null,
  });
});
