import { describe, expect, test } from 'vitest';
import { toGlobalId } from '../../graph/global-id.ts';
import { predictor } from '../../graph/models/predictor.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { codesOf, query } from '../support/query.ts';
import { fittedOrders } from './fitted-shop.ts';

/** While customers still come. */
const asOfDay = '2025-12-31';

const channels = ['search', 'social'] as const;
const orders = fittedOrders.map((order) => ({
  ...order,
  channel: channels[Number(order.customerKey.slice('id:c'.length)) % 2] ?? null,
}));
const shop = memoryStores({ asOfDay, orders, settings: { variableCost: 0.1 } });

interface Asked {
  readonly changes?: Readonly<Record<string, number>>;
  readonly population?: string;
  readonly terms?: Readonly<Record<string, unknown>>;
  readonly cac?: string;
}

const amounts =
  'equity { amount } mean { amount } future { amount } total { amount } newCustomers cac { amount } acquisitionCost { amount } net { amount }';

async function ask({ changes = {}, ...rest }: Asked, selection: string) {
  const { data, errors } = await query(
    shop.stores,
    `query ($changes: ScenarioInput!, $population: ID, $terms: ValueTerms, $cac: Decimal) {
       scenario(changes: $changes, population: $population, terms: $terms, cac: $cac) { ${selection} } }`,
    { variables: { changes, ...rest } },
  );
  expect(errors).toEqual([]);
  return data.scenario;
}

async function equityOf(asked: Asked): Promise<number> {
  return Number((await ask(asked, 'result { equity { amount } }')).result.equity.amount);
}

async function valuedAt(terms: Readonly<Record<string, unknown>>): Promise<string> {
  const { data } = await query(
    shop.stores,
    'query ($terms: ValueTerms) { business { value(terms: $terms) { equity { amount { amount } } } } }',
    { variables: { terms } },
  );
  return data.business.value.equity.amount.amount;
}

const terms = { basis: 'CONTRIBUTION', horizonDays: 500, discountRate: 0.12 };

/** Equity customer by customer: each asked of the model alone. */
async function bruteForce({
  retention = 0,
  frequency = 0,
}: Readonly<Record<string, number>>): Promise<number> {
  const { orders: model, spend } = predictor(shop.snapshot.model);
  const figures = await shop.stores.populations.figures(shop.snapshot, undefined);
  const future = { orderRate: 1 + frequency, dropout: 1 / (1 + retention) };
  let sum = 0;
  for (const [row, x] of figures.frequency.entries()) {
    const [recency = 0, age = 0] = [figures.recency[row], figures.age[row]];
    const customer = { frequency: x, recency, age };
    const expected = model?.discountedOrders(customer, 500, 0.12, future) ?? NaN;
    sum += expected * (spend?.expectedOrderValue(x, figures.repeatSpend[row] ?? 0) ?? NaN);
  }
  return sum * (shop.snapshot.marginRate - 0.1);
}

test('the baseline is the value of the population to the last digit, and no change changes nothing', async () => {
  const { baseline, result, delta } = await ask(
    { terms, cac: '12' },
    `baseline { ${amounts} } result { ${amounts} } delta { ${amounts} }`,
  );
  expect(baseline.equity.amount).toBe(await valuedAt(terms));
  expect(result).toEqual(baseline);
  const zeros = Object.values(delta).map((value) =>
    typeof value === 'number' ? value : Number((value as { amount: string }).amount),
  );
  expect(zeros).toEqual(Array(8).fill(0));
});

test.each([
  { retention: 0.2 },
  { retention: -0.3 },
  { frequency: 0.25 },
  { retention: 0.1, frequency: -0.2 },
])('the result is the sum over customers one by one: %o', async (changes) => {
  expect((await equityOf({ changes, terms })) / (await bruteForce(changes))).toBeCloseTo(1, 9);
});

test('changes of retention and frequency differ, and neither is a plain multiplication', async () => {
  const [today, loyal, often] = await Promise.all([
    equityOf({ terms }),
    equityOf({ terms, changes: { retention: 0.1 } }),
    equityOf({ terms, changes: { frequency: 0.1 } }),
  ]);
  expect(loyal / today).toBeGreaterThan(1);
  expect(often / today).toBeGreaterThan(1);
  expect(often / today).toBeLessThan(1.1);
  expect(loyal).not.toBeCloseTo(often, 0);
});

test('10 % more an order is 10 % more revenue equity', async () => {
  const revenue = { ...terms, basis: 'REVENUE' };
  const [more, today] = await Promise.all([
    equityOf({ terms: revenue, changes: { orderValue: 0.1 } }),
    equityOf({ terms: revenue }),
  ]);
  expect(more / today).toBeCloseTo(1.1, 10);
});

