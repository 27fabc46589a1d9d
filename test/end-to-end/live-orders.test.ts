import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDeployment, type TestDeployment } from '../support/deployment.ts';
import { near } from '../support/near.ts';

let shop: TestDeployment;
beforeAll(async () => {
  shop = await openDeployment({ settings: { plainModels: true } });
  await shop.importFile('orders', 'history.csv', historyCsv());
});
afterAll(() => shop.close());

/** 200 customers with one to five orders each, enough to fit a model; amounts tell them apart. */
function historyCsv(): string {
  const rows = Array.from({ length: 200 }, (_, customer) =>
    Array.from({ length: 1 + (customer % 5) }, (_unused, order) => {
      const day = new Date(Date.UTC(2026, 0, 1 + ((customer * 13 + order * 29) % 150)));
      const amount = 20 + (customer % 17) + order;
      return `${customer}-${order},${customer},${day.toISOString().slice(0, 10)},${amount}.00`;
    }),
  );
  return `order_id,customer_id,date,amount\n${rows.flat().join('\n')}\n`;
}

interface LiveOrder {
  readonly orderId: string;
  readonly customerId?: string;
  readonly email?: string;
  readonly gross: string;
  readonly orderedAt?: string;
  readonly refund?: string;
  readonly status?: string;
  readonly updatedAt?: string;
}

async function record(...orders: LiveOrder[]) {
  const { data, errors } = await shop.query(
    `mutation ($orders: [OrderInput!]!) { ordersRecord(orders: $orders) {
      orders { orderId net { amount } exclusion } import { rowsKept rowsExcluded status } userErrors { code }
    } }`,
    { orders: orders.map((order) => ({ orderedAt: '2026-06-01T10:00:00Z', ...order })) },
  );
  expect(errors).toEqual([]);
  return data.ordersRecord;
}

const figures = `
  summary { orders revenue { amount } frequency recencyDays ageDays }
  orders(first: 3, includeExcluded: true) { totalCount nodes { orderId net { amount } exclusion } }
  value { historic { amount } predicted { amount { amount } } } probabilityAlive`;

async function customer(sourceId: string) {
  const { data, errors } = await shop.query(
    `query ($id: String!) { customer(by: { sourceId: $id }) { ${figures} } }`,
    { id: sourceId },
  );
  expect(errors).toEqual([]);
  return data.customer;
}

test('an order changes summary, orders and value of its customer in the very next query', async () => {
  const before = await customer('1');
  await record({ orderId: 'next', customerId: '1', gross: '100.50' });
  const after = await customer('1');
  expect(after).toMatchObject({
    summary: {
      orders: before.summary.orders + 1,
      revenue: { amount: near(Number(before.summary.revenue.amount) + 100.5, 1e-12) },
      frequency: before.summary.frequency + 1,
    },
    orders: {
      totalCount: before.orders.totalCount + 1,
      nodes: [{ orderId: 'next', net: { amount: '100.50' }, exclusion: null }, {}, {}],
    },
    value: {
      historic: { amount: near(Number(before.value.historic.amount) + 30.15, 1e-12) },
    },
  });
  expect(Number(after.value.predicted.amount.amount)).toBeGreaterThan(
    Number(before.value.predicted.amount.amount),
  );
});

test('an order of somebody new makes a customer with a value', async () => {
  expect(await customer('newcomer')).toBeNull();
  await record({ orderId: 'first', customerId: 'newcomer', gross: '40' });
  expect(await customer('newcomer')).toMatchObject({
    summary: { orders: 1, revenue: { amount: '40.00' }, frequency: 0, recencyDays: 0, ageDays: 0 },
    value: { historic: { amount: '12.00' }, predicted: { amount: { amount: expect.any(String) } } },
    probabilityAlive: expect.any(Number),
  });
});

test('an order of an address alone is found by that address', async () => {
  await shop.query(`mutation { ordersRecord(orders: [
    { orderId: "guest", email: "Guest@Example.org", orderedAt: "2026-06-01T10:00:00Z", gross: "7" }
  ]) { userErrors { message } } }`);
  const { data } = await shop.query(
    '{ customer(by: { email: " guest@example.org " }) { sourceId summary { orders } } }',
  );
  expect(data.customer).toEqual({ sourceId: null, summary: { orders: 1 } });
});

