import { describe, expect, test } from 'vitest';
import { type Intervals, intervals } from '../../graph/models/intervals.ts';
import type { FitReport } from '../../graph/models/outcome.ts';
import { predictor } from '../../graph/models/predictor.ts';
import { registeredModels } from '../../graph/models/registry.ts';
import type { TransactionModelName } from '../../graph/models/transaction-model.ts';
import type { ValuedCustomer } from '../../graph/models/value-interval.ts';
import { magnitude, seeded } from './random.ts';
import { gammaVariable } from './simulate.ts';

const known: FitReport = {
  kind: 'fit',
  parameters: [],
  logCovariance: null,
  logLikelihood: 0,
  customers: 100,
  iterations: 1,
  converged: true,
  gradientNorm: 0,
  warnings: [],
};

interface Truth {
  readonly model?: TransactionModelName;
  readonly orders: readonly number[];
  readonly spend: readonly [number, number, number];
  /** Standard deviation of the logarithm of every parameter. */
  readonly doubt?: number;
}

/** A fitted model of given parameters; time in days. */
function modelOf({ model = 'BG_NBD', orders, spend, doubt = 0 }: Truth) {
  const covariance = (size: number) =>
    doubt === 0
      ? null
      : Array.from({ length: size }, (_, i) =>
          Array.from({ length: size }, (_, j) => (i === j ? doubt ** 2 : 0)),
        );
  return {
    timeUnitDays: 1,
    transactions: { ...known, logCovariance: covariance(4), model, params: orders },
    spend: {
      ...known,
      logCovariance: covariance(3),
      model: 'GAMMA_GAMMA' as const,
      params: spend,
      observedMean: 30,
      correlation: 0,
      excludedCustomers: 0,
    },
  };
}

function bound(truth: Truth): Required<{ [K in keyof Intervals]: NonNullable<Intervals[K]> }> {
  const { orders, value, total, forecast } = intervals(modelOf(truth));
  if (!(orders && value && total && forecast)) {
    throw new Error('Expected intervals of both models');
  }
  return { orders, value, total, forecast };
}

const truth: Truth = { orders: [0.8, 50, 0.8, 2.8], spend: [6, 4, 60] };
const loyal: ValuedCustomer = { frequency: 7, recency: 280, age: 300, repeatSpend: 210 };
const terms = { horizonDays: 365, annualRate: 0.1, level: 0.9 };

/** Orders and discounted value of the loyal customer's year, drawn from what is known of the customer. */
function draws(count: number) {
  const random = seeded(31);
  const [r = 0, alpha = 0, a = 0, b = 0] = truth.orders;
  const [p, q, v] = truth.spend;
  const alive = predictor(modelOf(truth)).orders?.probabilityAlive(loyal) ?? 0;
  const orders = new Float64Array(count);
  const value = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const rate = gammaVariable(random, r + loyal.frequency) / (alpha + loyal.age);
    const leaving = gammaVariable(random, a);
    const dropout = leaving / (leaving + gammaVariable(random, b + loyal.frequency));
    const spendRate = gammaVariable(random, p * loyal.frequency + q) / (v + loyal.repeatSpend);
    let isAlive = random() < alive;
    let time = -Math.log(random()) / rate;
    while (isAlive && time <= terms.horizonDays) {
      orders[i] = (orders[i] ?? 0) + 1;
      value[i] = (value[i] ?? 0) + (gammaVariable(random, p) / spendRate) * 1.1 ** (-time / 365);
      isAlive = random() > dropout;
      time -= Math.log(random()) / rate;
    }
  }
  return { orders: orders.sort(), value: value.sort() };
}

describe('a customer of known parameters', () => {
  const drawn = draws(40_000);
  const at = (sorted: Float64Array, share: number) => sorted[Math.floor(share * 40_000)] ?? NaN;
  const zero = drawn.orders.indexOf(1) / 40_000;

  test('has the orders that a simulation has', () => {
    const { low, high } = bound(truth).orders(loyal, 365, 0.9);
    const inside = drawn.orders.filter((orders) => orders >= low && orders <= high).length;
    expect(Math.abs(inside / 40_000 - 0.9)).toBeLessThan(0.02);
    expect(low).toBe(0);
    expect(Math.abs(high - at(drawn.orders, 0.9))).toBeLessThanOrEqual(1);
  });

  test('has the value that a simulation has', () => {
    const { value } = bound(truth);
    for (const level of [0.5, 0.9, 0.99]) {
      const { low, high } = value(loyal, { ...terms, level });
      const spare = 1 - level;
      const above = Math.max(spare / 2, Math.min(spare, zero));
      expect(high / at(drawn.value, 1 - above)).toBeCloseTo(1, 1);
      expect(low === 0 || Math.abs(low / at(drawn.value, spare / 2) - 1) < 0.05).toBe(true);
      const inside = drawn.value.filter((amount) => amount >= low && amount <= high).length;
      expect(Math.abs(inside / 40_000 - (1 - above - (low > 0 ? spare / 2 : 0)))).toBeLessThan(
        0.01,
      );
    }
  });
});