test('another discount rate is the value at that rate to the last digit', async () => {
  const { result } = await ask(
    { terms, changes: { discountRate: 0.25 } },
    'result { equity { amount } }',
  );
  expect(result.equity.amount).toBe(await valuedAt({ ...terms, discountRate: 0.25 }));
});

test('a better margin leaves the variable cost: 10 % of the margin is more than 10 % of the contribution', async () => {
  const margin = shop.snapshot.marginRate;
  const [more, today] = await Promise.all([
    equityOf({ terms, changes: { margin: 0.1 } }),
    equityOf({ terms }),
  ]);
  expect(more / today).toBeCloseTo((1.1 * margin - 0.1) / (margin - 0.1), 10);
  const revenue = { ...terms, basis: 'REVENUE' };
  expect(await equityOf({ terms: revenue, changes: { margin: 0.1 } })).toBe(
    await equityOf({ terms: revenue }),
  );
});

test('volume brings customers and their cost, CAC cost alone, by hand', async () => {
  const asked = { terms: { ...terms, discountRate: 0 }, cac: '20' };
  const { baseline, result } = await ask(
    { ...asked, changes: { acquisitionVolume: 0.5, cac: 0.1 } },
    `baseline { ${amounts} } result { ${amounts} }`,
  );
  // Half as many again, at 22 each.
  expect(result.newCustomers / baseline.newCustomers).toBeCloseTo(1.5, 12);
  expect(result.future.amount / baseline.future.amount).toBeCloseTo(1.5, 9);
  expect(Number(result.cac.amount)).toBe(22);
  expect(Number(result.acquisitionCost.amount)).toBeCloseTo(22 * result.newCustomers, 6);
  expect(Number(result.net.amount)).toBeCloseTo(
    Number(result.total.amount) - 22 * result.newCustomers,
    5,
  );
  expect(result.equity).toEqual(baseline.equity);
});

test('delta is result less baseline to the last digit', async () => {
  const { baseline, result, delta } = await ask(
    { terms, changes: { retention: 0.1 }, cac: '10' },
    'baseline { net { amount } } result { net { amount } } delta { net { amount } }',
  );
  expect(Number(delta.net.amount)).toBeCloseTo(
    Number(result.net.amount) - Number(baseline.net.amount),
    6,
  );
});

test('sensitivity is what one per cent of each lever moves, the greatest first', async () => {
  const asked = { terms, cac: '30' };
  const { sensitivity } = await ask(
    asked,
    'sensitivity { lever equity { amount } total { amount } net { amount } elasticity }',
  );
  interface Row {
    readonly lever: string;
    readonly net: { readonly amount: string };
    readonly equity: { readonly amount: string };
    readonly elasticity: number;
  }
  const rows: readonly Row[] = sensitivity;
  const sizes = rows.map(({ net }) => Math.abs(Number(net.amount)));
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  expect(rows.map(({ lever }) => lever).toSorted()).toEqual(
    'ACQUISITION_VOLUME CAC DISCOUNT_RATE FREQUENCY MARGIN ORDER_VALUE RETENTION'.split(' '),
  );
  const changeOf = {
    RETENTION: { retention: 0.01 },
    FREQUENCY: { frequency: 0.01 },
    ORDER_VALUE: { orderValue: 0.01 },
    CAC: { cac: 0.01 },
    DISCOUNT_RATE: { discountRate: 0.12 * 1.01 },
  };
  for (const [lever, changes] of Object.entries(changeOf)) {
    const { delta, baseline } = await ask(
      { ...asked, changes },
      'delta { net { amount } } baseline { net { amount } }',
    );
    const row = rows.find((one) => one.lever === lever);
    expect(Number(row?.net.amount)).toBeCloseTo(Number(delta.net.amount), 5);
    expect(row?.elasticity).toBeCloseTo(
      Number(delta.net.amount) / Number(baseline.net.amount) / 0.01,
      6,
    );
  }
});

test('without a CAC nothing is net, and sensitivity is of the total', async () => {
  const { baseline, sensitivity, cacReason, cacSource } = await ask(
    { terms },
    `baseline { ${amounts} } sensitivity { lever total { amount } net { amount } } cacReason cacSource`,
  );
  expect([cacReason, cacSource]).toEqual(['NO_SPEND', null]);
  expect([baseline.cac, baseline.acquisitionCost, baseline.net]).toEqual([null, null, null]);
  expect(sensitivity.at(-1)).toEqual({ lever: 'CAC', total: { amount: '0.00' }, net: null });
});

