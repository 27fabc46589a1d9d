import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from './harness.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ timeZone: 'Europe/Berlin', currency: 'EUR' });
});
afterAll(() => shop.close());

async function imported(lines: readonly string[], columns: string) {
  const report = await shop.importFile(`${lines.join('\n')}\n`);
  expect(report.firstRejects).toEqual([]);
  const orders = await shop.queryDelta(
    'orders',
    report.id,
    `SELECT ${columns} FROM delta ORDER BY order_id`,
  );
  return { report, orders };
}

test('payments of one customer at one time are one order, $0 rows orders of their own', async () => {
  const { report, orders } = await imported(
    [
      'customer_id,date,amount',
      'a,2024-05-31,10',
      'a,2024-05-31,5.50',
      'a,2024-05-31,0',
      'a,2024-05-31,0',
      'b,2024-05-31T10:00:00Z,7',
    ],
    'order_id, gross::VARCHAR AS gross, exclusion',
  );
  expect(orders).toEqual([
    { order_id: 'a@2024-05-31', gross: '15.5000', exclusion: null },
    { order_id: 'a@2024-05-31#zero', gross: '0.0000', exclusion: 'ZERO_AMOUNT' },
    { order_id: 'a@2024-05-31#zero-2', gross: '0.0000', exclusion: 'ZERO_AMOUNT' },
    { order_id: 'b@2024-05-31T10:00:00.000Z', gross: '7.0000', exclusion: null },
  ]);
  expect(report).toMatchObject({ rowsRead: 5, rowsKept: 2, rowsMerged: 1, rowsExcluded: 2 });
});

test('a time with an offset keeps it, and its day is the day in the shop', async () => {
  const { orders } = await imported(
    [
      'order_id,customer_id,date,amount',
      '1,a,2024-05-31T23:30:00-05:00,1',
      '2,a,2024-05-31 23:30,1',
      '3,a,2024-05-31 11:30:00 PM,1',
      '4,a,2024-05-31,1',
      '5,a,20240531,1',
    ],
    `strftime(ordered_at, '%Y-%m-%dT%H:%M:%SZ') AS at, utc_offset_minutes AS shift, order_day::VARCHAR AS day`,
  );
  expect(orders).toEqual([
    { at: '2024-06-01T04:30:00Z', shift: -300, day: '2024-06-01' },
    { at: '2024-05-31T21:30:00Z', shift: null, day: '2024-05-31' },
    { at: '2024-05-31T21:30:00Z', shift: null, day: '2024-05-31' },
    { at: '2024-05-30T22:00:00Z', shift: null, day: '2024-05-31' },
    { at: '2024-05-30T22:00:00Z', shift: null, day: '2024-05-31' },
  ]);
});

test('rows of one order id are its lines, and its amount is their sum', async () => {
  const { report, orders } = await imported(
    [
      'order_id,customer_id,date,sku,product_name,quantity,unit_price',
      '1,a,2024-05-31,P1,Pen,2,1.25',
      '1,a,2024-05-31,P2,,1,3',
    ],
    'gross::VARCHAR AS gross, to_json(lines)::VARCHAR AS lines',
  );
  expect(orders).toEqual([
    {
      gross: '5.5000',
      lines:
        '[{"product":"P1","name":"Pen","quantity":2.0000,"amount":2.5000},{"product":"P2","name":null,"quantity":1.0000,"amount":3.0000}]',
    },
  ]);
  expect(report).toMatchObject({ rowsRead: 2, rowsKept: 1, rowsMerged: 1 });
});

test('a total is what was paid: tax and shipping are taken out of it and of its refund, the discount is put back', async () => {
  const { report, orders } = await imported(
    [
      'order_id,customer_id,date,total,tax,shipping,discount,refunded_amount,status,cogs',
      '1,a,2024-05-31,119,19,5,10,20,Completed,40',
    ],
    'gross::VARCHAR AS gross, discount::VARCHAR AS discount, refund::VARCHAR AS refund, net::VARCHAR AS net, cost::VARCHAR AS cost, status',
  );
  expect(orders).toEqual([
    {
      gross: '105.0000',
      discount: '10.0000',
      // 20 × 95 ÷ 119
      refund: '15.9664',
      net: '79.0336',
      cost: '40.0000',
      status: 'completed',
    },
  ]);
  expect(report.totals).toEqual({
    currency: 'EUR',
    source: '119.0000',
    kept: '119.0000',
    excluded: '0.0000',
    rejected: '0.0000',
  });
});

