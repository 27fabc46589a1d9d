import { describe, expect, test } from 'vitest';
import { binsOf, medianOf } from '../../graph/value/distribution.ts';
import { codesOf, query } from '../support/query.ts';
import { asOfDay, fittedOrders, fittedStores } from './fitted-shop.ts';

const shop = fittedStores();

interface Amount {
  readonly amount: string;
}

async function businessValue(selection: string, terms?: Readonly<Record<string, unknown>>) {
  const { data, errors } = await query(
    shop.stores,
    `query ($terms: ValueTerms) { business { value(terms: $terms) { ${selection} } } }`,
    { variables: { terms } },
  );
  expect(errors).toEqual([]);
  return data.business.value;
}

interface Valued {
  /** Null for a customer without an order by then. */
  readonly value: { readonly predicted: { readonly amount: Amount } | null };
}

/** The predicted value of every customer, one by one, lowest first. */
async function memberValues(terms: Readonly<Record<string, unknown>>): Promise<number[]> {
  const { data, errors } = await query(
    shop.stores,
    `query ($terms: ValueTerms) { a: customers(first: 250) { ...page } b: customers(last: 50) { ...page } }
     fragment page on CustomerConnection { nodes { value(terms: $terms) { predicted { amount { amount } } } } }`,
    { variables: { terms } },
  );
  expect(errors).toEqual([]);
  const nodes: readonly Valued[] = [...data.a.nodes, ...data.b.nodes];
  return nodes
    .flatMap(({ value: { predicted } }) => (predicted ? [Number(predicted.amount.amount)] : []))
    .toSorted((a, b) => a - b);
}

const terms = { basis: 'CONTRIBUTION', horizonDays: 200, discountRate: 0.15 };
const later = { ...terms, asOf: '2026-09-01T00:00:00Z' };

const past = { ...terms, asOf: '2025-07-01T12:00:00Z' };

test.each([
  ['today', terms, 300],
  ['after a silence', later, 300],
  ['as of a past day', past, 164],
])('equity is the sum over its members, mean their mean, %s', async (_name, asked, buyers) => {
  const values = await memberValues(asked);
  const { equity, mean, median, definition } = await businessValue(
    `equity { amount { amount } } mean { amount { amount } } median { amount }
     definition { customers }`,
    asked,
  );
  const sum = values.reduce((total, value) => total + value, 0);
  expect([values.length, definition.customers]).toEqual([buyers, buyers]);
  expect(Math.abs(Number(equity.amount.amount) / sum - 1)).toBeLessThan(1e-9);
  expect(Math.abs(Number(mean.amount.amount) / (sum / buyers) - 1)).toBeLessThan(1e-9);
  expect(Number(median.amount)).toBeCloseTo(medianOf(Float64Array.from(values)) ?? 0, 8);
});

test('historic value as of a past day is what the orders by then brought', async () => {
  const { historic } = await businessValue('historic { amount }', { ...past, basis: 'REVENUE' });
  const { data } = await query(
    shop.stores,
    `{ business { metrics(asOf: "${past.asOf}") { to revenue { amount } definition { asOf } } } }`,
  );
  expect(data.business.metrics).toMatchObject({
    to: '2025-07-02',
    definition: { asOf: '2025-07-01' },
  });
  expect(historic).toEqual(data.business.metrics.revenue);
  const byThen = fittedOrders.filter(({ day }) => day <= '2025-07-01');
  expect(Number(historic.amount)).toBeCloseTo(
    byThen.reduce((sum, { net }) => sum + Number(net), 0),
    6,
  );
});

test('before the first order nobody is worth anything', async () => {
  const value = await businessValue(
    'historic { amount } equity { amount { amount } } mean { level } median { amount } definition { customers asOf }',
    { asOf: '2024-12-01T00:00:00Z' },
  );
  expect(value).toMatchObject({
    historic: { amount: '0.00' },
    mean: null,
    median: null,
    definition: { customers: 0, asOf: '2024-12-01' },
  });
});

test('the definition of a past value says that the model knows more than the day', async () => {
  const { definition } = await businessValue(
    'definition { asOf modelVersion modelFittedThrough snapshot }',
    past,
  );
  expect(definition).toEqual({
    asOf: '2025-07-01',
    modelVersion: 's1',
    modelFittedThrough: asOfDay,
    snapshot: 's1',
  });
});

test('a past figure of a snapshot is the same to the last digit whenever it is asked for', async () => {
  const ask = () =>
    businessValue(
      `equity { ${interval} } median { amount } distribution(bins: 4) { equity { amount } }
       definition { asOf basisRate }`,
      past,
    );
  const first = await ask();
  expect([await ask(), await ask()]).toEqual([first, first]);
});

test('a group of a past day is of those who are in it today', async () => {
  const { data, errors } = await query(
    shop.stores,
    `query ($terms: ValueTerms) {
       segments { key value(terms: $terms) { definition { customers } equity { amount { amount } } } }
       cohorts { value(terms: $terms) { definition { customers } } } }`,
    { variables: { terms: past } },
  );
  expect(errors).toEqual([]);
  const counts = data.cohorts.map(
    ({ value }: { value: { definition: { customers: number } } }) => value.definition.customers,
  );
  expect(counts.reduce((sum: number, count: number) => sum + count, 0)).toBe(164);
});

const interval = 'level amount { amount } low { amount } high { amount }';

interface Interval {
  readonly level: number;
  readonly amount: Amount;
  readonly low: Amount;
  readonly high: Amount;
}

