import Big from 'big.js';
import { describe, expect, test } from 'vitest';
import { matches } from '../../graph/customers/filter.ts';
import type { Order } from '../../graph/orders/order.ts';
import { builtInSegments } from '../../graph/segments/built-in.ts';
import { metricsByHand } from '../support/brute-force.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { codesOf, query } from '../support/query.ts';
import { asOfDay, fittedOrders } from './fitted-shop.ts';

const channels = ['search', 'social', null] as const;
const products = ['cup', 'pot', 'tea'] as const;

/** The fitted shop's orders, each customer with a channel and campaign, each order with a product. */
const orders: readonly Order[] = fittedOrders.map((order, index) => {
  const customer = Number(order.customerKey.slice('id:c'.length));
  const product = products[(customer + index) % 3] ?? 'cup';
  return {
    ...order,
    channel: channels[customer % 3] ?? null,
    campaign: customer % 2 === 0 ? 'a/b %' : null,
    lines: [{ product, name: null, quantity: new Big(2), amount: order.net }],
  };
});

const profiles = [1, 2, 3].map((customer) => ({
  customerKey: `id:c${customer}`,
  email: null,
  name: null,
  phone: null,
  country: 'DE',
  referredBy: null,
}));

const shop = memoryStores({ asOfDay, orders, profiles });

async function ask(text: string, variables: Readonly<Record<string, unknown>> = {}) {
  const { data, errors } = await query(shop.stores, text, {
    variables,
    costBudget: Number.MAX_SAFE_INTEGER,
  });
  expect(errors).toEqual([]);
  return data;
}

const population = `... on Node { id } ... on Population { __typename label customerCount
  value(terms: { basis: CONTRIBUTION, horizonDays: 200 }) { historic { amount } equity { amount { amount } } }
  metrics(between: { from: "2026-01-01", to: "2026-04-01" }) {
    orders buyers newCustomers revenue { amount } repeatRate retentionRate }
  customers(first: 250) { totalCount pageInfo { endCursor } nodes { ...member } } }`;
const member = `fragment member on Customer { sourceId
  value(terms: { basis: CONTRIBUTION, horizonDays: 200 }) { historic { amount } predicted { amount { amount } } } }`;

const questions = {
  channel: 'channel(key: "search")',
  country: 'country(key: "DE")',
  product: 'product(key: "pot")',
  segment: 'segment(key: "one-time")',
} as const;

interface Member {
  readonly sourceId: string;
  readonly value: {
    readonly historic: { readonly amount: string };
    readonly predicted: { readonly amount: { readonly amount: string } };
  };
}

function firstBought(customer: string): Order | undefined {
  return orders
    .filter(({ customerKey }) => customerKey === customer)
    .toSorted((a, b) => (a.orderedAt < b.orderedAt ? -1 : 1))[0];
}

/** Members of each question, by a walk over orders. */
const isMember: Readonly<Record<keyof typeof questions, (customer: string) => boolean>> = {
  channel: (customer) => firstBought(customer)?.channel === 'search',
  country: (customer) => profiles.some(({ customerKey }) => customerKey === customer),
  product: (customer) =>
    orders.some(
      ({ customerKey, lines }) => customerKey === customer && lines[0]?.product === 'pot',
    ),
  segment: (customer) => orders.filter(({ customerKey }) => customerKey === customer).length === 1,
};

const everybody = [...new Set(orders.map(({ customerKey }) => customerKey))];

describe.each(Object.keys(questions) as (keyof typeof questions)[])('a %s', (kind) => {
  const expected = everybody.filter(isMember[kind]);

  test('has the members that a walk over the orders finds, and counts them', async () => {
    const data = await ask(`{ it: ${questions[kind]} { ${population} } } ${member}`);
    const found = data.it.customers.nodes.map(({ sourceId }: Member) => `id:${sourceId}`);
    expect(found.toSorted()).toEqual(expected.toSorted());
    expect(expected.length).toBeGreaterThan(0);
    expect([data.it.customerCount, data.it.customers.totalCount]).toEqual([
      expected.length,
      expected.length,
    ]);
  });

  test('is worth the sum of its members', async () => {
    const data = await ask(`{ it: ${questions[kind]} { ${population} } } ${member}`);
    const members: readonly Member[] = data.it.customers.nodes;
    const sum = (amounts: readonly number[]) => amounts.reduce((total, one) => total + one, 0);
    const equity = sum(members.map(({ value }) => Number(value.predicted.amount.amount)));
    const historic = sum(members.map(({ value }) => Number(value.historic.amount)));
    expect(Number(data.it.value.equity.amount.amount) / equity).toBeCloseTo(1, 9);
    expect(Number(data.it.value.historic.amount)).toBeCloseTo(historic, 6);
  });

  test("has the metrics of its members' orders", async () => {
    const data = await ask(`{ it: ${questions[kind]} { ${population} } } ${member}`);
    const own = orders.filter(({ customerKey }) => expected.includes(customerKey));
    const { snapshot } = shop;
    const {
      revenue,
      purchaseFrequency: _ignored,
      ...byHand
    } = metricsByHand(
      own,
      { from: '2026-01-01', to: '2026-04-01' },
      { from: snapshot.firstDay ?? '', to: '2026-07-01' },
    );
    expect(data.it.metrics).toMatchObject(byHand);
    expect(Number(data.it.metrics.revenue.amount)).toBeCloseTo(Number(revenue), 9);
  });

  test('is found by its global id', async () => {
    const { it } = await ask(`{ it: ${questions[kind]} { ${population} } } ${member}`);
    const { node } = await ask(`query ($id: ID!) { node(id: $id) { ${population} } } ${member}`, {
      id: it.id,
    });
    expect(node).toEqual(it);
  });
});

