import { getIntrospectionQuery } from 'graphql';
import { expect, test } from 'vitest';
import { codesOf, query } from '../support/query.ts';
import { shopOf } from './shop.ts';

async function costOf(text: string, variables: Record<string, unknown> = {}): Promise<number> {
  const { cost, errors } = await query(shopOf(1).stores, text, { variables });
  expect(errors).toEqual([]);
  return cost as number;
}

test('every field costs one and is reported', async () => {
  expect(await costOf('{ viewer { name roles } }')).toBe(3);
});

test('a list costs its fields as often as its page is long', async () => {
  expect(await costOf('{ customers(first: 10) { nodes { id } } }')).toBe(1 + 10 * 2);
  expect(await costOf('{ customers(last: 10) { nodes { id } } }')).toBe(1 + 10 * 2);
  expect(await costOf('{ customers { nodes { id } } }')).toBe(1 + 50 * 2);
});

test('nested lists multiply', async () => {
  const inner = 1 + 5 * 2;
  expect(
    await costOf('{ customers(first: 10) { nodes { orders(first: 5) { nodes { id } } } } }'),
  ).toBe(1 + 10 * (1 + inner));
});

test('a size in a variable counts, and so does its default', async () => {
  const text = 'query ($n: Int = 20) { customers(first: $n) { nodes { id } } }';
  expect(await costOf(text, { n: 7 })).toBe(1 + 7 * 2);
  expect(await costOf(text)).toBe(1 + 20 * 2);
});

test('aliases and fragments cost what they stand for', async () => {
  const plain = await costOf('{ business { label } }');
  expect(await costOf('{ a: business { label } b: business { label } }')).toBe(2 * plain);
  expect(
    await costOf('{ ...f } fragment f on Query { business { ... on Business { label } } }'),
  ).toBe(plain);
});

test('a field that is skipped costs nothing', async () => {
  const text = 'query ($all: Boolean!) { viewer { name } business @include(if: $all) { label } }';
  expect(await costOf(text, { all: false })).toBe(2);
  expect(await costOf(text, { all: true })).toBe(4);
});

test('nodes cost as many as are asked for', async () => {
  const text =
    'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { orders(first: 10) { nodes { id } } } } }';
  const one = await costOf(text, { ids: ['a'] });
  expect(await costOf(text, { ids: ['a', 'b', 'c'] })).toBe(1 + 3 * (one - 1));
});

test('points of a curve cost each', async () => {
  const of = (points: number) =>
    costOf(
      `{ business { value { curve(horizonsDays: [${Array(points).fill(30)}]) { horizonDays } } } }`,
    );
  expect((await of(3)) - (await of(2))).toBe((await of(2)) - (await of(1)));
  expect(await of(2)).toBeGreaterThan(await of(1));
});

const interval = '{ low { amount } high { amount } }';

test('the interval of a population costs more the longer its horizon, and a curve of them each', async () => {
  const curve = (days: readonly number[]) =>
    costOf(`{ business { value { curve(horizonsDays: [${days}]) { equity ${interval} } } } }`);
  const [near, far, farthest] = [await curve([365]), await curve([3650]), await curve([18_250])];
  expect(near).toBeGreaterThan(4000);
  expect(far).toBeGreaterThan(4 * near);
  expect(farthest).toBeLessThan(50_000);
  expect(await curve([365, 365])).toBeGreaterThan(1.8 * near);
  const equity = (days: number) =>
    costOf(`{ business { value(terms: { horizonDays: ${days} }) { equity ${interval} } } }`);
  expect(await equity(18_250)).toBeGreaterThan(5 * (await equity(365)));
});

