import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const schema = fileURLToPath(new URL('../../../graph/generated/schema.graphql', import.meta.url));

/** What a frontend in Relay is made of: pages that grow, things asked for again by id, a mutation. */
const source = `
import { graphql } from 'relay-runtime';

export const customers = graphql\`
  fragment App_customers on Business
  @refetchable(queryName: "AppCustomersQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 50 }, cursor: { type: "String" }) {
    customers(first: $count, after: $cursor, orderBy: { field: VALUE }) @connection(key: "App_customers") {
      totalCount
      edges { cursor node { id ...App_customer } }
    }
  }
\`;

export const customer = graphql\`
  fragment App_customer on Customer
  @refetchable(queryName: "AppCustomerQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }) {
    sourceId
    value(terms: { horizonDays: 365 }) { predicted { amount { amount currencyCode } low { amount } } reason { code } }
    orders(first: $count, after: $cursor) @connection(key: "App_orders") { edges { node { id net { amount } } } }
  }
\`;

export const population = graphql\`
  fragment App_population on Population @refetchable(queryName: "AppPopulationQuery") {
    id label customerCount
    metrics(between: { from: "2025-01-01" }) { orders revenue { amount } }
    value { equity { amount { amount } level } definition { formula modelVersion } }
  }
\`;

export const query = graphql\`
  query AppQuery($node: ID!) {
    business { ...App_customers ...App_population }
    node(id: $node) { ...App_population @alias ... on Customer { sourceId } }
    segments { key ...App_population }
    products(first: 10) @connection(key: "App_products") { edges { node { id key } } }
    imports(first: 10) @connection(key: "App_imports") { edges { node { id fileName status } } }
  }
\`;

export const save = graphql\`
  mutation AppSaveMutation($input: SegmentInput!) {
    segmentSave(input: $input) { segment { id label } userErrors { message code } }
  }
\`;
`;

const config = {
  src: './src',
  schema: './schema.graphql',
  language: 'typescript',
  artifactDirectory: './artifacts',
  customScalarTypes: {
    CurrencyCode: 'string',
    Date: 'string',
    DateTime: 'string',
    Decimal: 'string',
    JSONObject: 'object',
  },
};

/** The package's entry is the path of the binary for this platform; null where there is none. */
const compiler: string | null = createRequire(import.meta.url)('relay-compiler');

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'clv-relay-'));
  await Promise.all(['src', 'artifacts'].map((folder) => mkdir(join(project, folder))));
  await copyFile(schema, join(project, 'schema.graphql'));
  await writeFile(join(project, 'src/App.ts'), source);
  await writeFile(join(project, 'relay.config.json'), JSON.stringify(config));
});
afterAll(() => rm(project, { recursive: true, force: true }));

test.skipIf(compiler === null)(
  "Relay's compiler takes the schema, its connections, nodes and interfaces",
  async () => {
    await promisify(execFile)(compiler ?? '', ['relay.config.json'], { cwd: project });
    expect((await readdir(join(project, 'artifacts'))).toSorted()).toEqual(
      [
        'AppCustomerQuery',
        'AppCustomersQuery',
        'AppPopulationQuery',
        'AppQuery',
        'AppSaveMutation',
        'App_customer',
        'App_customers',
        'App_population',
      ].map((name) => `${name}.graphql.ts`),
    );
  },
);