test('a customer who is gone has nothing to come, at both ends', () => {
  const lost = { frequency: 30, recency: 60, age: 2000, repeatSpend: 900 };
  const { orders, value } = bound(truth);
  expect(orders(lost, 365, 0.9)).toEqual({ low: 0, high: 0 });
  expect(value(lost, terms)).toEqual({ low: 0, high: 0 });
  expect(value(lost, { ...terms, horizonDays: Infinity })).toEqual({ low: 0, high: 0 });
});

test('a one-time buyer has an interval from nothing', () => {
  const once = { frequency: 0, recency: 0, age: 30, repeatSpend: 0 };
  expect(bound(truth).orders(once, 365, 0.9).low).toBe(0);
  expect(bound(truth).value(once, terms).low).toBe(0);
  expect(bound(truth).value(once, terms).high).toBeGreaterThan(0);
});

test('doubt about the parameters widens the interval', () => {
  const [sure, unsure] = [0, 0.5].map((doubt) => bound({ ...truth, doubt }).value(loyal, terms));
  expect(unsure?.high).toBeGreaterThan(sure?.high ?? Infinity);
});

test('a shop of alike customers is surer the more there are, down to the doubt about its parameters', () => {
  const shopOf = (customers: number) => ({
    frequency: Float64Array.of(loyal.frequency),
    recency: Float64Array.of(loyal.recency),
    age: Float64Array.of(loyal.age),
    customers: Float64Array.of(customers),
    repeatSpend: Float64Array.of(customers * loyal.repeatSpend),
  });
  const widths = (doubt: number) =>
    [100, 10_000, 1_000_000].map((customers) => {
      const { low, high } = bound({ ...truth, doubt }).total(shopOf(customers), terms);
      return Math.log(high / low);
    });
  const [few = 0, more = 0, many = 0] = widths(0);
  expect(few / more).toBeCloseTo(10, 0);
  expect(more / many).toBeCloseTo(10, 0);
  const [, unsure = 0, asUnsure = 0] = widths(0.05);
  expect(unsure / asUnsure).toBeLessThan(1.1);
  expect(asUnsure).toBeGreaterThan(10 * many);
});

test('the chance in a total is that of its customers, one by one', () => {
  const { value } = draws(40_000);
  const mean = value.reduce((sum, amount) => sum + amount, 0) / 40_000;
  const square = value.reduce((sum, amount) => sum + (amount - mean) ** 2, 0) / 40_000;
  const { low, high } = bound(truth).total(
    {
      frequency: Float64Array.of(loyal.frequency),
      recency: Float64Array.of(loyal.recency),
      age: Float64Array.of(loyal.age),
      customers: Float64Array.of(1),
      repeatSpend: Float64Array.of(loyal.repeatSpend),
    },
    terms,
  );
  const variance = (Math.log(high / low) / 2 / 1.6448536) ** 2;
  expect(Math.expm1(variance) / (square / mean ** 2)).toBeCloseTo(1, 1);
});

test.each(registeredModels().map(({ name }) => name))(
  '%s has intervals in order and nested, whatever the legal input',
  (model) => {
    const random = seeded(33);
    for (let i = 0; i < 24; i++) {
      const age = magnitude(random, -1, 3.5);
      const frequency = [0, 0, 1, 2, 9, 40][Math.floor(random() * 6)] ?? 0;
      const recency = frequency === 0 ? 0 : age * random();
      const shape = [magnitude(random, -2, 1), magnitude(random, 0.7, 3)];
      const leaving = [magnitude(random, -3, 2), magnitude(random, -1, 3)];
      const { orders, value, total } = bound({
        model,
        orders: [...shape, ...leaving, ...(model.endsWith('CNBD_K') ? [2] : [])],
        spend: [magnitude(random, -1, 3), magnitude(random, -1, 3), magnitude(random, -1, 3)],
        doubt: i % 2 === 0 ? 0 : magnitude(random, -2, 1),
      });
      const horizonDays = i % 5 === 0 ? Infinity : magnitude(random, 0, 3.5);
      const customer = { frequency, recency, age, repeatSpend: frequency * 20 * random() };
      const cells = {
        frequency: Float64Array.of(frequency),
        recency: Float64Array.of(recency),
        age: Float64Array.of(age),
        customers: Float64Array.of(3),
        repeatSpend: Float64Array.of(3 * customer.repeatSpend),
      };
      const input = JSON.stringify({ i, customer, horizonDays });
      const at = (level: number) => ({ horizonDays, annualRate: 0.1, level });
      for (const of of [
        (level: number) => orders(customer, Math.min(horizonDays, 5000), level),
        (level: number) => value(customer, at(level)),
        (level: number) => total(cells, at(level)),
      ]) {
        const [inner, outer] = [of(0.6), of(0.95)];
        const ends = [outer.low, inner.low, inner.high, outer.high];
        expect(ends.every(Number.isFinite), input).toBe(true);
        expect(outer.low, input).toBeGreaterThanOrEqual(0);
        expect(inner.low - outer.low, input).toBeGreaterThanOrEqual(-1e-5 * outer.low);
        expect(inner.high, input).toBeGreaterThanOrEqual(inner.low);
        expect(outer.high - inner.high, input).toBeGreaterThanOrEqual(-1e-5 * outer.high);
      }
    }
  },
);