test('a horizon that is no horizon is refused by what it must be, not by its price', async () => {
  const days = 2_000_000_000;
  const answer = await query(
    shopOf(1).stores,
    `{ business { value(terms: { horizonDays: ${days} }) { equity ${interval} } } }`,
  );
  expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('what takes longest is refused: a long curve with intervals', async () => {
  const answer = await query(
    shopOf(1).stores,
    `{ business { value { curve(horizonsDays: [${Array(120).fill(365)}]) { equity ${interval} } } } }`,
  );
  expect(codesOf(answer)).toEqual(['COST_EXCEEDED']);
});

test('a page of customers with their intervals, and a long curve without, fit the budget', async () => {
  const page = `customers(first: 250) { nodes { value { predicted { amount { amount } low { amount } high { amount } } } } }`;
  expect(await costOf(`{ ${page} }`)).toBeGreaterThan(250 * 100);
  const days = Array.from({ length: 120 }, (_, month) => 30 * (month + 1));
  await costOf(
    `{ business { value { curve(horizonsDays: [${days}]) { horizonDays equity { amount { amount } } } } } }`,
  );
});

test('a query over budget is refused before any store is asked, and says by how much', async () => {
  const { stores, calls } = shopOf(1);
  const answer = await query(stores, '{ customers(first: 250) { nodes { id } } }', {
    costBudget: 500,
  });
  expect(answer.errors).toEqual([
    expect.objectContaining({
      message:
        'Expected a query that costs at most 500, got one that costs 501. Ask for smaller pages or fewer fields.',
      extensions: { code: 'COST_EXCEEDED', cost: 501, budget: 500 },
    }),
  ]);
  expect({ data: answer.data, cost: answer.cost, calls }).toEqual({
    data: undefined,
    cost: 501,
    calls: [],
  });
});

test('a query that costs just the budget is answered', async () => {
  const { errors } = await query(shopOf(1).stores, '{ customers(first: 250) { nodes { id } } }', {
    costBudget: 501,
  });
  expect(errors).toEqual([]);
});

test('a mutation over budget changes nothing', async () => {
  const { stores, calls } = shopOf(1);
  const answer = await query(
    stores,
    `mutation { ordersRecord(orders: [{ orderId: "1", orderedAt: "2026-01-01T00:00:00Z", gross: "1" }]) {
      orders { customer { orders(first: 250) { nodes { id } } } } } }`,
    { costBudget: 100 },
  );
  expect({ codes: codesOf(answer), calls }).toEqual({ codes: ['COST_EXCEEDED'], calls: [] });
});

test('a negative size does not pay for the rest of the query', async () => {
  const answer = await query(
    shopOf(1).stores,
    '{ a: customers(first: -1000000) { nodes { id } } b: customers(first: 250) { nodes { id } } }',
    { costBudget: 400 },
  );
  expect(codesOf(answer)).toEqual(['COST_EXCEEDED']);
});

test('fragments that repeat each other without end of cost are refused in no time', async () => {
  const levels = Array.from(
    { length: 25 },
    (_, level) =>
      `fragment f${level} on Customer { a: referredBy { ...f${level + 1} } b: referredBy { ...f${level + 1} } }`,
  );
  const answer = await query(
    shopOf(1).stores,
    `{ customer(by: { sourceId: "1" }) { ...f0 } } ${levels.join(' ')} fragment f25 on Customer { id }`,
  );
  expect(codesOf(answer)).toEqual(['COST_EXCEEDED']);
});

test('variables that do not fit are refused as such, not as a cost', async () => {
  const answer = await query(
    shopOf(1).stores,
    'query ($n: Int) { customers(first: $n) { totalCount } }',
    {
      variables: { n: 'ten' },
    },
  );
  expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
});

test('an argument that a variable leaves null does not hide what the rest costs', async () => {
  const answer = await query(
    shopOf(1).stores,
    `query ($all: Boolean = true) {
      customer(by: { sourceId: "001" }) { orders(includeExcluded: $all) { totalCount } }
      customers(first: 250) { nodes { id } } }`,
    { variables: { all: null }, costBudget: 100 },
  );
  expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
});

test('of several operations the one that runs is priced', async () => {
  const answer = await query(
    shopOf(1).stores,
    'query Small { viewer { name } } query Large { customers(first: 250) { nodes { id } } }',
    { operationName: 'Small' },
  );
  expect(answer.cost).toBe(2);
});

test('reading the schema fits the budget', async () => {
  const { errors } = await query(shopOf(0).stores, getIntrospectionQuery());
  expect(errors).toEqual([]);
});

test('a scenario costs its sums, its sensitivity those of each lever', async () => {
  const scenario = (selection: string) => costOf(`{ scenario(changes: {}) { ${selection} } }`);
  const plain = await scenario('result { equity { amount } }');
  expect(plain).toBe(1 + 4 * 200 + 2);
  expect(await scenario('result { equity { amount } } sensitivity { lever }')).toBe(plain + 1501);
});

test('a forecast costs each week, more with bands, and its sums up to those of a curve', async () => {
  const forecast = (weeks: number, selection: string) =>
    costOf(`{ business { forecast(weeks: ${weeks}) { weeks { orders { ${selection} } } } } }`);
  expect(await forecast(4, 'amount')).toBe(1 + 4 * 200 + 4 * 3);
  expect(await forecast(100, 'amount')).toBe(1 + 24 * 200 + 100 * 3);
  expect(await forecast(4, 'low')).toBeGreaterThan((await forecast(4, 'amount')) + 4 * 50);
  expect(await forecast(260, 'amount low high')).toBeLessThan(100_000);
});
