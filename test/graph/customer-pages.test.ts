import { expect, test } from 'vitest';
import type { MemoryStores } from '../support/memory-stores.ts';
import { codesOf, query } from '../support/query.ts';
import { nameOf, ordersOf, shopOf } from './shop.ts';

const pages = `query (
  $first: Int, $after: String, $last: Int, $before: String, $filter: CustomerFilter, $orderBy: CustomerOrder
) {
  customers(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
    totalCount
    edges { cursor node { sourceId } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

interface Page {
  readonly ids: readonly string[];
  readonly cursors: readonly string[];
  readonly totalCount: number;
  readonly next: boolean;
  readonly previous: boolean;
  readonly end: string | null;
  readonly start: string | null;
}

const ascending = { orderBy: { field: 'CUSTOMER', direction: 'ASC' } };

async function page(
  { stores }: MemoryStores,
  variables: Readonly<Record<string, unknown>>,
): Promise<Page> {
  const { data, errors } = await query(stores, pages, {
    variables: { ...ascending, ...variables },
  });
  expect(errors).toEqual([]);
  const { edges, pageInfo, totalCount } = data.customers;
  return {
    ids: edges.map(({ node }: { readonly node: { readonly sourceId: string } }) => node.sourceId),
    cursors: edges.map(({ cursor }: { readonly cursor: string }) => cursor),
    totalCount,
    next: pageInfo.hasNextPage,
    previous: pageInfo.hasPreviousPage,
    start: pageInfo.startCursor,
    end: pageInfo.endCursor,
  };
}

async function refusal(
  { stores }: MemoryStores,
  variables: Readonly<Record<string, unknown>>,
): Promise<(string | undefined)[]> {
  return codesOf(await query(stores, pages, { variables: { ...ascending, ...variables } }));
}

test('walking forward from page to page meets every customer once, in order', async () => {
  const shop = shopOf(7);
  const seen: string[] = [];
  let after: string | null = null;
  for (let next = true; next; ) {
    const { ids, next: more, end }: Page = await page(shop, { first: 3, after });
    seen.push(...ids);
    next = more;
    after = end;
  }
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7].map(nameOf));
});

test('walking backward from page to page meets every customer once, from the end', async () => {
  const shop = shopOf(7);
  const seen: string[] = [];
  let before: string | null = null;
  for (let more = true; more; ) {
    const { ids, previous, start }: Page = await page(shop, { last: 3, before });
    seen.unshift(...ids);
    more = previous;
    before = start;
  }
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7].map(nameOf));
});

test('a page has 50 customers unless told', async () => {
  expect((await page(shopOf(60), {})).ids).toHaveLength(50);
});

test('last without before is the end of the list, in the order of the list', async () => {
  const { ids, next, previous } = await page(shopOf(5), { last: 2 });
  expect({ ids, next, previous }).toEqual({ ids: ['004', '005'], next: false, previous: true });
});

test('after and before together cut a range, and what they cut off lies around the page', async () => {
  const shop = shopOf(6);
  const { cursors } = await page(shop, {});
  const range = await page(shop, { first: 10, after: cursors[0], before: cursors[4] });
  expect(range.ids).toEqual(['002', '003', '004']);
  expect({ next: range.next, previous: range.previous }).toEqual({ next: true, previous: true });
});

test('first and last take from their own end of the range between two cursors', async () => {
  const shop = shopOf(6);
  const { cursors } = await page(shop, {});
  const bounds = { after: cursors[0], before: cursors[5] };
  expect((await page(shop, { ...bounds, first: 2 })).ids).toEqual(['002', '003']);
  expect((await page(shop, { ...bounds, last: 2 })).ids).toEqual(['004', '005']);
});

test('crossed cursors leave an empty page without cursors of its own', async () => {
  const shop = shopOf(4);
  const { cursors } = await page(shop, {});
  const { ids, start, end } = await page(shop, { after: cursors[2], before: cursors[1] });
  expect({ ids, start, end }).toEqual({ ids: [], start: null, end: null });
});

test('the page after the last customer is empty and knows what precedes it', async () => {
  const shop = shopOf(2);
  const { end } = await page(shop, {});
  const { ids, next, previous } = await page(shop, { after: end });
  expect({ ids, next, previous }).toEqual({ ids: [], next: false, previous: true });
});

test('totalCount counts all that match, whatever the page', async () => {
  const { ids, totalCount } = await page(shopOf(9), {
    first: 2,
    filter: { revenue: { gte: '3', lt: '8' } },
  });
  expect({ ids, totalCount }).toEqual({ ids: ['003', '004'], totalCount: 5 });
});

test.each([
  ['first', 0],
  ['first', -1],
  ['first', 251],
  ['last', 0],
  ['last', 251],
])('a page of %s %i is refused', async (name, size) => {
  expect(await refusal(shopOf(1), { [name]: size })).toEqual(['BAD_USER_INPUT']);
});

test.each([
  ['first', 1],
  ['first', 250],
  ['last', 1],
  ['last', 250],
])('a page of %s %i is answered', async (name, size) => {
  expect((await page(shopOf(1), { [name]: size })).ids).toEqual(['001']);
});

test('first and last together are refused', async () => {
  expect(await refusal(shopOf(1), { first: 1, last: 1 })).toEqual(['BAD_USER_INPUT']);
});

const withoutPlace = Buffer.from('{"l":"x","s":"s1"}').toString('base64url');

test.each(['', 'garbage', '%%%', '🙂', 'bnVsbA', 'W10', 'MQ', withoutPlace, 'x'.repeat(5000)])(
  'the cursor %j, which no list gave, is refused',
  async (cursor) => {
    expect(await refusal(shopOf(1), { after: cursor })).toEqual(['CURSOR_INVALID']);
    expect(await refusal(shopOf(1), { before: cursor })).toEqual(['CURSOR_INVALID']);
  },
);

test.each([
  ['filter', { filter: { orders: { gte: 1 } } }],
  ['order', { orderBy: { field: 'REVENUE', direction: 'ASC' } }],
  ['direction', { orderBy: { field: 'CUSTOMER', direction: 'DESC' } }],
])('a cursor is refused under another %s', async (_name, other) => {
  const shop = shopOf(3);
  const { end } = await page(shop, { first: 1 });
  expect(await refusal(shop, { ...other, after: end })).toEqual(['CURSOR_INVALID']);
});

test('a cursor is refused by a list of another kind', async () => {
  const shop = shopOf(3);
  const { end } = await page(shop, { first: 1 });
  const answer = await query(
    shop.stores,
    'query ($after: String) { imports(after: $after) { nodes { id } } }',
    {
      variables: { after: end },
    },
  );
  expect(codesOf(answer)).toEqual(['CURSOR_INVALID']);
});

test('a filter written in another order of its fields is the same filter', async () => {
  const shop = shopOf(3);
  const filter = { orders: { gte: 1 }, revenue: { gte: '1' } };
  const { end } = await page(shop, { first: 1, filter });
  const turned = { revenue: { gte: '1' }, orders: { gte: 1 } };
  expect((await page(shop, { first: 1, after: end, filter: turned })).ids).toEqual(['002']);
});

test('a cursor keeps reading its own snapshot after a new one is published', async () => {
  const shop = shopOf(6);
  const { ids, end } = await page(shop, { first: 3 });
  const newcomers = ordersOf(20).filter(({ customerKey }) => customerKey !== 'id:005');
  shop.publish({ asOfDay: '2026-07-01', orders: newcomers }, 's2');
  const rest = await page(shop, { first: 250, after: end });
  expect([...ids, ...rest.ids]).toEqual([1, 2, 3, 4, 5, 6].map(nameOf));
  expect((await page(shop, {})).totalCount).toBe(19);
});

test('a customer on a page of an older snapshot is answered from the served one', async () => {
  const shop = shopOf(2);
  const { cursors } = await page(shop, {});
  const profile = { email: null, name: null, phone: null, country: 'FR', referredBy: null };
  const profiles = [{ ...profile, customerKey: 'id:002' }];
  shop.publish({ asOfDay: '2026-07-01', orders: ordersOf(2, 3), profiles }, 's2');
  const { data } = await query(
    shop.stores,
    `query ($after: String) {
      customers(first: 1, after: $after, orderBy: { field: CUSTOMER, direction: ASC }) {
        nodes { country summary { orders asOf } }
      }
    }`,
    { variables: { after: cursors[0] } },
  );
  expect(data.customers.nodes).toEqual([
    { country: 'FR', summary: { orders: 3, asOf: '2026-07-01' } },
  ]);
});

test('a cursor into a snapshot that is gone has expired', async () => {
  const shop = shopOf(3);
  const { end } = await page(shop, { first: 1 });
  shop.publish({ asOfDay: '2026-07-01', orders: ordersOf(3) }, 's2');
  shop.forget('s1');
  expect(await refusal(shop, { after: end })).toEqual(['CURSOR_EXPIRED']);
});

test('cursors of two snapshots do not make a range', async () => {
  const shop = shopOf(3);
  const { end: after } = await page(shop, { first: 1 });
  shop.publish({ asOfDay: '2026-07-01', orders: ordersOf(3) }, 's2');
  const { start: before } = await page(shop, { last: 1 });
  expect(await refusal(shop, { after, before })).toEqual(['CURSOR_INVALID']);
});
