import { expect, test } from 'vitest';
import type { Cells } from '../../graph/models/cells.ts';
import { fitModels } from '../../graph/models/fit.ts';
import { parseFittedModel } from '../../graph/models/fitted-model.ts';
import { gammaGamma } from '../../graph/models/gamma-gamma.ts';
import { predictor } from '../../graph/models/predictor.ts';
import { magnitude, seeded } from './random.ts';

/** A shop of 400 one-customer cells, in days. */
function shop(): Cells {
  const random = seeded(11);
  const rows = Array.from({ length: 400 }, () => {
    const age = 100 + Math.floor(random() * 200);
    const frequency = Math.floor(magnitude(random, -1, 1));
    const recency = frequency === 0 ? 0 : 1 + Math.floor(random() * (age - 1));
    return {
      frequency,
      recency,
      age,
      customers: 1,
      repeatSpend: frequency * magnitude(random, 1, 2),
    };
  });
  const column = (name: 'frequency' | 'recency' | 'age' | 'customers' | 'repeatSpend') =>
    Float64Array.from(rows, (row) => row[name]);
  return {
    frequency: column('frequency'),
    recency: column('recency'),
    age: column('age'),
    customers: column('customers'),
    repeatSpend: column('repeatSpend'),
  };
}

const cells = shop();
const purchases = { frequency: 3, recency: 80, age: 140 };

function predictorsOf(fitted: ReturnType<typeof fitModels>) {
  const { orders, spend } = predictor(fitted);
  if (!orders || !spend) {
    throw new Error('expected both models to be fitted');
  }
  return { orders, spend };
}

test('a prediction in days does not depend on the unit of time of the parameters', () => {
  const [weeks, days] = [7, 1].map((timeUnitDays) =>
    predictorsOf(fitModels(cells, cells, { timeUnitDays })),
  );
  const one = weeks?.orders.discountedOrders(purchases, 365, 0.1) ?? 0;
  const other = days?.orders.discountedOrders(purchases, 365, 0.1) ?? 1;
  expect(one / other).toBeCloseTo(1, 9);
});

test('an annual rate makes an order a year away worth 1 / (1 + rate)', () => {
  const { orders } = predictorsOf(fitModels(cells, cells));
  const [first = 0, second = 0] = [0, 0.1].map(
    (rate) =>
      orders.discountedOrders(purchases, 366, rate) - orders.discountedOrders(purchases, 365, rate),
  );
  expect(second / first).toBeCloseTo(1.1 ** (-365.5 / 365), 6);
});

test('a model that went through JSON predicts the same to the last digit', () => {
  const fitted = fitModels(cells, cells);
  const read = parseFittedModel(JSON.parse(JSON.stringify(fitted)));
  const [one, other] = [fitted, read].map((model) => {
    const { orders, spend } = predictorsOf(model);
    return [
      orders.probabilityAlive(purchases, 30),
      orders.discountedOrders(purchases, 365, 0.1),
      spend.expectedOrderValue(3, 120),
    ];
  });
  expect(other).toEqual(one);
});

test('a model file of one model is smaller than 4 KB', () => {
  expect(JSON.stringify(fitModels(cells, cells)).length).toBeLessThan(4096);
});

test('a model file of another version is refused', () => {
  expect(() => parseFittedModel({ version: 1 })).toThrow(/version 3, got 1: refresh/);
});

test('the order values of a cell are the sum of those of its customers', () => {
  const { spend } = predictorsOf(fitModels(cells, cells));
  const two: Cells = {
    frequency: Float64Array.of(3),
    recency: Float64Array.of(80),
    age: Float64Array.of(140),
    customers: Float64Array.of(2),
    repeatSpend: Float64Array.of(300),
  };
  const apart = spend.expectedOrderValue(3, 120) + spend.expectedOrderValue(3, 180);
  expect(spend.orderValueSumByCell(two)[0]).toBeCloseTo(apart, 10);
});

test('spend without a finite mean is valued at the observed mean', () => {
  const wild = cells.repeatSpend.map((spend, i) =>
    spend > 0 ? (cells.frequency[i] ?? 0) * 10 * (40 / ((i % 40) + 0.5)) ** (1 / 0.6) : 0,
  );
  const fitted = fitModels(cells, { ...cells, repeatSpend: wild });
  const spend = fitted.spend.kind === 'fit' ? fitted.spend : null;
  expect(spend?.params[1]).toBeLessThan(1);
  expect(predictorsOf(fitted).spend.expectedOrderValue(1, 5)).toBe(spend?.observedMean);
});

test('too little data leaves no predictor and says why', () => {
  const none = new Float64Array();
  const empty = { frequency: none, recency: none, age: none, customers: none, repeatSpend: none };
  const fitted = fitModels(empty, empty);

  expect(fitted.transactions).toMatchObject({ kind: 'insufficient', code: 'TOO_FEW_CUSTOMERS' });
  expect(fitted.spend).toMatchObject({ kind: 'insufficient', code: 'TOO_FEW_REPEAT_BUYERS' });
  expect(predictor(fitted)).toEqual({ orders: null, spend: null });
});

test('a model of repeat buyers without amounts predicts orders and no spend', () => {
  const fitted = fitModels(cells, { ...cells, repeatSpend: new Float64Array(400) });

  expect(predictor(fitted).orders).not.toBeNull();
  expect(predictor(fitted).spend).toBeNull();
});

test('Gamma-Gamma expects of a newcomer the population mean', () => {
  const fitted = fitModels(cells, cells);
  const params = fitted.spend.kind === 'fit' ? fitted.spend.params : ([1, 2, 1] as const);
  expect(predictorsOf(fitted).spend.expectedOrderValue(0, 0)).toBe(
    gammaGamma.populationMean(params),
  );
});

test('an endless horizon needs a discount rate', () => {
  const { orders } = predictorsOf(fitModels(cells, cells));
  const century = orders.discountedOrders(purchases, 36_500, 0.1);
  expect(orders.discountedOrders(purchases, Infinity, 0.1) / century).toBeCloseTo(1, 3);
  expect(() => orders.discountedOrders(purchases, Infinity, 0)).toThrow(/days >= 0, got Infinity/);
});

test('purchases that no history could produce are refused', () => {
  const { orders } = predictorsOf(fitModels(cells, cells));
  expect(() => orders.expectedOrders({ frequency: 1, recency: 9, age: 3 }, 30)).toThrow(
    /recency 9/,
  );
});
