import { describe, expect, test } from 'vitest';
import { codesOf, query } from '../support/query.ts';
import { shopOf } from './shop.ts';

type OrderInput = Readonly<Record<string, unknown>>;

const record = `mutation ($orders: [OrderInput!]!) {
  ordersRecord(orders: $orders) {
    orders { source orderId net { amount } exclusion customer { id sourceId } }
    import { rowsRead rowsRejected }
    userErrors { field message code }
  }
}`;

const good = { orderId: 'n1', customerId: '001', orderedAt: '2026-06-30T10:00:00Z', gross: '20' };

async function send(orders: readonly OrderInput[], shop = shopOf(1)) {
  const answer = await query(shop.stores, record, { variables: { orders } });
  expect(answer.errors).toEqual([]);
  return answer.data.ordersRecord;
}

test('a live order changes its customer in the very next query', async () => {
  const shop = shopOf(2);
  const figures = `{ customer(by: { sourceId: "002" }) {
    lastOrderAt summary { orders revenue { amount } frequency recencyDays ageDays asOf } value { historic { amount } }
  } }`;
  const before = await query(shop.stores, figures);
  await send([{ ...good, customerId: '002', orderedAt: '2026-07-01T09:00:00+02:00' }], shop);
  const after = await query(shop.stores, figures);
  expect([before.data.customer, after.data.customer]).toEqual([
    {
      lastOrderAt: '2026-01-01T12:00:00.000Z',
      summary: {
        orders: 1,
        revenue: { amount: '2.00' },
        frequency: 0,
        recencyDays: 0,
        ageDays: 180,
        asOf: '2026-06-30',
      },
      value: { historic: { amount: '0.60' } },
    },
    {
      lastOrderAt: '2026-07-01T07:00:00.000Z',
      summary: {
        orders: 2,
        revenue: { amount: '22.00' },
        frequency: 1,
        recencyDays: 181,
        ageDays: 181,
        asOf: '2026-07-01',
      },
      value: { historic: { amount: '6.60' } },
    },
  ]);
});

test('a live order leaves other customers and the snapshot as they are', async () => {
  const shop = shopOf(2);
  const rest =
    '{ customer(by: { sourceId: "001" }) { summary { orders asOf } } business { metrics { orders } } }';
  const before = await query(shop.stores, rest);
  await send([{ ...good, customerId: '002' }], shop);
  expect((await query(shop.stores, rest)).data).toEqual(before.data);
});

test('somebody new is a customer at once', async () => {
  const shop = shopOf(1);
  await send([{ ...good, customerId: 'new' }], shop);
  const { data } = await query(
    shop.stores,
    '{ customer(by: { sourceId: "new" }) { loyaltyRank summary { orders rfm { recency } } } }',
  );
  expect(data.customer).toEqual({ loyaltyRank: null, summary: { orders: 1, rfm: null } });
});

test('an order sent twice is one order', async () => {
  const shop = shopOf(1);
  await send([good], shop);
  await send([good], shop);
  const { data } = await query(
    shop.stores,
    '{ customer(by: { sourceId: "001" }) { summary { orders } } }',
  );
  expect(data.customer.summary.orders).toBe(2);
});

test('the version with the later updatedAt wins, in whatever order they arrive', async () => {
  const shop = shopOf(1);
  await send([{ ...good, gross: '30', updatedAt: '2026-06-30T12:00:00Z' }], shop);
  const { orders } = await send([{ ...good, gross: '7', updatedAt: '2026-06-30T11:00:00Z' }], shop);
  expect(orders[0].net.amount).toBe('30.00');
});

test('an order without id of a customer is known by the address, however it is written', async () => {
  const shop = shopOf(0);
  const orders = [
    { ...good, orderId: 'e1', customerId: null, email: 'Ann@Example.com ' },
    { ...good, orderId: 'e2', customerId: null, email: 'ann@example.com' },
  ];
  const { orders: recorded } = await send(orders, shop);
  expect(recorded[0].customer).toEqual(recorded[1].customer);
  const { data } = await query(
    shop.stores,
    '{ customer(by: { email: " ANN@example.com" }) { sourceId summary { orders } } }',
  );
  expect(data.customer).toEqual({ sourceId: null, summary: { orders: 2 } });
});

test('a customer id counts more than an address', async () => {
  const { orders } = await send([{ ...good, email: 'ann@example.com' }]);
  expect(orders[0].customer.sourceId).toBe('001');
});

test('every order of a guest is a customer of its own', async () => {
  const guests = ['g1', 'g2'].map((orderId) => ({ ...good, orderId, customerId: null }));
  const { orders } = await send(guests);
  const [a, b] = orders.map(
    (order: { readonly customer: { readonly id: string } }) => order.customer.id,
  );
  expect(a).not.toBe(b);
});

test('orders that cannot be accepted are named, the others are recorded', async () => {
  const {
    orders,
    userErrors,
    import: report,
  } = await send([good, { ...good, orderId: 'n2', gross: '-1' }, { ...good, orderId: 'n3' }]);
  expect(orders.map(({ orderId }: { readonly orderId: string }) => orderId)).toEqual(['n1', 'n3']);
  expect(userErrors.map(({ field }: { readonly field: unknown }) => field)).toEqual([
    ['orders', '1', 'gross'],
  ]);
  expect(report).toEqual({ rowsRead: 3, rowsRejected: 1 });
});

