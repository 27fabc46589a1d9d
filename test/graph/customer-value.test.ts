import { describe, expect, test } from 'vitest';
import { addDays, daysBetween } from '../../graph/calendar.ts';
import { summarise } from '../../graph/customers/summary.ts';
import { fitModels } from '../../graph/models/fit.ts';
import { intervals } from '../../graph/models/intervals.ts';
import { predictor } from '../../graph/models/predictor.ts';
import { codesOf, query } from '../support/query.ts';
import { asOfDay, fittedOrders, fittedStores } from './fitted-shop.ts';

const shop = fittedStores();
const { orders: orderModel, spend } = predictor(shop.snapshot.model);
const repeater = 'c11';
const own = fittedOrders.filter(({ customerKey }) => customerKey === `id:${repeater}`);
const summary = summarise(own, { asOfDay, margin: 0.3 });

const fields = `historic { amount } predicted { amount { amount currencyCode } low { amount } high { amount } level }
  total { amount } simple { amount } simpleReason residual { amount { amount } low { amount } high { amount } level } residualReason reason { code have need message }
  definition { formula formulas { figure formula } basis horizonDays discountRate level customers asOf timeZone
    basisRate marginSource configuredMargin variableCostRate cells snapshot model spendModel modelVersion }`;

async function valueUnder(terms: Readonly<Record<string, unknown>> | null, sourceId = repeater) {
  const { data, errors } = await query(
    shop.stores,
    `query ($id: String!, $terms: ValueTerms) { customer(by: { sourceId: $id }) { value(terms: $terms) { ${fields} } } }`,
    { variables: { id: sourceId, terms } },
  );
  expect(errors).toEqual([]);
  return data.customer.value;
}

/** Revenue that the models expect, straight from them. */
function expectedRevenue(horizonDays: number, rate: number, silence = 0): number {
  if (!orderModel || !spend) {
    throw new Error('Expected the shop to be enough for both models');
  }
  const { frequency, recencyDays, ageDays, repeatSpend } = summary;
  const purchases = { frequency, recency: recencyDays, age: ageDays + silence };
  return (
    orderModel.discountedOrders(purchases, horizonDays, rate) *
    spend.expectedOrderValue(frequency, Number(repeatSpend))
  );
}

function amountOf(estimate: { readonly amount: { readonly amount: string } }): number {
  return Number(estimate.amount.amount);
}

test('the sample customer came back, so that every part of the formula matters', () => {
  expect(summary.frequency).toBeGreaterThan(1);
});

test.each([
  ['REVENUE', 1, summary.revenue],
  ['GROSS_MARGIN', shop.snapshot.marginRate, summary.grossMargin],
  [
    'CONTRIBUTION',
    Number((shop.snapshot.marginRate - 0.1).toFixed(12)),
    summary.grossMargin.minus(summary.revenue.times('0.1')),
  ],
])('by %s, prediction and past count the share of the basis', async (basis, rate, historic) => {
  const value = await valueUnder({ basis });
  expect(Number(value.historic.amount)).toBe(Number(historic));
  expect(amountOf(value.predicted) / (rate * expectedRevenue(365, 0.1))).toBeCloseTo(1, 10);
  expect(value.definition.basisRate).toBe(rate);
});

test('total is historic and predicted', async () => {
  const { historic, predicted, total } = await valueUnder(null);
  const sum = Number(historic.amount) + amountOf(predicted);
  expect(Number(total.amount) / sum).toBeCloseTo(1, 10);
});

test.each([
  [1, 0],
  [30, 0.1],
  [365, 0],
  [365, 10],
  [18_250, 0.1],
])('over %i days at a rate of %d it is what the models say', async (horizonDays, discountRate) => {
  const { predicted } = await valueUnder({ basis: 'REVENUE', horizonDays, discountRate });
  expect(amountOf(predicted) / expectedRevenue(horizonDays, discountRate)).toBeCloseTo(1, 10);
});

test('a nearer horizon or a dearer year is worth less', async () => {
  const amounts = await Promise.all(
    [
      { horizonDays: 30 },
      { horizonDays: 365, discountRate: 0.5 },
      { horizonDays: 365 },
      { horizonDays: 365, discountRate: 0 },
      { horizonDays: 1000, discountRate: 0 },
    ].map(async (terms) => amountOf((await valueUnder(terms)).predicted)),
  );
  expect(amounts).toEqual(amounts.toSorted((a, b) => a - b));
});

test('the residual value is that of an endless horizon', async () => {
  const { residual } = await valueUnder({ basis: 'REVENUE' });
  expect(amountOf(residual) / expectedRevenue(Infinity, 0.1)).toBeCloseTo(1, 10);
});

