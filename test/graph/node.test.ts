import { expect, test } from 'vitest';
import { toGlobalId } from '../../graph/global-id.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { codesOf, query } from '../support/query.ts';
import { importWithRejects } from './imports-sample.ts';
import { ordersOf } from './shop.ts';

const { stores, calls } = memoryStores({
  asOfDay: '2026-06-30',
  orders: ordersOf(3),
  imports: [importWithRejects],
});

test.each([
  ['Business', '{ business { id } }', 'business'],
  ['Customer', '{ found: customer(by: { sourceId: "001" }) { id } }', 'found'],
  [
    'Order',
    '{ found: order(by: { source: { source: "test", orderId: "001-2026-01-01" } }) { id } }',
    'found',
  ],
])('a %s is found again by the id it gave', async (type, text, field) => {
  const { data } = await query(stores, text);
  const again = await query(stores, 'query ($id: ID!) { node(id: $id) { __typename id } }', {
    variables: { id: data[field].id },
  });
  expect(again.data.node).toEqual({ __typename: type, id: data[field].id });
});

test('an import is found again by the id it gave', async () => {
  const { data } = await query(stores, '{ imports { nodes { id } } }');
  const again = await query(
    stores,
    'query ($id: ID!) { node(id: $id) { id ... on Import { fileName rejects(first: 1) { line } } } }',
    { variables: { id: data.imports.nodes[0].id } },
  );
  expect(again.data.node).toEqual({
    id: data.imports.nodes[0].id,
    fileName: 'orders.csv',
    rejects: [{ line: 2 }],
  });
});

test('a node answers all its fields, not only its id', async () => {
  const { data, errors } = await query(
    stores,
    `query ($ids: [ID!]!) { nodes(ids: $ids) {
      ... on Customer { sourceId summary { orders } value { historic { amount } } }
      ... on Order { net { amount } customer { sourceId } }
      ... on Population { customerCount metrics { orders } } } }`,
    {
      variables: {
        ids: [
          toGlobalId('Customer', 'id:002'),
          toGlobalId('Order', 'test/003-2026-01-01'),
          toGlobalId('Business', 'business'),
        ],
      },
    },
  );
  expect({ data: data.nodes, errors }).toEqual({
    errors: [],
    data: [
      { sourceId: '002', summary: { orders: 1 }, value: { historic: { amount: '0.60' } } },
      { net: { amount: '3.00' }, customer: { sourceId: '003' } },
      { customerCount: 3, metrics: { orders: 3 } },
    ],
  });
});

test('what is unknown, foreign or garbage is null in its place', async () => {
  const ids = [
    toGlobalId('Customer', 'id:nobody'),
    toGlobalId('Order', 'test/none'),
    toGlobalId('Import', 'none'),
    toGlobalId('Business', 'other'),
    'garbage',
    '',
    toGlobalId('Customer', 'id:001'),
  ];
  const { data, errors } = await query(
    stores,
    'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }',
    { variables: { ids } },
  );
  expect({ nodes: data.nodes, errors }).toEqual({
    nodes: [null, null, null, null, null, null, { __typename: 'Customer' }],
    errors: [],
  });
});

test('a hundred ids are answered by one read, one more is refused', async () => {
  const ids = Array.from({ length: 100 }, (_, index) => toGlobalId('Customer', `id:x${index}`));
  const text = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  calls.length = 0;
  expect((await query(stores, text, { variables: { ids } })).data.nodes).toHaveLength(100);
  expect(calls.toSorted()).toEqual([
    'customers.profiles 100',
    'customers.rows 100',
    'orders.recent 100',
  ]);
  const tooMany = await query(stores, text, { variables: { ids: [...ids, 'x'] } });
  expect(codesOf(tooMany)).toEqual(['BAD_USER_INPUT']);
});