test('a call without an acceptable order records nothing and has no report', async () => {
  const shop = shopOf(1);
  const { orders, import: report } = await send([{ ...good, orderId: ' ' }], shop);
  expect({ orders, report, calls: shop.calls }).toEqual({ orders: [], report: null, calls: [] });
});

test('no orders at all are no mistake', async () => {
  expect(await send([])).toEqual({ orders: [], import: null, userErrors: [] });
});

test('a hundred orders are taken, one more is refused as a whole', async () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...good, orderId: `n${index}` }));
  expect((await send(many(100))).orders).toHaveLength(100);
  const { orders, userErrors } = await send(many(101));
  expect(orders).toEqual([]);
  expect(userErrors).toEqual([
    {
      field: ['orders'],
      code: 'TOO_MANY',
      message:
        'Expected at most 100 orders, got 101. Send several calls, or a file by uploadCreate.',
    },
  ]);
});

describe('each invalid field is named by its path', () => {
  const line = { product: 'p', amount: '1' };
  test.each<[string, OrderInput, string[]]>([
    ['an empty source', { source: '' }, ['source']],
    ['a source with a slash', { source: 'a/b' }, ['source']],
    ['a blank order id', { orderId: ' \t' }, ['orderId']],
    ['an order id too long for a key', { orderId: 'é'.repeat(201) }, ['orderId']],
    ['an empty customer id', { customerId: '' }, ['customerId']],
    ['an address without @', { customerId: null, email: 'ann' }, ['email']],
    ['an empty address', { customerId: null, email: '' }, ['email']],
    ['a time years ahead', { orderedAt: '2028-01-01T00:00:00Z' }, ['orderedAt']],
    ['a time before 1970', { orderedAt: '1969-12-31T23:59:59Z' }, ['orderedAt']],
    ['a change before 1970', { updatedAt: '1969-12-31T23:59:59Z' }, ['updatedAt']],
    ['a negative amount', { gross: '-0.01' }, ['gross']],
    ['five decimal places', { discount: '0.00001' }, ['discount']],
    ['a negative tax', { tax: '-1' }, ['tax']],
    ['a negative shipping', { shipping: '-1' }, ['shipping']],
    ['a negative cost', { cost: '-1' }, ['cost']],
    ['a discount beyond the price', { discount: '20.01' }, ['discount']],
    ['more refunded than paid', { discount: '15', refund: '5.0001' }, ['refund']],
    [
      'a line without product',
      { lines: [line, { ...line, product: '' }] },
      ['lines', '1', 'product'],
    ],
    ['a negative line', { lines: [{ ...line, amount: '-1' }] }, ['lines', '0', 'amount']],
    [
      'a line of too many places',
      { lines: [{ ...line, quantity: '0.00001' }] },
      ['lines', '0', 'quantity'],
    ],
  ])('%s', async (_name, change, path) => {
    const { userErrors, orders } = await send([{ ...good, ...change }]);
    expect(orders).toEqual([]);
    expect(userErrors).toEqual([
      {
        field: ['orders', '0', ...path],
        code: 'INVALID',
        message: expect.stringMatching(/^Expected .+, got .+\.$/),
      },
    ]);
  });
});

test('all that is wrong with an order is said at once', async () => {
  const { userErrors } = await send([
    { ...good, orderId: '', gross: '-1', tax: '-1', currency: 'EUR' },
  ]);
  expect(
    userErrors.map(
      ({ code, field }: { code: string; field: string[] }) => `${code} ${field.at(-1)}`,
    ),
  ).toEqual(['INVALID orderId', 'INVALID gross', 'INVALID tax', 'CURRENCY_UNSUPPORTED currency']);
});

test('the reporting currency may be named', async () => {
  expect((await send([{ ...good, currency: 'USD' }])).userErrors).toEqual([]);
});

test('orders that do not count are recorded and stay out of the figures', async () => {
  const shop = shopOf(1);
  const { orders } = await send(
    [
      { ...good, orderId: 'c', status: ' Cancelled ' },
      { ...good, orderId: 'z', gross: '0' },
      { ...good, orderId: 'r', refund: '20' },
    ],
    shop,
  );
  expect(orders.map(({ exclusion }: { readonly exclusion: string }) => exclusion)).toEqual([
    'CANCELLED',
    'ZERO_AMOUNT',
    'FULLY_REFUNDED',
  ]);
  const { data } = await query(
    shop.stores,
    '{ customer(by: { sourceId: "001" }) { summary { orders refunds { amount } } } }',
  );
  expect(data.customer.summary).toEqual({ orders: 1, refunds: { amount: '20.00' } });
});

test('an amount given as a number in variables is refused, because JSON numbers are binary', async () => {
  const answer = await query(shopOf(1).stores, record, {
    variables: { orders: [{ ...good, gross: 19.99 }] },
  });
  expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
});

test('an amount written as a number in the query text is taken as written', async () => {
  const { data } = await query(
    shopOf(1).stores,
    `mutation { ordersRecord(orders: [{ orderId: "1", customerId: "001", orderedAt: "2026-06-30T00:00:00Z",
      gross: 12345678901234.1234 }]) { orders { net { amount } } } }`,
  );
  expect(data.ordersRecord.orders[0].net.amount).toBe('12345678901234.1234');
});