test('without discounting the residual value has no bound, and is null', async () => {
  const { residual, residualReason, predicted } = await valueUnder({ discountRate: 0 });
  expect({ residual, residualReason }).toEqual({ residual: null, residualReason: 'UNBOUNDED' });
  expect(predicted).not.toBeNull();
  expect((await valueUnder(null)).residualReason).toBeNull();
});

describe('the interval', () => {
  /** Who ordered most of late: a customer of whom orders are to be expected. */
  const lively = 'c192';
  const orders = fittedOrders.filter(({ customerKey }) => customerKey === `id:${lively}`);
  const { frequency, recencyDays, ageDays, repeatSpend } = summarise(orders, {
    asOfDay,
    margin: 0.3,
  });
  const customer = {
    frequency,
    recency: recencyDays,
    age: ageDays,
    repeatSpend: Number(repeatSpend),
  };

  test.each([
    ['predicted', 365],
    ['residual', Infinity],
  ])('of %s is that of the models, on the basis asked for', async (name, horizonDays) => {
    const level = 0.8;
    const { [name]: estimate } = await valueUnder({ basis: 'CONTRIBUTION', level }, lively);
    const terms = { horizonDays, annualRate: 0.1, level };
    const { low = 0, high = 0 } = intervals(shop.snapshot.model).value?.(customer, terms) ?? {};
    const rate = shop.snapshot.marginRate - 0.1;
    expect(high).toBeGreaterThan(0);
    expect(estimate.level).toBe(level);
    expect(Number(estimate.low.amount)).toBeCloseTo(low * rate, 8);
    expect(Number(estimate.high.amount) / (high * rate)).toBeCloseTo(1, 10);
  });

  test('has a level of ninety per cent unless told', async () => {
    const { predicted } = await valueUnder(null, lively);
    const told = await valueUnder({ level: 0.9 }, lively);
    expect(predicted).toEqual(told.predicted);
    expect(predicted.level).toBe(0.9);
  });

  test('of who is most probably lost is nothing at both ends, below what is expected', async () => {
    const { predicted } = await valueUnder(null);
    expect([predicted.low.amount, predicted.high.amount]).toEqual(['0.00', '0.00']);
    expect(amountOf(predicted)).toBeGreaterThan(0);
  });
});

test('the simple value is the textbook’s: own order value × the business’s orders and lifespan', async () => {
  const text = `query ($between: DateRange) { business { metrics(between: $between) {
    purchaseFrequency averageLifespanDays comparisonDays } } }`;
  const { data } = await query(shop.stores, text);
  const days: number = data.business.metrics.comparisonDays;
  const between = { from: addDays(asOfDay, 1 - days), to: addDays(asOfDay, 1) };
  const window = await query(shop.stores, text, { variables: { between } });
  const recent = window.data.business.metrics;
  const { simple, simpleReason } = await valueUnder({ basis: 'REVENUE' });
  expect(simpleReason).toBeNull();
  const expected =
    (Number(summary.revenue) / summary.orders) *
    recent.purchaseFrequency *
    (recent.averageLifespanDays / days);
  expect(Number(simple.amount) / expected).toBeCloseTo(1, 10);
});

test('the definition is enough to compute the number again', async () => {
  const { definition } = await valueUnder({
    ...{ basis: 'CONTRIBUTION', horizonDays: 90, discountRate: 0.2, level: 0.8 },
  });
  expect(definition).toEqual({
    formula: expect.stringContaining('1/(1+discountRate)^(t/365)'),
    formulas: expect.arrayContaining([{ figure: 'residual', formula: expect.any(String) }]),
    basis: 'CONTRIBUTION',
    horizonDays: 90,
    discountRate: 0.2,
    level: 0.8,
    customers: 1,
    asOf: asOfDay,
    timeZone: 'UTC',
    basisRate: Number((shop.snapshot.marginRate - 0.1).toFixed(12)),
    marginSource: 'OBSERVED',
    configuredMargin: 0.3,
    variableCostRate: 0.1,
    cells: null,
    snapshot: 's1',
    model: shop.snapshot.model.choice.model,
    spendModel: 'GAMMA_GAMMA',
    modelVersion: 's1',
  });
});