test('recording an order again changes nothing', async () => {
  const order = {
    orderId: 'twice',
    customerId: '3',
    gross: '9.99',
    updatedAt: '2026-06-02T00:00:00Z',
  };
  await record(order);
  const once = await customer('3');
  await record(order);
  expect(await customer('3')).toEqual(once);
});

test('of two versions of an order the one updated later wins, whichever arrives first', async () => {
  const order = { orderId: 'edited', customerId: '4' };
  await record({ ...order, gross: '10', updatedAt: '2026-06-03T00:00:00Z' });
  await record({ ...order, gross: '30', updatedAt: '2026-06-05T00:00:00Z' });
  await record({ ...order, gross: '20', updatedAt: '2026-06-04T00:00:00Z' });
  const { data } = await shop.query(
    '{ order(by: { source: { source: "api", orderId: "edited" } }) { net { amount } } }',
  );
  expect(data.order).toEqual({ net: { amount: '30.00' } });
});

test('an order that is refunded in full stops counting as a purchase', async () => {
  const before = await customer('5');
  const order = { orderId: 'returned', customerId: '5', gross: '60' };
  await record({ ...order, updatedAt: '2026-06-06T00:00:00Z' });
  const bought = await customer('5');
  await record({ ...order, refund: '60', status: 'refunded', updatedAt: '2026-06-07T00:00:00Z' });
  const returned = await customer('5');
  expect([before, bought, returned].map(({ summary }) => summary.frequency)).toEqual([
    before.summary.frequency,
    before.summary.frequency + 1,
    before.summary.frequency,
  ]);
  expect(returned.orders.nodes[0]).toEqual({
    orderId: 'returned',
    net: { amount: '0.00' },
    exclusion: 'FULLY_REFUNDED',
  });
});

test('of a batch the good orders are recorded and the bad ones named', async () => {
  const answer = await record(
    { orderId: 'good', customerId: '6', gross: '5' },
    { orderId: 'bad', customerId: '6', gross: '-5' },
  );
  expect(answer).toMatchObject({
    orders: [{ orderId: 'good' }],
    import: { rowsKept: 1, status: 'SUCCEEDED' },
    userErrors: [{ code: 'INVALID' }],
  });
});

test('a refresh changes no figure that was live before it', async () => {
  await record({
    orderId: 'settled',
    customerId: '7',
    gross: '33',
    orderedAt: '2026-06-20T00:00:00Z',
  });
  const ids = ['1', '3', '4', '5', '6', '7', 'newcomer'];
  const facts = async () =>
    (await Promise.all(ids.map(customer))).map(({ summary: { ageDays, ...summary }, orders }) => ({
      summary,
      orders,
    }));
  const before = await facts();
  const { data } = await shop.query('mutation { refreshStart { refresh userErrors { code } } }');
  expect(data.refreshStart).toEqual({ refresh: expect.any(String), userErrors: [] });
  await shop.refresh();
  expect(await facts()).toEqual(before);
});

test('a refreshed snapshot counts what was recorded before it', async () => {
  await record({ orderId: 'counted', customerId: 'counted', gross: '11' });
  await shop.refresh();
  const { data } = await shop.query(
    `{ customers(first: 250, orderBy: { field: LAST_ORDER_AT, direction: DESC }) { nodes { sourceId } } }`,
  );
  expect(data.customers.nodes).toContainEqual({ sourceId: 'counted' });
});

test('orders recorded while refreshes run are neither lost nor counted twice', async () => {
  const start = 'mutation { refreshStart { refresh } }';
  const batches = Array.from({ length: 12 }, (_, batch) => batch);
  for (const batch of batches) {
    if (batch % 3 === 0) {
      await shop.query(start);
    }
    await record(
      ...['a', 'b', 'c'].map((name) => ({
        orderId: `busy-${batch}-${name}`,
        customerId: `busy-${name}`,
        gross: '1.01',
        orderedAt: `2026-06-${String(batch + 10)}T10:00:00Z`,
      })),
    );
  }
  const live = await customer('busy-b');
  await shop.refresh();
  const settled = await customer('busy-b');
  expect([live, settled].map(({ summary }) => [summary.orders, summary.revenue.amount])).toEqual([
    [12, '12.12'],
    [12, '12.12'],
  ]);
});

