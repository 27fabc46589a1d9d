import { expect, test } from 'vitest';
import type { Stores } from '../../graph/context.ts';
import { codesOf, query } from '../support/query.ts';
import { shopOf } from './shop.ts';

const failure = new Error('connection to 10.0.0.7 lost for ann@example.com');

function failing(): Stores {
  const { stores } = shopOf(2);
  return { ...stores, orders: { ...stores.orders, recent: () => Promise.reject(failure) } };
}

const text = '{ viewer { name } customer(by: { sourceId: "001" }) { summary { orders } } }';

test('an unexpected error is masked, and its field null', async () => {
  const { data, errors } = await query(failing(), text, { onUnexpectedError: () => undefined });
  expect(data).toEqual({ viewer: { name: 'test' }, customer: null });
  expect(errors).toEqual([
    {
      message: 'Unexpected error.',
      path: ['customer'],
      locations: [{ line: 1, column: 19 }],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    },
  ]);
});

test('whoever runs the server is told of the original error', async () => {
  const told: unknown[] = [];
  await query(failing(), text, { onUnexpectedError: (error) => told.push(error) });
  expect(told).toEqual([failure]);
  expect(told[0]).toBe(failure);
});

test('a deliberate error passes with its message, and nobody is told', async () => {
  const told: unknown[] = [];
  const answer = await query(shopOf(1).stores, '{ customers(first: 0) { totalCount } }', {
    onUnexpectedError: (error) => told.push(error),
  });
  expect(answer.errors[0]?.message).toBe('Expected first from 1 to 250, got 0.');
  expect({ codes: codesOf(answer), told }).toEqual({ codes: ['BAD_USER_INPUT'], told: [] });
});

test('a store that answers nonsense is an unexpected error too', async () => {
  const { stores } = shopOf(1);
  const broken = { ...stores, customers: { ...stores.customers, page: async () => undefined } };
  const answer = await query(broken as unknown as Stores, '{ customers { totalCount } }', {
    onUnexpectedError: () => undefined,
  });
  expect(codesOf(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
});

test.each([
  ['{', 'GRAPHQL_PARSE_FAILED'],
  ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  ['{ customer(by: {}) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['{ customer(by: { sourceId: "a", email: "b" }) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['{ customers(orderBy: { field: NOTHING }) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['{ customer(by: { id: "x" }) { id } }', 'BAD_USER_INPUT'],
  ['{ customer(by: { id: "" }) { id } }', 'BAD_USER_INPUT'],
  ['{ order(by: { id: "" }) { id } }', 'BAD_USER_INPUT'],
  ['{ customers(after: "x") { totalCount } }', 'CURSOR_INVALID'],
])('%s is answered by the code %s', async (request, code) => {
  expect(codesOf(await query(shopOf(1).stores, request))).toEqual([code]);
});

test.each([
  'customer(by: { sourceId: "" })',
  'customer(by: { sourceId: "nobody" })',
  'customer(by: { email: "" })',
  'customer(by: { email: "nobody@example.com" })',
  'order(by: { source: { source: "test", orderId: "none" } })',
])('%s is null, because there is none', async (field) => {
  const { data, errors } = await query(shopOf(1).stores, `{ found: ${field} { id } }`);
  expect({ data, errors }).toEqual({ data: { found: null }, errors: [] });
});