test('without a CAC it is ad spend by the new customers of the weeks that the rate counts, of a channel its own', async () => {
  const spend = [
    { day: '2025-10-01', channel: 'search', amount: '5000' },
    { day: '2025-10-02', channel: 'search', amount: '600' },
    { day: '2025-12-31', channel: 'social', amount: '300' },
    { day: '2025-12-31', channel: null, kind: 'OTHER', amount: '7000' },
  ] as const;
  const spending = memoryStores({ asOfDay, orders, spend });
  const { data, errors } = await query(
    spending.stores,
    `{ all: scenario(changes: {}) { ...cost } free: scenario(changes: {}, cac: "0") { ...cost }
       search: scenario(changes: {}, population: "${toGlobalId('Channel', 'search')}") { ...cost }
       business { customerEquity { acquisitionRate { from newCustomers } } }
       channel(key: "search") { customerEquity { acquisitionRate { newCustomers } } } }
     fragment cost on Scenario { cacSource cacReason baseline { cac { amount } net { amount } total { amount } } }`,
  );
  expect(errors).toEqual([]);
  const { from, newCustomers } = data.business.customerEquity.acquisitionRate;
  expect(from).toBe('2025-10-02');
  expect(data.all).toMatchObject({ cacSource: 'OBSERVED', cacReason: null });
  expect(Number(data.all.baseline.cac.amount)).toBeCloseTo(900 / newCustomers, 8);
  expect(Number(data.all.baseline.net.amount)).toBeLessThan(Number(data.all.baseline.total.amount));
  const ofSearch = data.channel.customerEquity.acquisitionRate.newCustomers;
  expect(Number(data.search.baseline.cac.amount)).toBeCloseTo(600 / ofSearch, 8);
  expect(data.free).toMatchObject({ cacSource: 'GIVEN', baseline: { cac: { amount: '0.00' } } });
  expect(data.free.baseline.net).toEqual(data.free.baseline.total);
});

describe('of a population', () => {
  test('is about its customers alone, and a channel has customers to come', async () => {
    const population = toGlobalId('Channel', 'search');
    const all = await ask({ terms }, `baseline { ${amounts} }`);
    const { data } = await query(
      shop.stores,
      'query ($terms: ValueTerms) { channel(key: "search") { id value(terms: $terms) { equity { amount { amount } } } } }',
      { variables: { terms } },
    );
    const one = await ask(
      { terms, population },
      `population { id label } futureReason baseline { ${amounts} }`,
    );
    expect(one.population).toEqual({ id: population, label: 'search' });
    expect(one.baseline.equity.amount).toBe(data.channel.value.equity.amount.amount);
    expect(one.futureReason).toBeNull();
    expect(one.baseline.newCustomers).toBeLessThan(all.baseline.newCustomers);
  });

  test('nobody is acquired into a segment: total is what it is worth', async () => {
    const { futureReason, baseline } = await ask(
      { terms, population: toGlobalId('Segment', 'one-time'), cac: '5' },
      `futureReason baseline { ${amounts} }`,
    );
    expect(futureReason).toBe('NOT_ACQUIRED');
    expect([baseline.future, baseline.newCustomers, baseline.net]).toEqual([null, null, null]);
    expect(baseline.total).toEqual(baseline.equity);
  });

  test.each([
    ['a customer', toGlobalId('Customer', 'id:c1')],
    ['a channel that is none', toGlobalId('Channel', 'tv')],
    ['foreign text', 'search'],
  ])('the id of %s is refused', async (_name, id) => {
    const answer = await query(
      shop.stores,
      `{ scenario(changes: {}, population: "${id}") { futureReason } }`,
    );
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
  });
});

test.each([
  'changes: { retention: -0.95 }',
  'changes: { frequency: 10 }',
  'changes: { margin: 9 }',
  'changes: { discountRate: -0.1 }',
  'changes: {}, cac: "-1"',
])('%s is refused by name', async (input) => {
  const answer = await query(shop.stores, `{ scenario(${input}) { futureReason } }`);
  expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
  const name = /(\w+): "?-?[\d.]+"? *}?$/.exec(input)?.[1] ?? '';
  expect(answer.errors[0]?.message).toContain(name);
});

test('before the first snapshot there is a reason and no number', async () => {
  const { stores } = memoryStores({ asOfDay, orders: [], hasSnapshot: false });
  const { data, errors } = await query(
    stores,
    `{ scenario(changes: { retention: 0.1 }) { reason { code } futureReason baseline { ${amounts} } result { ${amounts} } sensitivity { equity { amount } elasticity } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.scenario).toMatchObject({
    reason: { code: 'NO_SNAPSHOT' },
    futureReason: 'NO_SNAPSHOT',
  });
  expect(Object.values(data.scenario.baseline)).toEqual(Array(8).fill(null));
});

test('a scenario with its sensitivity reads cells, gaps and spend once', async () => {
  const { stores, calls } = memoryStores({ asOfDay, orders });
  await query(
    stores,
    `{ scenario(changes: { retention: 0.1 }) { baseline { ${amounts} } result { ${amounts} } sensitivity { lever } }
       business { value { equity { level } } customerEquity { future { amount } } forecast(weeks: 4) { futureReason } } }`,
  );
  expect(calls.toSorted()).toEqual([
    'populations.acquisitions',
    'populations.cells',
    'populations.gaps',
  ]);
});