test('every computed figure of a value has a formula, and its parameters a version', async () => {
  const { data, errors } = await query(
    shop.stores,
    `{ model { version } __type(name: "PopulationValue") { fields { name } } customerValue: __type(name: "CustomerValue") { fields { name } }
      customer(by: { sourceId: "${repeater}" }) { value { definition { modelVersion formulas { figure } } } }
      business { value { definition { modelVersion formulas { figure } } } } }`,
  );
  expect(errors).toEqual([]);
  const figuresOf = (type: { fields: { name: string }[] }) =>
    type.fields.map(({ name }) => name).filter((name) => !/definition|reason/i.test(name));
  for (const [type, value] of [
    [data.customerValue, data.customer.value],
    [data.__type, data.business.value],
  ]) {
    const explained = value.definition.formulas.map(({ figure }: { figure: string }) => figure);
    expect(explained).toEqual(expect.arrayContaining(figuresOf(type)));
    expect(value.definition.modelVersion).toBe(data.model.version);
  }
});

test('observed facts carry their definition too', async () => {
  const fields = 'definition { asOf timeZone snapshot configuredMargin formulas { figure } }';
  const { data } = await query(
    shop.stores,
    `{ business { metrics { ${fields} } } customer(by: { sourceId: "${repeater}" }) { summary { ${fields} } } }`,
  );
  const facts = { asOf: asOfDay, timeZone: 'UTC', snapshot: 's1', configuredMargin: 0.3 };
  expect(data.business.metrics.definition).toMatchObject(facts);
  expect(data.customer.summary.definition).toMatchObject(facts);
});

describe('under a model by name', async () => {
  const other = 'MBG_NBD';
  const cells = await shop.stores.populations.cells(shop.snapshot);
  const fitted = fitModels(cells, cells, { model: other, timeUnitDays: 7 });
  const model = {
    ...shop.snapshot.model,
    candidates: [...shop.snapshot.model.candidates, ...fitted.candidates],
  };
  const alternatives = fitted.transactions.kind === 'fit' ? [fitted.transactions] : [];
  const snapshots = {
    ...shop.stores.snapshots,
    current: async () => ({ ...shop.snapshot, model, alternatives }),
  };
  const stores = { ...shop.stores, snapshots };

  test('a value is what that model expects, and says so', async () => {
    const { data } = await query(
      stores,
      `{ customer(by: { sourceId: "${repeater}" }) { value(terms: { basis: REVENUE, model: ${other} }) {
        predicted { amount { amount } } definition { model } } } }`,
    );
    const { frequency, recencyDays, ageDays, repeatSpend } = summary;
    const purchases = { frequency, recency: recencyDays, age: ageDays };
    const orders = predictor(fitted).orders?.discountedOrders(purchases, 365, 0.1) ?? 0;
    const expected = orders * (spend?.expectedOrderValue(frequency, Number(repeatSpend)) ?? 0);
    const { predicted, definition } = data.customer.value;
    expect(amountOf(predicted) / expected).toBeCloseTo(1, 10);
    expect(definition.model).toBe(other);
  });

  test('without a usable fit there is no value, and the reason is data', async () => {
    const { data, errors } = await query(
      stores,
      '{ business { value(terms: { model: PARETO_NBD }) { equity { level } reason { code } definition { model modelVersion } } } }',
    );
    expect(errors).toEqual([]);
    expect(data.business.value).toEqual({
      equity: null,
      reason: { code: 'MODEL_NOT_FITTED' },
      definition: { model: null, modelVersion: null },
    });
  });

  test('candidates show what was fitted', async () => {
    const { data } = await query(
      stores,
      '{ model { choice { reason } candidates { name parameters { name value } } } }',
    );
    expect(data.model.choice.reason).toMatch(/^BG_NBD: .+[^.]\.$/);
    const shown = data.model.candidates.find(({ name }: { name: string }) => name === other);
    expect(shown.parameters.map(({ name }: { name: string }) => name)).toEqual([
      ...['r', 'alpha', 'a', 'b'],
    ]);
  });
});

