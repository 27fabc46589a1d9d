import { describe, expect, test } from 'vitest';
import { asSeenAt, type Export, type ExportJob } from '../../graph/exports/export.ts';
import { exportPages } from '../../graph/exports/rows.ts';
import { toGlobalId } from '../../graph/global-id.ts';
import type { Role } from '../../graph/viewer/viewer.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { codesOf, query } from '../support/query.ts';
import { fittedShop } from './fitted-shop.ts';

const ann = {
  customerKey: 'id:c11',
  email: 'ann@example.com',
  name: 'Ann',
  phone: null,
  country: 'DE',
  referredBy: null,
};
const shop = memoryStores({ ...fittedShop, profiles: [ann] });

function start(input: string, roles: readonly Role[] = ['OWNER']) {
  return query(
    shop.stores,
    `mutation { exportStart(input: ${input}) {
       export { id status rows totalRows snapshot currency failure } userErrors { field message } } }`,
    { roles },
  );
}

async function jobOf(input: string): Promise<Export> {
  const { data, errors } = await start(input);
  expect(errors).toEqual([]);
  expect(data.exportStart.userErrors).toEqual([]);
  const job = await shop.stores.exports.get('exp_1');
  if (!job) {
    throw new Error('Expected an export that was started, got none');
  }
  return job;
}

