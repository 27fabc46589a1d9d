import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GraphQLObjectType, isObjectType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyOfGlobalId } from '../../graph/global-id.ts';
import { executableSchema } from '../../graph/server.ts';
import { generateSampleShop } from '../../lambda/local/sample-shop/generate.ts';
import { queryArguments } from '../graph/whole-schema-arguments.ts';
import { selectEverything } from '../graph/whole-schema-query.ts';
import { openDeployment, type TestDeployment } from '../support/deployment.ts';
import { query } from '../support/query.ts';
import { type Answered, cookbookFile, cookbookPage, type Recipe, recipes } from './cookbook.ts';

const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');

let shop: TestDeployment;
beforeAll(async () => {
  shop = await openDeployment({ settings: { currency: 'EUR', timeZone: 'Europe/Berlin' } });
  const { customersCsv, spendCsv, ordersCsv } = generateSampleShop();
  await shop.importFile('customers', 'customers.csv', [...customersCsv].join(''));
  await shop.importFile('spend', 'spend.csv', [...spendCsv].join(''));
  await shop.importFile('orders', 'orders.csv', [...ordersCsv].join(''));
});
afterAll(() => shop.close());

/** The first block of README in a language. */
function block(language: string): string {
  return readme.match(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``))?.[1] ?? '';
}

test('README opens with a query and its real answer', async () => {
  const { data, errors } = await shop.query(block('graphql'));
  expect(errors).toEqual([]);
  expect(data).toEqual(JSON.parse(block('json')));
});

const pointer = 'GetObject snapshots/current.json';

/** The recipe's answer, and the calls it took. */
async function answer({ question, query }: Recipe): Promise<Answered> {
  const ask = shop.coldQuery();
  shop.calls.take();
  const first = await ask(query);
  const cold = shop.calls.take();
  await ask(query);
  const warm = shop.calls.take();
  expect({ question, errors: first.errors }).toEqual({ question, errors: [] });
  return { question, query, answer: first, cold, warm: warm.filter((call) => call !== pointer) };
}

test('the cookbook says what the sample shop answers, and what it takes to answer', async () => {
  const answers: Answered[] = [];
  for (const recipe of recipes()) {
    answers.push(await answer(recipe));
  }
  const page = cookbookPage(answers);
  if (process.env['CLV_WRITE_COOKBOOK']) {
    writeFileSync(cookbookFile, page);
  }
  expect(answers.length).toBeGreaterThanOrEqual(12);
  expect(readFileSync(cookbookFile, 'utf8')).toBe(page);
});

/** Names of all objects in an answer. */
function typesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const own = '__typename' in value ? [String(value.__typename)] : [];
  return [...own, ...Object.values(value).flatMap(typesIn)];
}

/** What a whole shop whose likelihood pays for no season, and its clean files, do not show; the unit tests of each do. */
const notThere = [
  'Export',
  'ExportDownload',
  'ImportExplanation',
  'ImportDifference',
  'ImportWarning',
  'InsufficientData',
  'DefinitionCovariate',
  'ModelSeason',
];

test('every field of the schema is answered without an error on the sample shop, and every type is met', async () => {
  const { data: found } = await shop.query(
    `{ imports(first: 1) { nodes { id } }
       customer(by: { sourceId: "C0001304" }) { orders(first: 1) { nodes { source orderId } } } }`,
  );
  const [{ source, orderId }] = found.customer.orders.nodes;
  const schema = executableSchema();
  const text = selectEverything(schema, schema.getQueryType() as GraphQLObjectType, {
    ...queryArguments({
      customer: 'id:C0001304',
      order: `${source}/${orderId}`,
      import: keyOfGlobalId(found.imports.nodes[0].id, 'Import'),
      channel: 'google_ads',
      country: 'DE',
      product: 'BEA-01',
    }),
    // Two of each thing show as much as fifty.
    '*.first': '2',
    'Query.cohorts.between': '{ from: "2026-04-01" }',
    // A year that has one before it.
    'Channel.acquisition.between': '{ from: "2025-07-01" }',
    'Business.acquisition.between': '{ from: "2025-07-01" }',
  });
  const { data, errors } = await query(shop.deployment.stores, text, {
    costBudget: Number.MAX_SAFE_INTEGER,
  });
  expect(errors).toEqual([]);
  const met = new Set(typesIn(data));
  const all = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .map(({ name }) => name)
    .filter(
      (name) =>
        !/^__|^Mutation$|^Upload$|Payload$|^OrderResult$|^SpendEntry$|^UserError$/.test(name),
    );
  expect(all.filter((name) => !met.has(name))).toEqual(notThere);
});
