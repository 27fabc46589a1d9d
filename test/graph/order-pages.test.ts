import { expect, test } from 'vitest';
import { memoryStores } from '../support/memory-stores.ts';
import { order } from '../support/orders.ts';
import { codesOf, query } from '../support/query.ts';

const days = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'];

function shop() {
  return memoryStores({
    asOfDay: '2026-06-30',
    orders: [
      ...days.map((day) => order({ customer: 'a', day, orderId: day })),
      order({ customer: 'a', day: '2026-02-01', orderId: 'bad', exclusion: 'CANCELLED' }),
      order({ customer: 'b', day: '2026-01-01', orderId: 'b1' }),
    ],
  });
}

const text = `query ($customer: String = "a", $first: Int, $after: String, $last: Int, $before: String,
    $between: DateRange, $includeExcluded: Boolean! = false) {
  customer(by: { sourceId: $customer }) {
    orders(first: $first, after: $after, last: $last, before: $before, between: $between,
        includeExcluded: $includeExcluded) {
      totalCount edges { cursor node { orderId exclusion } } pageInfo { hasNextPage hasPreviousPage endCursor startCursor }
    }
  }
}`;

async function page(stores: ReturnType<typeof shop>['stores'], variables: Record<string, unknown>) {
  const answer = await query(stores, text, { variables });
  expect(answer.errors).toEqual([]);
  const { edges, pageInfo, totalCount } = answer.data.customer.orders;
  const ids: string[] = edges.map(({ node }: { node: { orderId: string } }) => node.orderId);
  return { ids, totalCount, ...pageInfo };
}

test('orders come newest first and only valid ones', async () => {
  const { ids, totalCount } = await page(shop().stores, {});
  expect({ ids, totalCount }).toEqual({ ids: days.toReversed(), totalCount: 4 });
});

test('includeExcluded shows what was left out, and why', async () => {
  const { ids } = await page(shop().stores, { includeExcluded: true });
  expect(ids[0]).toBe('bad');
});

test('between keeps the days of a half-open range', async () => {
  const { ids } = await page(shop().stores, { between: { from: '2026-01-02', to: '2026-01-04' } });
  expect(ids).toEqual(['2026-01-03', '2026-01-02']);
});

test('an order that arrives between two pages neither repeats nor hides another', async () => {
  const { stores } = shop();
  const first = await page(stores, { first: 2 });
  await query(
    stores,
    `mutation { ordersRecord(orders: [
      { orderId: "new", customerId: "a", orderedAt: "2026-06-30T10:00:00Z", gross: "5" }
      { orderId: "old", customerId: "a", orderedAt: "2025-01-01T10:00:00Z", gross: "5" }
    ]) { userErrors { message } } }`,
  );
  const second = await page(stores, { first: 10, after: first.endCursor });
  expect([...first.ids, ...second.ids]).toEqual([...days.toReversed(), 'old']);
});

test('a cursor keeps its place when the order it names is gone', async () => {
  const { stores } = shop();
  const { endCursor } = await page(stores, { first: 2 });
  await query(
    stores,
    `mutation { ordersRecord(orders: [{ source: "test", orderId: "2026-01-03", customerId: "a",
      orderedAt: "2026-01-03T12:00:00Z", gross: "5", status: "cancelled" }]) { userErrors { message } } }`,
  );
  expect((await page(stores, { after: endCursor })).ids).toEqual(['2026-01-02', '2026-01-01']);
});

test('last reads from the oldest end', async () => {
  const { ids, hasPreviousPage, hasNextPage } = await page(shop().stores, { last: 1 });
  expect({ ids, hasPreviousPage, hasNextPage }).toEqual({
    ids: ['2026-01-01'],
    hasPreviousPage: true,
    hasNextPage: false,
  });
});

test.each([
  ['customer', { customer: 'b' }],
  ['range', { between: { from: '2026-01-01' } }],
  ['choice of excluded ones', { includeExcluded: true }],
])('a cursor is refused under another %s', async (_name, other) => {
  const { stores } = shop();
  const { endCursor } = await page(stores, { first: 1 });
  const answer = await query(stores, text, { variables: { ...other, after: endCursor } });
  expect(codesOf(answer)).toEqual(['CURSOR_INVALID']);
});

test('orders of one instant are told apart by their names, so that pages meet each once', async () => {
  const names = ['e', 'c', 'a', 'd', 'b'];
  const { stores } = memoryStores({
    asOfDay: '2026-06-30',
    orders: names.map((orderId) => order({ customer: 'a', day: '2026-01-01', orderId })),
  });
  const seen: string[] = [];
  let after: string | null = null;
  for (let more = true; more; ) {
    const { ids, hasNextPage, endCursor }: Awaited<ReturnType<typeof page>> = await page(stores, {
      first: 2,
      after,
    });
    seen.push(...ids);
    more = hasNextPage;
    after = endCursor;
  }
  expect(seen).toEqual(names.toSorted());
});