async function linesOf(job: ExportJob): Promise<Record<string, unknown>[]> {
  let text = '';
  for await (const page of exportPages(job, shop.snapshot, shop.stores.customers)) {
    text += page.text;
  }
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('a line says of a customer what the graph says', async () => {
  const terms =
    '{ basis: REVENUE, horizonDays: 100, discountRate: 0.2, asOf: "2026-08-01T00:00:00Z" }';
  const job = await jobOf(`{
    filter: { orders: { gte: 6 } }, terms: ${terms}
    fields: [ID, SOURCE_ID, EMAIL, NAME, COUNTRY, FIRST_ORDER_AT, LAST_ORDER_AT, ORDERS, REVENUE, REFUNDS, GROSS_MARGIN,
      AVERAGE_ORDER_VALUE, FREQUENCY, RECENCY_DAYS, AGE_DAYS, HISTORIC_VALUE, PREDICTED_VALUE, TOTAL_VALUE, PROBABILITY_ALIVE]
  }`);
  const { data, errors } = await query(
    shop.stores,
    `{ customers(first: 250, filter: { orders: { gte: 6 } }, orderBy: { field: CUSTOMER, direction: ASC }) { totalCount nodes {
      id sourceId email name country firstOrderAt lastOrderAt
      probabilityAlive(asOf: "2026-08-01T00:00:00Z")
      summary { orders revenue { amount } refunds { amount } grossMargin { amount } averageOrderValue { amount }
        frequency recencyDays ageDays }
      value(terms: ${terms}) { historic { amount } predicted { amount { amount } } total { amount } } } } }`,
  );
  expect(errors).toEqual([]);
  const { nodes, totalCount } = data.customers;
  const expected = nodes.map((node: (typeof nodes)[number]) => ({
    id: node.id,
    sourceId: node.sourceId,
    email: node.email,
    name: node.name,
    country: node.country,
    firstOrderAt: node.firstOrderAt,
    lastOrderAt: node.lastOrderAt,
    orders: node.summary.orders,
    revenue: node.summary.revenue.amount,
    refunds: node.summary.refunds.amount,
    grossMargin: node.summary.grossMargin.amount,
    averageOrderValue: node.summary.averageOrderValue.amount,
    frequency: node.summary.frequency,
    recencyDays: node.summary.recencyDays,
    ageDays: node.summary.ageDays,
    historicValue: node.value.historic.amount,
    predictedValue: node.value.predicted.amount.amount,
    totalValue: node.value.total.amount,
    probabilityAlive: node.probabilityAlive,
  }));
  expect(nodes.length).toBeGreaterThan(20);
  expect([job.totalRows, nodes.length]).toEqual([totalCount, totalCount]);
  expect(await linesOf(job)).toEqual(expected);
});

test('the same job writes the same lines again', async () => {
  const job = await jobOf(
    '{ fields: [ID, PREDICTED_VALUE, EXPECTED_ORDERS, RFM_RECENCY, LOYALTY_RANK] }',
  );
  const lines = await linesOf(job);
  expect(lines).toHaveLength(300);
  expect(await linesOf(job)).toEqual(lines);
});

test('a population and a filter both hold', async () => {
  const segment = toGlobalId('Segment', 'one-time');
  const job = await jobOf(
    `{ population: "${segment}", filter: { countries: ["DE"] }, fields: [SOURCE_ID, ORDERS] }`,
  );
  const { data } = await query(
    shop.stores,
    '{ segment(key: "one-time") { customers(filter: { countries: ["DE"] }) { totalCount } } }',
  );
  expect(job.totalRows).toBe(data.segment.customers.totalCount);
});

describe('nothing is started', () => {
  test.each([
    ['without fields', '{ fields: [] }', 'fields'],
    ['with a field twice', '{ fields: [ID, ID] }', 'fields'],
    [
      'for the id of a customer',
      `{ population: "${toGlobalId('Customer', 'id:c11')}", fields: [ID] }`,
      'population',
    ],
    [
      'as of a past day',
      '{ terms: { asOf: "2025-01-01T00:00:00Z" }, fields: [TOTAL_VALUE] }',
      'terms',
    ],
  ])('%s', async (_name, input, field) => {
    const { data } = await start(input);
    expect(data.exportStart.export).toBeNull();
    expect(data.exportStart.userErrors).toMatchObject([{ field: ['input', field] }]);
  });

  test('with personal data for an analyst', async () => {
    const { data } = await start('{ fields: [ID, EMAIL] }', ['ANALYST']);
    expect(data.exportStart.userErrors).toEqual([
      { field: ['input', 'fields'], message: 'Expected the role MARKETER for EMAIL and NAME.' },
    ]);
  });

  test('before there is a snapshot', async () => {
    const { stores } = memoryStores({ ...fittedShop, orders: [], hasSnapshot: false });
    const { data } = await query(
      stores,
      'mutation { exportStart(input: { fields: [ID] }) { export { id } userErrors { code } } }',
    );
    expect(data.exportStart).toEqual({ export: null, userErrors: [{ code: 'INVALID' }] });
  });
});

test('an analyst gets no link to personal data, not even to a file that a marketer made', async () => {
  await jobOf('{ fields: [EMAIL] }');
  const asked = `{ export(id: "${toGlobalId('Export', 'exp_1')}") { status download { url } } }`;
  const answer = await query(shop.stores, asked, { roles: ['ANALYST'] });
  expect(codesOf(answer)).toEqual(['FORBIDDEN']);
  expect(answer.data.export).toEqual({ status: 'SUCCEEDED', download: null });
  expect((await query(shop.stores, asked)).data.export.download.url).toBe('http://localhost/exp_1');
});

test('an unknown export is null', async () => {
  const ids = [toGlobalId('Export', 'exp_none'), 'nonsense', toGlobalId('Business', 'business')];
  const fields = ids.map((id, index) => `e${index}: export(id: "${id}") { id }`);
  const { data, errors } = await query(shop.stores, `{ ${fields.join(' ')} }`);
  expect({ data, errors }).toEqual({ data: { e0: null, e1: null, e2: null }, errors: [] });
});

test('an export that has been silent for longer than a function runs has failed', async () => {
  const job = await jobOf('{ fields: [ID] }');
  const running = { ...job, status: 'RUNNING', updatedAt: '2026-07-01T12:00:00.000Z' } as const;
  expect(asSeenAt(new Date('2026-07-01T12:19:00Z'), running).status).toBe('RUNNING');
  expect(asSeenAt(new Date('2026-07-01T12:21:00Z'), running)).toMatchObject({ status: 'FAILED' });
});
