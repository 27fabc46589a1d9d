import { expect, test } from 'vitest';
import { defaultSettings } from '../../graph/settings.ts';
import { createHandler } from '../../lambda/api.ts';
import { apiEvent } from '../support/api-event.ts';
import { shopOf } from './shop.ts';

const unexpected: unknown[] = [];
const api = createHandler({
  stores: shopOf(3).stores,
  settings: defaultSettings,
  identityKey: async () => new Uint8Array(32),
  onUnexpectedError: (error) => unexpected.push(error),
});

/** Status and codes of the answer to a request's JSON; nothing may be masked on the way. */
async function answerTo(request: unknown) {
  const { statusCode, body = '' } = await api(apiEvent({ body: JSON.stringify(request) }));
  const { errors = [], data } = JSON.parse(body);
  expect(unexpected).toEqual([]);
  const codes = errors.map(
    ({ extensions }: { extensions: { code: string } }) => extensions.code,
  ) as string[];
  return { statusCode, codes, data };
}

const label = '{ business { label } }';

test.each<[string, unknown, string]>([
  ['an empty query', { query: '' }, 'BAD_REQUEST'],
  ['a query of spaces', { query: ' ' }, 'GRAPHQL_PARSE_FAILED'],
  ['no query', {}, 'BAD_REQUEST'],
  ['null', null, 'BAD_REQUEST'],
  ['a batch', [{ query: label }], 'BAD_REQUEST'],
  ['a number for a query', { query: 5 }, 'BAD_REQUEST'],
  [
    'fragments alone',
    { query: 'fragment f on Query { business { label } }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a fragment of itself',
    { query: '{ ...f } fragment f on Query { ...f }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'an unknown operation name',
    { query: `query A ${label}`, operationName: 'B' },
    'OPERATION_RESOLUTION_FAILURE',
  ],
  [
    'two operations without a name',
    { query: `query A ${label} query B ${label}` },
    'OPERATION_RESOLUTION_FAILURE',
  ],
  ['a subscription', { query: 'subscription { __typename }' }, 'OPERATION_RESOLUTION_FAILURE'],
  [
    'a subscription beside a query',
    { query: `query A ${label} subscription B { __typename }`, operationName: 'B' },
    'OPERATION_RESOLUTION_FAILURE',
  ],
  ['variables in a text', { query: label, variables: '{}' }, 'BAD_REQUEST'],
  ['variables in a list', { query: label, variables: [] }, 'BAD_REQUEST'],
  [
    'an Int beyond 32 bits',
    { query: '{ customers(first: 9007199254740993) { totalCount } }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'an Int beyond 32 bits in a variable',
    {
      query: 'query ($n: Int) { customers(first: $n) { totalCount } }',
      variables: { n: 2 ** 53 },
    },
    'BAD_USER_INPUT',
  ],
  [
    'a variable that leaves a required argument null',
    {
      query:
        'query ($n: Int = 3) { customer(by: { sourceId: "001" }) { expectedOrders(withinDays: $n) } }',
      variables: { n: null },
    },
    'BAD_USER_INPUT',
  ],
  [
    'half a surrogate pair in a query',
    { query: '{ customer(by: { sourceId: "\\uD800" }) { id } }' },
    'GRAPHQL_PARSE_FAILED',
  ],
  [
    'nesting without end',
    { query: `{ imports(first: ${'['.repeat(9000)}1${']'.repeat(9000)}) { nodes { id } } }` },
    'GRAPHQL_PARSE_FAILED',
  ],
])('%s is refused with 400 and a code', async (_name, request, code) => {
  expect(await answerTo(request)).toEqual({ statusCode: 400, codes: [code], data: undefined });
});

test.each([
  { extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } },
  { query: label, extensions: { persistedQuery: { version: 9 } } },
])('a persisted query is told that there are none: %j', async (request) => {
  expect((await answerTo(request)).codes).toEqual(['PERSISTED_QUERY_NOT_SUPPORTED']);
});

test('null variables are none', async () => {
  expect(await answerTo({ query: label, variables: null })).toMatchObject({ codes: [] });
});

const oddTexts = ['', '\0', 'a\0b', '\ud800', 'x\udfffy', '/', ':', 'x'.repeat(10_000)];

test.each(oddTexts)('nobody is known by odd text %#', async (text) => {
  const id = (type: string) => Buffer.from(`${type}${text}`).toString('base64url');
  const query = `query ($text: String!, $id: ID!, $a: ID!, $b: ID!, $c: ID!) {
    a: customer(by: { sourceId: $text }) { id } b: customer(by: { email: $text }) { id }
    c: order(by: { source: { source: $text, orderId: $text } }) { id }
    nodes(ids: [$id, $a, $b, $c]) { id } }`;
  const variables = {
    text,
    id: text,
    a: id('Customer:id:'),
    b: id('Order:csv/'),
    c: id('Import:'),
  };
  expect(await answerTo({ query, variables })).toEqual({
    statusCode: 200,
    codes: [],
    data: { a: null, b: null, c: null, nodes: [null, null, null, null] },
  });
});

test.each(['a\0b', '\ud800', 'x\udfffy'])(
  'the text %j is not recorded: it would be read back as another',
  async (text) => {
    const query = `mutation ($order: OrderInput!, $text: String!) {
      ordersRecord(orders: [$order]) { orders { id } userErrors { field code } }
      uploadCreate(kind: ORDERS, fileName: $text) { upload { key } userErrors { field code } } }`;
    const order = {
      ...{ source: text, orderId: text, customerId: text, status: text, channel: text },
      ...{ orderedAt: '2026-01-01T00:00:00Z', gross: '1' },
      lines: [{ product: text, name: text, amount: '1' }],
    };
    const fields = ['source', 'orderId', 'customerId', 'status', 'channel', 'product', 'name'];
    const { data } = await answerTo({ query, variables: { order, text } });
    const { orders, userErrors } = data.ordersRecord;
    expect(orders).toEqual([]);
    expect(userErrors.map(({ field }: { field: string[] }) => field.at(-1))).toEqual(fields);
    expect(data.uploadCreate).toEqual({
      upload: null,
      userErrors: [{ field: ['fileName'], code: 'INVALID' }],
    });
  },
);
