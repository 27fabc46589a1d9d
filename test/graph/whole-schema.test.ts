import Big from 'big.js';
import { type GraphQLObjectType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { executableSchema } from '../../graph/server.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { query } from '../support/query.ts';
import { fittedShop } from './fitted-shop.ts';
import { importWithRejects, rejects } from './imports-sample.ts';
import { queryArguments } from './whole-schema-arguments.ts';
import { selectEverything } from './whole-schema-query.ts';

const schema = executableSchema();
const customer = 'id:c11';

/** The shop's orders, come by a campaign and with a product. */
const acquiredOrders = fittedShop.orders.map((order) => ({
  ...order,
  channel: 'search',
  campaign: 'spring',
  lines: [{ product: 'cup', name: 'A cup', quantity: new Big(1), amount: order.net }],
}));

function shop() {
  return memoryStores({
    ...fittedShop,
    orders: acquiredOrders,
    spend: [{ day: '2026-01-05', channel: 'search', campaign: 'spring', amount: '900' }],
    imports: [importWithRejects],
    rejects,
    profiles: [
      {
        customerKey: customer,
        email: 'ann@example.com',
        name: 'Ann',
        phone: null,
        country: 'DE',
        referredBy: 'id:c12',
      },
    ],
  });
}

/** Every required argument of the schema, by name. */
const values = {
  ...queryArguments({
    customer,
    order: 'test/c11-0',
    import: 'imp_1',
    channel: 'search',
    country: 'DE',
    product: 'cup',
  }),
  from: '{ sourceId: "c13" }',
  into: '{ sourceId: "c11" }',
  'Mutation.segmentDelete.key': '"mine"',
  'Mutation.segmentSave.input': '{ key: "mine", label: "Mine", filter: { orders: { gte: 2 } } }',
  'Mutation.exportStart.input': '{ fields: [ID, EMAIL, PREDICTED_VALUE] }',
  kind: 'ORDERS',
  entries: '[{ day: "2026-06-30", channel: "search", amount: "10" }]',
  fileName: '"orders.csv"',
  orders: `[{ orderId: "new", customerId: "c11", orderedAt: "2026-06-30T10:00:00Z", gross: "10", cost: "4",
    lines: [{ product: "p", amount: "10" }] }]`,
};

/** Large enough for everything at once. */
const costBudget = Number.MAX_SAFE_INTEGER;

function fieldNames(type: GraphQLObjectType): string[] {
  return Object.keys(type.getFields()).map((field) => `${type.name}.${field}`);
}

test('a query of every field of the schema is answered without an error', async () => {
  const text = selectEverything(schema, schema.getQueryType() as GraphQLObjectType, values);
  const { data, errors } = await query(shop().stores, text, { costBudget });
  expect(errors).toEqual([]);
  expect(data.Query_business).not.toBeNull();
  const found = [data.Query_channel, data.Query_country, data.Query_product, data.Query_segment];
  expect(found).not.toContain(null);
});

test('every mutation with every field of its payload is answered without an error', async () => {
  const text = selectEverything(schema, schema.getMutationType() as GraphQLObjectType, values);
  const { errors } = await query(shop().stores, `mutation ${text}`, { costBudget });
  expect(errors).toEqual([]);
});

test('the two requests together select every field of every object type', () => {
  const texts = [schema.getQueryType(), schema.getMutationType()].map((root) =>
    selectEverything(schema, root as GraphQLObjectType, values),
  );
  const all = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap(fieldNames);
  const missing = all.filter((name) => !texts.join(' ').includes(`${name.replace('.', '_')}:`));
  expect(missing).toEqual([]);
});