test('the address of a live order finds its customer in the very next query, and after a refresh', async () => {
  await record(
    { orderId: 'mail', customerId: 'mailed', email: ' Ann@Example.com', gross: '10' },
    { orderId: 'mail-only', email: 'bob@example.com', gross: '10' },
  );
  const text = `{ ann: customer(by: { email: "ann@example.COM" }) { sourceId email }
    bob: customer(by: { email: "bob@example.com" }) { sourceId email } }`;
  const found = {
    ann: { sourceId: 'mailed', email: 'Ann@Example.com' },
    bob: { sourceId: null, email: 'bob@example.com' },
  };
  expect((await shop.query(text)).data).toEqual(found);
  await shop.refresh();
  expect((await shop.query(text)).data).toEqual(found);
});

async function spend(amount: string) {
  const { data, errors } = await shop.query(
    `mutation ($entries: [SpendInput!]!) { spendRecord(entries: $entries) {
       entries { amount { amount } } import { id kind status rowsKept } userErrors { code } } }`,
    {
      entries: [
        { day: '2026-02-01', channel: 'search', amount },
        { day: '2026-02-02', kind: 'OTHER', amount },
      ],
    },
  );
  expect(errors).toEqual([]);
  return data.spendRecord;
}

async function spentOnAds() {
  const { data, errors } = await shop.query(
    '{ business { acquisition(kind: BLENDED) { adSpend { amount } otherSpend { amount } reason } } }',
  );
  expect(errors).toEqual([]);
  const { adSpend, otherSpend, reason } = data.business.acquisition;
  return [adSpend.amount, otherSpend.amount, reason];
}

test('live spend is reported at once and counts from the next refresh on, once however often it is sent, and 0 takes it back', async () => {
  const recorded = await spend('100.25');
  expect(recorded).toMatchObject({
    import: { kind: 'SPEND', status: 'SUCCEEDED', rowsKept: 2 },
    userErrors: [],
  });
  const { data } = await shop.query('{ imports(first: 1) { nodes { id fileName } } }');
  expect(data.imports.nodes).toEqual([{ id: recorded.import.id, fileName: 'spendRecord' }]);
  expect(await spentOnAds()).toEqual(['0.00', '0.00', 'NO_SPEND']);
  await spend('100.25');
  await shop.refresh();
  expect(await spentOnAds()).toEqual(['100.25', '100.25', null]);
  await spend('0');
  await shop.refresh();
  expect(await spentOnAds()).toEqual(['0.00', '0.00', 'NO_SPEND']);
});

test('a merged customer has the newest address of both, before the next refresh as after it', async () => {
  await record(
    { orderId: 'm1', customerId: 'into', email: 'old@example.org', gross: '5' },
    {
      ...{ orderId: 'm2', customerId: 'from', email: 'new@example.org', gross: '5' },
      orderedAt: '2026-06-02T10:00:00Z',
    },
  );
  const addressOf = async () => {
    const { data } = await shop.query('{ customer(by: { sourceId: "into" }) { email mergedIds } }');
    return [data.customer.email, data.customer.mergedIds.length];
  };
  expect(await addressOf()).toEqual(['old@example.org', 0]);
  await shop.query(`mutation { customersMerge(from: { sourceId: "from" }, into: { sourceId: "into" }) {
    userErrors { message } } }`);
  expect(await addressOf()).toEqual(['new@example.org', 1]);
  await shop.refresh();
  expect(await addressOf()).toEqual(['new@example.org', 1]);

  // What was known longer ago than the snapshot does not come back by arriving late.
  const late = { orderId: 'm3', customerId: 'from', email: 'older@example.org', gross: '5' };
  await record({ ...late, orderedAt: '2026-05-01T10:00:00Z' });
  expect(await addressOf()).toEqual(['new@example.org', 1]);
  await shop.refresh();
  expect(await addressOf()).toEqual(['new@example.org', 1]);
});