test('cohorts of each granularity hold every buyer once, with their value', async () => {
  const fields = 'label from to customerCount value { equity { amount { amount } } }';
  const { business, ...byGranularity } = await ask(`{
    business { value { equity { amount { amount } } } }
    DAY: cohorts(granularity: DAY) { ${fields} } WEEK: cohorts(granularity: WEEK) { ${fields} }
    MONTH: cohorts { ${fields} } QUARTER: cohorts(granularity: QUARTER) { ${fields} }
  }`);
  interface Row {
    readonly from: string;
    readonly customerCount: number;
    readonly value: { readonly equity: { readonly amount: { readonly amount: string } } };
  }
  for (const cohorts of Object.values(byGranularity) as Row[][]) {
    const customers = cohorts.reduce((sum, { customerCount }) => sum + customerCount, 0);
    const equity = cohorts.reduce((sum, { value }) => sum + Number(value.equity.amount.amount), 0);
    expect(customers).toBe(everybody.length);
    expect(equity / Number(business.value.equity.amount.amount)).toBeCloseTo(1, 9);
    expect(cohorts.map(({ from }) => from)).toEqual(cohorts.map(({ from }) => from).toSorted());
  }
  expect(byGranularity['QUARTER'][0]).toMatchObject({ label: '2025 Q1', to: '2025-04-01' });
});

test('a cohort has the customers who first bought in it', async () => {
  const { cohorts } = await ask(
    '{ cohorts(between: { from: "2025-03-01", to: "2025-04-01" }) { id customers(first: 250) { nodes { sourceId firstOrderAt } } } }',
  );
  const expected = everybody.filter((one) => firstBought(one)?.day.startsWith('2025-03'));
  expect(cohorts).toHaveLength(1);
  const found = cohorts[0].customers.nodes.map(
    ({ sourceId }: { readonly sourceId: string }) => `id:${sourceId}`,
  );
  expect(found.toSorted()).toEqual(expected.toSorted());
});

test('campaigns belong to their channel, whatever characters they are named by', async () => {
  const { channels: found } = await ask(
    '{ channels { key campaigns { label channel { key } customers { totalCount } customerCount } } }',
  );
  const pairs = found.map(
    (one: { readonly key: string; readonly campaigns: readonly object[] }) => [
      one.key,
      one.campaigns,
    ],
  );
  const inChannel = (channel: string) =>
    everybody.filter((one) => {
      const first = firstBought(one);
      return first?.channel === channel && first.campaign !== null;
    }).length;
  expect(Object.fromEntries(pairs)).toEqual(
    Object.fromEntries(
      ['search', 'social'].map((key) => [
        key,
        [
          {
            label: 'a/b %',
            channel: { key },
            customers: { totalCount: inChannel(key) },
            customerCount: inChannel(key),
          },
        ],
      ]),
    ),
  );
});

test('products come greatest revenue first, a page at a time, from both ends', async () => {
  const { products: all } = await ask(
    '{ products { totalCount nodes { key sold { orders units revenue { amount } } } } }',
  );
  const revenue = all.nodes.map(
    (node: { readonly sold: { readonly revenue: { readonly amount: string } } }) =>
      Number(node.sold.revenue.amount),
  );
  expect([all.totalCount, revenue]).toEqual([3, revenue.toSorted((a: number, b: number) => b - a)]);
  const { products: first } = await ask(
    '{ products(first: 2) { nodes { key } pageInfo { endCursor hasNextPage } } }',
  );
  const { products: rest } = await ask(
    'query ($after: String) { products(after: $after) { nodes { key } pageInfo { hasNextPage hasPreviousPage } } }',
    { after: first.pageInfo.endCursor },
  );
  const { products: last } = await ask(
    '{ products(last: 1) { nodes { key } pageInfo { hasPreviousPage } } }',
  );
  expect([...first.nodes, ...rest.nodes]).toEqual(
    all.nodes.map(({ key }: { readonly key: string }) => ({ key })),
  );
  expect(last.nodes).toEqual(rest.nodes);
  expect([first.pageInfo.hasNextPage, rest.pageInfo, last.pageInfo]).toEqual([
    true,
    { hasNextPage: false, hasPreviousPage: true },
    { hasPreviousPage: true },
  ]);
});