describe('as of another day', () => {
  test('the future adds silence, and nothing else', async () => {
    const { predicted, historic, definition } = await valueUnder({
      basis: 'REVENUE',
      asOf: '2026-08-29T12:00:00Z',
    });
    expect(amountOf(predicted) / expectedRevenue(365, 0.1, 60)).toBeCloseTo(1, 10);
    expect(Number(historic.amount)).toBe(Number(summary.revenue));
    expect(definition.asOf).toBe('2026-08-29');
  });

  test('the past knows the orders by then alone', async () => {
    const day = own[1]?.day ?? '';
    const past = summarise(own, { asOfDay: day, margin: 0.3 });
    const { historic, definition } = await valueUnder({
      basis: 'REVENUE',
      asOf: `${day}T23:00:00Z`,
    });
    expect(Number(historic.amount)).toBe(Number(past.revenue));
    expect(past.orders).toBe(2);
    expect(definition.asOf).toBe(day);
  });

  test('before the first order there is no prediction, and the reason is data', async () => {
    const { predicted, total, historic, reason, definition } = await valueUnder({
      asOf: '2024-01-01T00:00:00Z',
    });
    expect({ predicted, total, historic, customers: definition.customers }).toEqual({
      predicted: null,
      total: null,
      historic: { amount: '0.00' },
      customers: 0,
    });
    expect(reason).toMatchObject({ code: 'NO_ORDERS', have: 0, need: 1 });
  });

  test('probability alive falls with silence', async () => {
    const { data } = await query(
      shop.stores,
      `{ customer(by: { sourceId: "${repeater}" }) {
        now: probabilityAlive today: probabilityAlive(asOf: "2026-06-30T12:00:00Z")
        later: probabilityAlive(asOf: "2026-09-30T00:00:00Z") muchLater: probabilityAlive(asOf: "2030-01-01T00:00:00Z")
      } }`,
    );
    const { now, today, later, muchLater } = data.customer;
    expect(today).toBe(now);
    expect(later).toBeLessThan(now);
    expect(muchLater).toBeLessThan(later);
    expect(muchLater).toBeGreaterThanOrEqual(0);
  });

  test('on the day of an order probability alive is what it was then', async () => {
    const [first, second] = own.toSorted((a, b) => (a.day < b.day ? -1 : 1));
    const age = daysBetween(first?.day ?? '', second?.day ?? '');
    const { data } = await query(
      shop.stores,
      `{ customer(by: { sourceId: "${repeater}" }) { probabilityAlive(asOf: "${second?.day}T12:00:00Z") } }`,
    );
    expect(data.customer.probabilityAlive).toBe(
      orderModel?.probabilityAlive({ frequency: 1, recency: age, age }),
    );
  });
});

test('expected orders are undiscounted and grow with the days', async () => {
  const { data } = await query(
    shop.stores,
    `{ customer(by: { sourceId: "${repeater}" }) { year: expectedOrders month: expectedOrders(withinDays: 30) } }`,
  );
  const { frequency, recencyDays, ageDays } = summary;
  const purchases = { frequency, recency: recencyDays, age: ageDays };
  expect(data.customer).toEqual({
    year: orderModel?.expectedOrders(purchases, 365),
    month: orderModel?.expectedOrders(purchases, 30),
  });
});

test('the next order, and the risk that none comes, are those of the model', async () => {
  const { data, errors } = await query(
    shop.stores,
    `{ customer(by: { sourceId: "c192" }) { probabilityAlive churnRisk expectedNextOrderAt
      month: purchaseProbability(withinDays: 30) year: purchaseProbability }
      lost: customer(by: { sourceId: "${repeater}" }) { expectedNextOrderAt }
      none: customer(by: { sourceId: "nobody" }) { churnRisk } }`,
  );
  expect(errors).toEqual([]);
  const { frequency, recencyDays, ageDays } = summarise(
    fittedOrders.filter(({ customerKey }) => customerKey === 'id:c192'),
    { asOfDay, margin: 0.3 },
  );
  const purchases = { frequency, recency: recencyDays, age: ageDays };
  const { customer, lost } = data;
  expect(customer.month).toBe(orderModel?.atLeastOneOrder(purchases, 30));
  expect(customer.year).toBe(orderModel?.atLeastOneOrder(purchases, 365));
  expect(customer.churnRisk).toBe(1 - customer.probabilityAlive);
  const median = orderModel?.expectedNextOrder(purchases).median ?? null;
  const end = Date.parse(addDays(asOfDay, 1));
  expect(customer.expectedNextOrderAt).toBe(
    median === null ? null : new Date(end + median * 86_400_000).toISOString(),
  );
  expect(lost.expectedNextOrderAt).toBeNull();
});

describe('terms out of range are refused by name', () => {
  test.each([
    ['horizonDays', 0],
    ['horizonDays', -1],
    ['horizonDays', 18_251],
    ['discountRate', -0.01],
    ['discountRate', 10.01],
    ['level', 0.49],
    ['level', 1],
  ])('%s %d', async (name, value) => {
    const answer = await query(
      shop.stores,
      'query ($terms: ValueTerms) { customer(by: { sourceId: "c1" }) { value(terms: $terms) { historic { amount } } } }',
      { variables: { terms: { [name]: value } } },
    );
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors[0]?.message).toContain(`Expected ${name} from`);
  });

  test('withinDays 0', async () => {
    const answer = await query(
      shop.stores,
      '{ customer(by: { sourceId: "c1" }) { sourceId expectedOrders(withinDays: 0) } }',
    );
    expect(answer.errors[0]?.message).toBe('Expected withinDays from 1 to 18250, got 0.');
    expect(answer.data.customer.sourceId).toBe('c1');
  });
});
