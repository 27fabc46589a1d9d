import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateSampleShop } from '../../lambda/local/sample-shop/generate.ts';
import { openDeployment, type TestDeployment } from '../support/deployment.ts';
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
