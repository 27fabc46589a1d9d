import Big from 'big.js';
import { type GraphQLObjectType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { toGlobalId } from '../../graph/global-id.ts';
import { executableSchema } from '../../graph/server.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { query } from '../support/query.ts';
import { fittedShop } from './fitted-shop.ts';
import { importWithRejects, rejects } from './imports-sample.ts';
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
  id: `"${toGlobalId('Customer', customer)}"`,
  ids: `["${toGlobalId('Customer', customer)}", "${toGlobalId('Business', 'business')}",
    "${toGlobalId('Order', 'test/c11-0')}", "${toGlobalId('Import', 'imp_1')}"]`,
  by: `{ id: "${toGlobalId('Customer', customer)}" }`,
  from: '{ sourceId: "c13" }',
  into: '{ sourceId: "c11" }',
  uplift: '0.1',
  'Query.acquisitionFit.by': 'CHANNEL',
  horizonsDays: '[30, 365]',
  days: '[0, 30]',
  'RepeatPurchase.quantileDays.share': '0.25',
  annualServiceCost: '"10"',
  changes: '{ retention: 0.1, frequency: 0.1, discountRate: 0.12 }',
  weeks: '6',
  'Query.channel.key': '"search"',
  'Query.country.key': '"DE"',
  'Query.product.key': '"cup"',
  'Query.segment.key': '"champions"',
  'Mutation.segmentDelete.key': '"mine"',
  'Mutation.segmentSave.input': '{ key: "mine", label: "Mine", filter: { orders: { gte: 2 } } }',
  'Mutation.exportStart.input': '{ fields: [ID, EMAIL, PREDICTED_VALUE] }',
  'Query.export.id': `"${toGlobalId('Export', 'exp_1')}"`,
  'Business.profile.by': 'CHANNEL',
  'Population.profile.by': 'ORDERS',
  'Campaign.profile.by': 'ORDERS',
  'Channel.profile.by': 'ORDERS',
  'Cohort.profile.by': 'ORDERS',
  'Country.profile.by': 'ORDERS',
  'Product.profile.by': 'ORDERS',
  'Segment.profile.by': 'ORDERS',
  kind: 'ORDERS',
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
  const orderKey = `by: { id: "${toGlobalId('Order', 'test/c11-0')}" }`;
  const fixed = text.replace(/order\(by: \{[^}]*\}/, `order(${orderKey}`);
  const { data, errors } = await query(shop().stores, fixed, { costBudget });
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
