import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generateSampleShop } from '../../lambda/local/sample-shop/generate.ts';
import { openDeployment, type TestDeployment } from '../support/deployment.ts';

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