test('what does not count is kept with the reason', async () => {
  const { report } = await imported(
    [
      'order_id,customer_id,date,amount,refund,status,cancelled_at,test',
      '1,a,2024-05-31,10,0,paid,,',
      '2,a,2024-05-31,10,0,voided,,',
      '3,a,2024-05-31,10,0,paid,2024-06-01,',
      '4,a,2024-05-31,10,0,paid,,true',
      '5,a,2024-05-31,10,10,paid,,',
      '6,a,2024-05-31,0,0,paid,,',
      '7,a,2024-05-31,10,,refunded,,',
      '8,a,2024-05-31,10,,pending,,',
    ],
    'order_id',
  );
  expect(report.rowsKept).toBe(1);
  expect(report.excludedByReason).toEqual({
    CANCELLED: 2,
    TEST: 1,
    FULLY_REFUNDED: 2,
    ZERO_AMOUNT: 1,
    UNPAID: 1,
  });
});

test('identity is the id, else the address, else the phone, else the order itself', async () => {
  const { report, orders } = await imported(
    [
      'order_id,customer_id,email,phone,date,amount',
      '1,a,x@example.org,1,2024-05-31,1',
      '2,, X@Example.org ,1,2024-05-31,1',
      '3,,,+49 30 1234,2024-05-31,1',
      '4,,,0049301234,2024-05-31,1',
      '5,,,,2024-05-31,1',
    ],
    `split_part(customer_key, ':', 1) AS kind, customer_key`,
  );
  expect(orders.map(({ kind }) => kind)).toEqual(['id', 'email', 'phone', 'phone', 'guest']);
  expect(orders[2]?.['customer_key']).toBe(orders[3]?.['customer_key']);
  expect(orders[4]?.['customer_key']).toBe('guest:file/5');
  const [profile] = await shop.queryDelta(
    'customers',
    report.id,
    `SELECT customer_key, email, email_hash FROM delta WHERE starts_with(customer_key, 'email')`,
  );
  expect(profile).toMatchObject({
    customer_key: orders[1]?.['customer_key'],
    email: 'X@Example.org',
    email_hash: String(orders[1]?.['customer_key']).slice('email:'.length),
  });
});

test('the version begins with the time of the last change', async () => {
  const { orders } = await imported(
    [
      'order_id,customer_id,date,amount,updated_at',
      '1,a,2024-05-31,1,2024-06-02T00:00:00Z',
      '2,a,2024-05-31,1,',
    ],
    `regexp_replace(version, '/[0-9a-f]{8}$', '') AS version`,
  );
  expect(orders).toEqual([
    { version: '2024-06-02T00:00:00.000Z/2026-01-05T10:00:00.000Z' },
    { version: '2026-01-05T10:00:00.000Z/2026-01-05T10:00:00.000Z' },
  ]);
});

test('spend rows of one day, channel, campaign and kind add up', async () => {
  const report = await shop.importFile(
    'day,channel,campaign,kind,currency,spend\n2024-05-31,ads,c,ads,EUR,1.50\n2024-05-31,ads,c,ads,EUR,2\n2024-05-31,staff,,other,EUR,9\nyesterday,ads,c,ads,EUR,5\n',
    { kind: 'spend' },
  );
  expect(report).toMatchObject({ rowsRead: 4, rowsKept: 2, rowsMerged: 1, rowsRejected: 1 });
  expect(report.firstRejects).toEqual([
    {
      line: 5,
      column: 'day',
      value: 'yesterday',
      reason: 'not a day; expected for example 2024-05-31',
    },
  ]);
  const entries = await shop.queryDelta(
    'spend',
    report.id,
    'SELECT channel, campaign, kind, amount::VARCHAR AS amount FROM delta ORDER BY channel',
  );
  expect(entries).toEqual([
    { channel: 'ads', campaign: 'c', kind: 'ADS', amount: '3.5000' },
    { channel: 'staff', campaign: null, kind: 'OTHER', amount: '9.0000' },
  ]);
});

test('customers know who referred them', async () => {
  const report = await shop.importFile(
    'customer_id,email,name,phone,country,referred_by\na,a@example.org,A,,DE,b\n,,nobody,,,\n',
    { kind: 'customers' },
  );
  expect(report).toMatchObject({ rowsRead: 2, rowsKept: 1, rowsRejected: 1 });
  const profiles = await shop.queryDelta(
    'customers',
    report.id,
    'SELECT customer_key, referred_by FROM delta',
  );
  expect(profiles).toEqual([{ customer_key: 'id:a', referred_by: 'id:b' }]);
});
