import { ApolloClient, gql, HttpLink, InMemoryCache, type Reference } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { beforeEach, expect, test } from 'vitest';
import { possibleTypes } from '../../../graph/generated/client.ts';
import { defaultSettings } from '../../../graph/settings.ts';
import { createHandler } from '../../../lambda/api.ts';
import { shopOf } from '../../graph/shop.ts';
import { apiEvent } from '../../support/api-event.ts';

const customers = 25;
const api = createHandler({
  stores: shopOf(customers).stores,
  settings: defaultSettings,
  identityKey: async () => Buffer.alloc(32) as never,
  onUnexpectedError: (error) => process.stderr.write(`${error}\n`),
});

/** The deployed handler behind `fetch`: what a browser's client would be answered. */
const fetchFromHandler: typeof fetch = async (_url, init) => {
  const { body, statusCode = 200, headers } = await api(apiEvent({ body: String(init?.body) }));
  return new Response(body ?? '', {
    status: statusCode,
    headers: headers as Record<string, string>,
  });
};

let client: ApolloClient;
beforeEach(() => {
  client = new ApolloClient({
    link: new HttpLink({ uri: 'http://localhost/graphql', fetch: fetchFromHandler }),
    cache: new InMemoryCache({
      possibleTypes,
      typePolicies: {
        Query: { fields: { customers: relayStylePagination(['filter', 'orderBy']) } },
        Business: { fields: { customers: relayStylePagination(['filter', 'orderBy']) } },
      },
    }),
  });
});

const page = gql`
  query Page($after: String) {
    customers(first: 10, after: $after, orderBy: { field: REVENUE }) {
      edges { cursor node { id sourceId } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;

interface PageData {
  readonly customers: {
    readonly edges: readonly { readonly node: { readonly sourceId: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

function inCache(): PageData {
  const data = client.readQuery<PageData>({ query: page });
  if (!data) {
    throw new Error('Expected the customers in the cache, got nothing');
  }
  return data;
}

test("Apollo Client's cache joins the pages of a connection to one list", async () => {
  await client.query<PageData>({ query: page });
  while (inCache().customers.pageInfo.hasNextPage) {
    const after = inCache().customers.pageInfo.endCursor;
    await client.query({ query: page, variables: { after }, fetchPolicy: 'network-only' });
  }
  const ids = inCache().customers.edges.map(({ node }) => node.sourceId);
  const expected = Array.from({ length: customers }, (_, index) =>
    String(customers - index).padStart(3, '0'),
  );
  expect(ids).toEqual(expected);
});

test('a customer is one object of the cache, whoever asked for it', async () => {
  await client.query({ query: page });
  const { data } = await client.query<{ customer: { id: string; __typename: string } }>({
    query: gql`{ customer(by: { sourceId: "025" }) { id summary { orders } } }`,
  });
  const id = client.cache.identify(data?.customer as unknown as Reference);
  const known = client.cache.extract() as Record<string, Record<string, unknown>>;
  expect(Object.keys(known).filter((key) => key.startsWith('Customer:'))).toHaveLength(10);
  expect(known[id ?? '']).toMatchObject({ sourceId: '025', summary: { orders: 1 } });
});

test('a fragment on an interface finds its types in the cache', async () => {
  const query = gql`
    { business { ...worth } cohorts { ...worth } }
    fragment worth on Population { id label customerCount }
  `;
  await client.query({ query });
  const cached = client.readQuery<{
    business: { customerCount: number };
    cohorts: { label: string }[];
  }>({ query });
  expect(cached?.business.customerCount).toBe(customers);
  expect(cached?.cohorts[0]?.label).toBeTypeOf('string');
});

test('every type with an id is an object of its own', async () => {
  const { data } = await client.query({
    query: gql`{ __schema { types { name fields { name } } } }`,
  });
  const types = (
    data as { __schema: { types: { name: string; fields: { name: string }[] | null }[] } }
  ).__schema.types;
  const objects = types.filter(({ fields }) => fields?.some(({ name }) => name === 'id'));
  const nodes = objects
    .map(({ name }) => name)
    .filter((name) => !['Node', 'Population'].includes(name));
  expect(nodes.filter((name) => !(possibleTypes.Node as string[]).includes(name))).toEqual([
    'Snapshot',
  ]);
});