function ends({ amount, low, high }: Interval): number[] {
  return [low, amount, high].map((one) => Number(one.amount));
}

test('equity lies in its interval, which grows with the level', async () => {
  const selection = `equity { ${interval} }`;
  const wide = await businessValue(selection, { ...terms, level: 0.99 });
  const narrow = await businessValue(selection, { ...terms, level: 0.5 });
  const all = [ends(wide.equity), ends(narrow.equity)].flat();
  expect([wide.equity.level, narrow.equity.level]).toEqual([0.99, 0.5]);
  const [low, amount, high, nearLow, , nearHigh] = all;
  const ordered = [low, nearLow, amount, nearHigh, high];
  expect(ordered).toEqual(ordered.toSorted((one, other) => Number(one) - Number(other)));
});

test('the mean has the interval of equity, for each customer', async () => {
  const { equity, mean, curve } = await businessValue(
    `equity { ${interval} } mean { ${interval} } curve(horizonsDays: [200]) { equity { ${interval} } }`,
    terms,
  );
  expect(curve[0].equity).toEqual(equity);
  ends(mean).forEach((each, i) => {
    expect((each * 300) / (ends(equity)[i] ?? NaN)).toBeCloseTo(1, 10);
  });
});

test('the median is the middle of the members in order', async () => {
  const values = await memberValues(terms);
  const { median } = await businessValue('median { amount }', terms);
  const middle = ((values[149] ?? 0) + (values[150] ?? 0)) / 2;
  expect(Math.abs(Number(median.amount) / middle - 1)).toBeLessThan(1e-9);
});

test('the distribution divides the members in order into equal groups', async () => {
  const values = await memberValues(terms);
  const { distribution } = await businessValue(
    'distribution(bins: 7) { low { amount } high { amount } customers equity { amount } }',
    terms,
  );
  let from = 0;
  for (const { low, high, customers, equity } of distribution) {
    const members = values.slice(from, from + customers);
    const sum = members.reduce((total, value) => total + value, 0);
    expect([Number(low.amount), Number(high.amount), Number(equity.amount)]).toEqual(
      [members[0], members.at(-1), sum].map((value) => expect.closeTo(value ?? Number.NaN, 6)),
    );
    from += customers;
  }
  expect(from).toBe(300);
});

test('the curve rises, and passes through equity at the horizon of the terms', async () => {
  const { curve, equity } = await businessValue(
    'equity { amount { amount } } curve(horizonsDays: [1, 30, 200, 365, 3650, 18250]) { horizonDays equity { amount { amount } } }',
    terms,
  );
  const points: number[] = curve.map(
    ({ equity: at }: { readonly equity: { readonly amount: Amount } }) => Number(at.amount.amount),
  );
  expect(points).toEqual(points.toSorted((a, b) => a - b));
  expect(new Set(points).size).toBe(6);
  expect(points[2]).toBe(Number(equity.amount.amount));
});

test('historic is the sum of the historic values, by the basis', async () => {
  const { data } = await query(
    shop.stores,
    `{ business { metrics { revenue { amount } grossMargin { amount } }
       revenue: value(terms: { basis: REVENUE }) { historic { amount } }
       margin: value { historic { amount } }
       contribution: value(terms: { basis: CONTRIBUTION }) { historic { amount } } } }`,
  );
  const { metrics, revenue, margin, contribution } = data.business;
  expect([revenue.historic, margin.historic]).toEqual([metrics.revenue, metrics.grossMargin]);
  expect(Number(contribution.historic.amount)).toBeCloseTo(
    Number(metrics.grossMargin.amount) - 0.1 * Number(metrics.revenue.amount),
    8,
  );
});

test('the definition names the resolution, the count and the snapshot', async () => {
  const { definition } = await businessValue(
    'definition { basis customers asOf cells snapshot modelVersion basisRate }',
  );
  expect(definition).toEqual({
    basis: 'GROSS_MARGIN',
    customers: 300,
    asOf: asOfDay,
    cells: 'DAY',
    snapshot: 's1',
    modelVersion: 's1',
    basisRate: shop.snapshot.marginRate,
  });
});

describe('refused by name', () => {
  test.each([
    ['one bin', 'value { distribution(bins: 1) { customers } }'],
    ['a hundred and one bins', 'value { distribution(bins: 101) { customers } }'],
    ['a horizon of the curve', 'value { curve(horizonsDays: [30, 0]) { horizonDays } }'],
    [
      'too many points',
      `value { curve(horizonsDays: [${Array.from({ length: 121 }, () => 30)}]) { horizonDays } }`,
    ],
  ])('%s', async (_name, selection) => {
    expect(codesOf(await query(shop.stores, `{ business { ${selection} } }`))).toEqual([
      'BAD_USER_INPUT',
    ]);
  });
});

test('a curve of no horizons has no points', async () => {
  expect(await businessValue('curve(horizonsDays: []) { horizonDays }')).toEqual({ curve: [] });
});

test('medians of even and odd counts, and of nothing', () => {
  expect([[], [3], [1, 2], [1, 2, 9]].map((values) => medianOf(Float64Array.from(values)))).toEqual(
    [null, 3, 1.5, 2],
  );
});

test('fewer customers than groups make a group each', () => {
  expect(binsOf(Float64Array.of(1, 2), 10)).toEqual([
    { low: 1, high: 1, customers: 1, sum: 1 },
    { low: 2, high: 2, customers: 1, sum: 2 },
  ]);
  expect(binsOf(new Float64Array(), 10)).toEqual([]);
});