describe('segments', () => {
  test('RFM names each pair of quintiles once', () => {
    const groups = builtInSegments.slice(0, 11);
    const row = shop.snapshot && { orders: 1 };
    for (let recency = 1; recency <= 5; recency++) {
      for (let frequency = 1; frequency <= 5; frequency++) {
        const rfm = { recency, frequency, monetary: 3 };
        const names = groups.filter(({ filter }) => matches(filter, { ...row, rfm } as never));
        expect(names).toHaveLength(1);
      }
    }
  });

  test('a saved one has customers and value at once, metrics after the next refresh', async () => {
    const { stores } = memoryStores({ asOfDay, orders, profiles });
    const filter =
      '{ or: [{ channels: ["social"] }, { products: ["pot"] }], not: { segments: ["one-time"] } }';
    const { data, errors } = await query(
      stores,
      `mutation { segmentSave(input: { key: "mine", label: "Mine", filter: ${filter} }) {
        userErrors { message } segment { isPublished isBuiltIn rule metrics { orders } customerCount customers { totalCount }
          value { historic { amount } equity { amount { amount } } definition { customers } } } } }`,
    );
    expect(errors).toEqual([]);
    const { segment } = data.segmentSave;
    const expected = everybody.filter(
      (one) =>
        (firstBought(one)?.channel === 'social' || isMember.product(one)) && !isMember.segment(one),
    );
    expect(segment).toMatchObject({
      isPublished: false,
      metrics: null,
      customerCount: expected.length,
      customers: { totalCount: expected.length },
      value: { definition: { customers: expected.length } },
    });
  });

  test.each([
    ['a key of a built in one', '{ key: "vip", label: "x", filter: {} }'],
    ['a key with a space', '{ key: "a b", label: "x", filter: {} }'],
    ['no label', '{ key: "a", label: " ", filter: {} }'],
    ['a saved segment in its rule', '{ key: "a", label: "x", filter: { segments: ["b"] } }'],
  ])('%s is refused, and nothing saved', async (_name, input) => {
    const { stores, calls } = memoryStores({ asOfDay, orders: orders.slice(0, 30) });
    const { data } = await query(
      stores,
      `mutation { segmentSave(input: ${input}) { segment { key } userErrors { code message } } }`,
    );
    expect(data.segmentSave).toMatchObject({ segment: null, userErrors: [{ code: 'INVALID' }] });
    expect(calls).not.toContain('segments.save');
  });

  test('of a customer follow a live order', async () => {
    const live = memoryStores({ asOfDay, orders });
    const oneTime = everybody.find(isMember.segment)?.slice('id:'.length) ?? '';
    const asked = `{ customer(by: { sourceId: "${oneTime}" }) { segments { key } } }`;
    const keys = ({ data }: Awaited<ReturnType<typeof query>>) =>
      data.customer.segments.map(({ key }: { readonly key: string }) => key);
    expect(keys(await query(live.stores, asked))).toContain('one-time');
    await query(
      live.stores,
      `mutation { ordersRecord(orders: [{ orderId: "L", customerId: "${oneTime}", orderedAt: "2026-06-30T10:00:00Z", gross: "5" }]) {
        userErrors { message } } }`,
    );
    expect(keys(await query(live.stores, asked))).not.toContain('one-time');
  });

  test('an unknown one in a filter is refused by name', async () => {
    const answer = await query(
      shop.stores,
      '{ customers(filter: { segments: ["no"] }) { totalCount } }',
    );
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
  });
});

test('twenty populations in one query are read together', async () => {
  const { stores, calls } = memoryStores({ asOfDay, orders });
  await query(
    stores,
    '{ channels { ...all campaigns { ...all } } } fragment all on Population { value { equity { level } } metrics { orders } }',
  );
  expect(calls.toSorted()).toEqual([
    'populations.cellsIn 2',
    'populations.cellsIn 2',
    'populations.daysIn 2',
    'populations.daysIn 2',
    'populations.entriesIn 1',
    'populations.entriesIn 2',
    'populations.gapsIn 2',
    'populations.gapsIn 2',
  ]);
});

test('a profile is how frequent a value is beside everybody', async () => {
  const { channel, business } = await ask(`{
    business { profile(by: CHANNEL) { value customers share index } }
    channel(key: "search") { profile(by: CHANNEL) { value customers share index } } }`);
  const inSearch = everybody.filter(isMember.channel).length;
  expect(business.profile.map(({ index }: { readonly index: number }) => index)).toEqual([
    100, 100, 100,
  ]);
  expect(channel.profile).toEqual([
    {
      value: 'search',
      customers: inSearch,
      share: 1,
      index: expect.closeTo((100 * everybody.length) / inSearch, 9),
    },
  ]);
});
