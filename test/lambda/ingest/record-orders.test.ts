import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Reject } from '../../../graph/imports/import.ts';
import type { OrderDraft } from '../../../graph/orders/store.ts';
import { orderRecorder } from '../../../lambda/pipeline/record-orders.ts';
import { openShop, type Shop } from './harness.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

let runs = 0;
function record(
  drafts: readonly OrderDraft[],
  now = '2026-01-05T10:00:00.000Z',
  refused: readonly Reject[] = [],
) {
  const { recents, published, runs: runStore, settings } = shop.dependencies;
  return orderRecorder({
    writeObject: async (Key, Body) => {
      await shop.bucket.client.send(new PutObjectCommand({ Bucket: shop.bucket.name, Key, Body }));
    },
    recents,
    published,
    runs: runStore,
    settings,
    clock: () => new Date(now),
    newRunId: () => {
      runs += 1;
      return `imp_${String(runs).padStart(16, '0')}`;
    },
  })(drafts, refused);
}

function draft(parts: Partial<OrderDraft>): OrderDraft {
  return {
    source: 'shop',
    orderId: '1',
    customerKey: 'id:a',
    email: null,
    orderedAt: '2026-01-05T09:00:00+01:00',
    utcOffsetMinutes: 60,
    day: '2026-01-05',
    gross: '10',
    discount: '1',
    refund: '0',
    tax: '0',
    shipping: '0',
    cost: null,
    status: 'paid',
    channel: null,
    campaign: null,
    coupon: null,
    lines: [],
    updatedAt: null,
    ...parts,
  };
}

test('a live order is in the lake and visible when recording returns', async () => {
  const { report, outcomes } = await record([draft({ customerKey: 'id:visible' })]);
  expect(outcomes).toEqual(['KEPT']);
  expect(report).toMatchObject({ status: 'SUCCEEDED', format: 'live', rowsRead: 1, rowsKept: 1 });
  const [recent] = await shop.dependencies.recents.recentOrders(['id:visible']);
  const order = recent?.orders[0];
  expect(order).toMatchObject({ orderId: '1', orderedAt: '2026-01-05T08:00:00.000Z' });
  expect(order?.net.toFixed()).toBe('9');
  const rows = await shop.queryDelta('orders', report.id, 'SELECT net::VARCHAR AS net FROM delta');
  expect(rows).toEqual([{ net: '9.0000' }]);
  expect(await shop.dependencies.runs.get(report.id)).toEqual(report);
});

test('recording an order again replaces it', async () => {
  await record([draft({ customerKey: 'id:again' })]);
  await record([draft({ customerKey: 'id:again', refund: '9' })], '2026-01-05T10:00:01.000Z');
  const [recent] = await shop.dependencies.recents.recentOrders(['id:again']);
  expect(recent?.orders.map(({ exclusion }) => exclusion)).toEqual(['FULLY_REFUNDED']);
});

test('rows that cannot be stored are in the report, the others are in', async () => {
  const { report, outcomes } = await record([
    draft({ orderId: 'ok' }),
    draft({ orderId: 'places', gross: '1.00005' }),
    draft({ orderId: 'time', orderedAt: 'soon' }),
    draft({ orderId: 'ok', status: 'cancelled', updatedAt: '2026-01-05T12:00:00Z' }),
  ]);
  expect(report).toMatchObject({
    rowsRead: 4,
    rowsKept: 0,
    rowsMerged: 1,
    rowsExcluded: 1,
    rowsRejected: 2,
    excludedByReason: { CANCELLED: 1 },
  });
  expect(outcomes).toEqual(['SUPERSEDED', 'REFUSED', 'REFUSED', 'KEPT']);
  expect(report.firstRejects).toEqual([
    {
      line: 2,
      column: 'gross',
      value: '1.00005',
      reason: 'expected an amount of 0 or more with at most 14 digits and 4 decimal places',
    },
    { line: 3, column: 'orderedAt', value: 'soon', reason: 'not a time' },
  ]);
});

test('rows refused before count beside those refused here, each by its place in the batch', async () => {
  const before = { line: 1, column: 'gross', value: null, reason: 'Expected a number, got -1.' };
  const { report } = await record(
    [draft({ orderId: 'good' }), draft({ orderId: 'early', orderedAt: '1969-12-31T00:00:00Z' })],
    undefined,
    [before],
  );
  expect(report).toMatchObject({ rowsRead: 3, rowsKept: 1, rowsRejected: 2 });
  expect(report.firstRejects).toEqual([
    before,
    {
      line: 3,
      column: 'orderedAt',
      value: '1969-12-31T00:00:00Z',
      reason: 'Expected orderedAt not before 1970, got 1969-12-31T00:00:00Z.',
    },
  ]);
});

test('all refused rows of a batch can be read from its report, however long', async () => {
  const drafts = Array.from({ length: 100 }, (_, index) =>
    draft({ orderId: `${index}`, gross: '1'.repeat(10_000) }),
  );
  const { report } = await record(drafts);
  expect(report.firstRejects).toHaveLength(100);
  expect(await shop.dependencies.runs.get(report.id)).toEqual(report);
});

test('a status word that is not known is warned of, as in a file', async () => {
  const { report } = await record([
    draft({ orderId: 'odd', status: 'wibble' }),
    draft({ orderId: 'even', status: 'shipped' }),
  ]);
  expect(report.warnings).toEqual([
    {
      code: 'UNKNOWN_STATUS',
      message: 'the status "wibble" is not known here; orders of it are taken as paid',
      rows: 1,
    },
  ]);
});

test('the address of a live order is in the lake, the profile and the look-up; the newest wins', async () => {
  const { recents } = shop.dependencies;
  const from = (orderId: string, orderedAt: string, name: string) =>
    draft({
      ...{ orderId, orderedAt, customerKey: 'id:mail' },
      email: { address: `${name}@example.com`, hash: `hash-of-${name}` },
    });
  const { report } = await record([
    from('new', '2026-01-05T09:00:00Z', 'new'),
    from('old', '2026-01-04T09:00:00Z', 'old'),
    draft({ orderId: 'silent', customerKey: 'id:mail' }),
  ]);
  expect(await recents.recentProfiles(['id:mail'])).toMatchObject([{ email: 'new@example.com' }]);
  expect(await recents.customersByEmailHash(['hash-of-new', 'hash-of-old'])).toEqual([
    'id:mail',
    undefined,
  ]);
  const columns = "customer_key, email, email_hash, name, version LIKE '2026-01-05T09%' AS timed";
  expect(await shop.queryDelta('customers', report.id, `SELECT ${columns} FROM delta`)).toEqual([
    {
      ...{ customer_key: 'id:mail', email: 'new@example.com', email_hash: 'hash-of-new' },
      ...{ name: null, timed: true },
    },
  ]);
});
