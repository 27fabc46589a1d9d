import { getDirective } from '@graphql-tools/utils';
import { type GraphQLField, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { executableSchema } from '../../graph/server.ts';
import type { Role } from '../../graph/viewer/viewer.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { order } from '../support/orders.ts';
import { codesOf, query } from '../support/query.ts';
import { importWithRejects } from './imports-sample.ts';

function shop() {
  const profile = {
    customerKey: 'id:a',
    email: 'ann@example.com',
    name: 'Ann',
    phone: null,
    country: 'DE',
    referredBy: null,
  };
  return memoryStores({
    asOfDay: '2026-06-30',
    orders: [order({ customer: 'a', day: '2026-01-01' })],
    profiles: [profile],
    imports: [importWithRejects],
  });
}

/** Every guarded field, and a request for it. */
const guarded: Readonly<Record<string, { readonly role: Role; readonly text: string }>> = {
  'Customer.email': { role: 'MARKETER', text: '{ customer(by: { sourceId: "a" }) { email } }' },
  'Customer.name': { role: 'MARKETER', text: '{ customer(by: { sourceId: "a" }) { name } }' },
  'Import.rejects': { role: 'OWNER', text: '{ imports { nodes { rejects { line } } } }' },
  'Mutation.ordersRecord': {
    role: 'OWNER',
    text: 'mutation { ordersRecord(orders: []) { userErrors { code } } }',
  },
  'Mutation.customerErase': {
    role: 'OWNER',
    text: 'mutation { customerErase(by: { sourceId: "z" }) { userErrors { code } } }',
  },
  'Mutation.spendRecord': {
    role: 'OWNER',
    text: 'mutation { spendRecord(entries: []) { userErrors { code } } }',
  },
  'Mutation.uploadCreate': {
    role: 'OWNER',
    text: 'mutation { uploadCreate(kind: ORDERS, fileName: "a.csv") { upload { key } } }',
  },
  'Mutation.customersMerge': {
    role: 'OWNER',
    text: `mutation { customersMerge(from: { sourceId: "a" }, into: { sourceId: "b" }) {
      userErrors { code } } }`,
  },
  'Mutation.segmentSave': {
    role: 'OWNER',
    text: 'mutation { segmentSave(input: { key: "a", label: "A", filter: {} }) { userErrors { code } } }',
  },
  'Mutation.segmentDelete': {
    role: 'OWNER',
    text: 'mutation { segmentDelete(key: "a") { userErrors { code } } }',
  },
  'Mutation.exportStart': {
    role: 'ANALYST',
    text: 'mutation { exportStart(input: { fields: [ID] }) { userErrors { code } } }',
  },
  'Mutation.refreshStart': { role: 'OWNER', text: 'mutation { refreshStart { refresh } }' },
};

const roles: readonly Role[] = ['ANALYST', 'MARKETER', 'OWNER'];
const cases = Object.entries(guarded).flatMap(([name, { role, text }]) =>
  roles.map((held) => ({
    name,
    text,
    held,
    codes: roles.indexOf(held) >= roles.indexOf(role) ? [] : ['FORBIDDEN'],
  })),
);

test.each(cases)('$name answers $held with the codes $codes', async ({ text, held, codes }) => {
  expect(codesOf(await query(shop().stores, text, { roles: [held] }))).toEqual(codes);
});

test('the requests above are for all fields that the schema guards', () => {
  const schema = executableSchema();
  const found = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field: GraphQLField<unknown, unknown>) => getDirective(schema, field, 'access'))
        .map((field) => `${type.name}.${field.name}`),
    );
  expect(found.toSorted()).toEqual(Object.keys(guarded).toSorted());
});

test('no mutation that changes anything is open to analysts', () => {
  const mutations = Object.keys(executableSchema().getMutationType()?.getFields() ?? {}).filter(
    (name) => name !== 'exportStart',
  );
  expect(mutations.map((name) => guarded[`Mutation.${name}`]?.role)).toEqual(
    mutations.map(() => 'OWNER'),
  );
});

test('an analyst sees everything of a customer but the personal data', async () => {
  const { data, errors } = await query(
    shop().stores,
    '{ customer(by: { sourceId: "a" }) { sourceId email name country summary { orders } } }',
    { roles: ['ANALYST'] },
  );
  expect(data.customer).toEqual({
    sourceId: 'a',
    email: null,
    name: null,
    country: 'DE',
    summary: { orders: 1 },
  });
  expect(errors.map(({ message }) => message)).toEqual([
    'Expected the role MARKETER for Customer.email, got ANALYST.',
    'Expected the role MARKETER for Customer.name, got ANALYST.',
  ]);
});

test('an alias does not get past a guard, nor does a fragment on an interface', async () => {
  const { data } = await query(
    shop().stores,
    `query ($id: ID!) { node(id: $id) { ... on Customer { country: email } } }`,
    { roles: ['ANALYST'], variables: { id: Buffer.from('Customer:id:a').toString('base64url') } },
  );
  expect(data.node.country).toBeNull();
});

test('a forbidden mutation does nothing', async () => {
  const { stores, calls } = shop();
  await query(
    stores,
    'mutation { ordersRecord(orders: [{ orderId: "1", orderedAt: "2026-01-01T00:00:00Z", gross: "1" }]) { orders { id } } }',
    { roles: ['MARKETER'] },
  );
  expect(calls).toEqual([]);
});

test('without a role every field of the query root is forbidden, and no store is asked', async () => {
  const { stores, calls } = shop();
  const { errors } = await query(
    stores,
    `{ node(id: "x") { id } nodes(ids: []) { id } business { id } customer(by: { sourceId: "a" }) { id }
       customers { totalCount } order(by: { id: "x" }) { id } channels { id }
       channel(key: "x") { id } countries { id } country(key: "x") { id } cohorts { id } products { nodes { id } }
       product(key: "x") { id } segments { id } segment(key: "x") { id } imports { nodes { id } } model { name }
       export(id: "x") { id } viewer { name } scenario(changes: {}) { delta { equity { amount } } }
       lapseSignals { customers } acquisitionFit(by: CHANNEL) { customers } }`,
    { roles: [] },
  );
  expect(new Set(errors.map(({ extensions }) => extensions?.code))).toEqual(new Set(['FORBIDDEN']));
  expect(calls).toEqual([]);
});

test('the request above names every field of the query root', () => {
  const fields = Object.keys(executableSchema().getQueryType()?.getFields() ?? {});
  expect(fields.toSorted()).toEqual([
    'acquisitionFit',
    'business',
    'channel',
    'channels',
    'cohorts',
    'countries',
    'country',
    'customer',
    'customers',
    'export',
    'imports',
    'lapseSignals',
    'model',
    'node',
    'nodes',
    'order',
    'product',
    'products',
    'scenario',
    'segment',
    'segments',
    'viewer',
  ]);
});

test('a role that nobody knows is no role', async () => {
  const answer = await query(shop().stores, '{ viewer { name } }', {
    roles: ['ADMIN' as unknown as Role],
  });
  expect(codesOf(answer)).toEqual(['FORBIDDEN']);
});

test('the viewer is told who they are', async () => {
  const { data } = await query(shop().stores, '{ viewer { name roles } }', { roles: ['ANALYST'] });
  expect(data.viewer).toEqual({ name: 'test', roles: ['ANALYST'] });
});
