import { expect, test } from 'vitest';
import { defaultSettings } from '../../graph/settings.ts';
import { createHandler } from '../../lambda/api.ts';
import { shopOf } from '../graph/shop.ts';
import { apiEvent, type EventParts } from '../support/api-event.ts';
import { testIdentityKey } from '../support/identity-key.ts';

const api = createHandler({
  stores: shopOf(3).stores,
  settings: defaultSettings,
  identityKey: async () => testIdentityKey,
  onUnexpectedError: (error) => process.stderr.write(`${error}\n`),
});

/** The status and the JSON of an answer. */
async function answerTo(parts: EventParts) {
  const { statusCode, headers, body = '' } = await api(apiEvent(parts));
  return { statusCode, type: headers?.['content-type'], json: JSON.parse(body) };
}

const label = '{ business { label } }';
const answered = { data: { business: { label: 'All customers' } } };

test('a query by POST is answered as JSON', async () => {
  const { statusCode, type, json } = await answerTo({ body: JSON.stringify({ query: label }) });
  expect(statusCode).toBe(200);
  expect(type).toMatch(/^application\/(graphql-response\+)?json/);
  expect(json).toMatchObject(answered);
});

test('a body in base64, as API Gateway sends what it takes for binary, is read', async () => {
  const body = Buffer.from(JSON.stringify({ query: label })).toString('base64');
  expect((await answerTo({ body, isBase64Encoded: true })).json).toMatchObject(answered);
});

test('variables and the name of an operation arrive', async () => {
  const query =
    'query A { business { id } } query B($first: Int) { customers(first: $first) { nodes { sourceId } } }';
  const body = JSON.stringify({ query, operationName: 'B', variables: { first: 1 } });
  const { json } = await answerTo({ body });
  expect(json.data).toEqual({ customers: { nodes: [{ sourceId: expect.any(String) }] } });
});

test('a query by GET is answered to a client that a web page cannot be', async () => {
  const parts = {
    method: 'GET',
    query: `query=${encodeURIComponent(label)}`,
    headers: { 'apollo-require-preflight': 'true' },
  };
  expect((await answerTo(parts)).json).toMatchObject(answered);
});

test('a POST that any web page could make is refused', async () => {
  const body = JSON.stringify({ query: label });
  const { statusCode } = await answerTo({ body, headers: { 'content-type': 'text/plain' } });
  expect(statusCode).toBe(400);
});

test('a mutation by GET is refused', async () => {
  const query = `query=${encodeURIComponent('mutation { refreshStart { refresh } }')}`;
  const headers = { 'apollo-require-preflight': 'true' };
  expect((await answerTo({ method: 'GET', query, headers })).statusCode).toBe(405);
});

test.for(['{ "query": ', '', 'null', '[]', '{}'])(
  'the body %j is a bad request that says what was expected',
  async (body) => {
    const { statusCode, json } = await answerTo({ body });
    expect(statusCode).toBe(400);
    expect(json.errors[0].message).not.toBe('');
  },
);

test('a query with a mistake is refused with the place of the mistake', async () => {
  const { statusCode, json } = await answerTo({ body: JSON.stringify({ query: '{ businesss }' }) });
  expect(statusCode).toBe(400);
  expect(json.errors).toMatchObject([
    { locations: [{ line: 1, column: 3 }], extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
  ]);
});

test('the viewer of the event decides what is answered', async () => {
  const body = JSON.stringify({ query: '{ customers(first: 1) { nodes { email } } }' });
  const jwt = { claims: { sub: 'ana', roles: '[ANALYST]' } };
  const { json } = await answerTo({ body, authorizer: { jwt } });
  expect(json.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});
