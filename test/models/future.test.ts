import { describe, expect, test } from 'vitest';
import { purchasesOf } from '../../graph/models/cells.ts';
import { asFitted, type Future } from '../../graph/models/future.ts';
import { orderPredictor } from '../../graph/models/predictor.ts';
import { transactionModel } from '../../graph/models/registry.ts';
import type { TransactionFit, TransactionModelName } from '../../graph/models/transaction-model.ts';

const paramsOf = {
  BG_NBD: [0.6, 40, 0.8, 2.4],
  MBG_NBD: [0.7, 35, 0.6, 2.1],
  PARETO_NBD: [0.6, 70, 0.6, 80],
  BG_CNBD_K: [1.1, 30, 0.8, 2.4, 3],
  MBG_CNBD_K: [1.1, 30, 0.6, 2.1, 2],
} satisfies Record<TransactionModelName, readonly number[]>;
const names = Object.keys(paramsOf) as TransactionModelName[];

function predictorOf(name: TransactionModelName, params: readonly number[] = paramsOf[name]) {
  return orderPredictor({ model: name, params } as unknown as TransactionFit, 1);
}

const cells = {
  frequency: Float64Array.of(0, 0, 1, 2, 7, 30),
  recency: Float64Array.of(0, 0, 20, 300, 250, 390),
  age: Float64Array.of(0, 200, 90, 340, 400, 400),
  customers: Float64Array.of(1, 1, 1, 1, 1, 1),
  repeatSpend: new Float64Array(6),
};

const futures: readonly Future[] = [
  asFitted,
  { orderRate: 1.3, dropout: 1 },
  { orderRate: 1, dropout: 0.8 },
  { orderRate: 0.7, dropout: 1.5 },
];

describe.each(names)('%s', (name) => {
  const orders = predictorOf(name);

  test('expects as fitted what it expects without a future, to the last digit', () => {
    expect(orders.discountedOrdersByCell(cells, 365, 0.1, asFitted)).toEqual(
      orders.discountedOrdersByCell(cells, 365, 0.1),
    );
    expect(orders.expectedOrdersByCell(cells, 365, asFitted)).toEqual(
      orders.expectedOrdersByCell(cells, 365),
    );
  });

  test.each(futures)('expects of cells what it does of customers one by one: %o', (future) => {
    const expected = orders.expectedOrdersByCell(cells, 200, future);
    const discounted = orders.discountedOrdersByCell(cells, 200, 0.2, future);
    for (let i = 0; i < expected.length; i++) {
      const customer = purchasesOf(cells, i);
      const count = orders.expectedOrders(customer, 200, future);
      expect((expected[i] ?? NaN) / count).toBeCloseTo(1, 9);
      const one = orders.discountedOrders(customer, 200, 0.2, future);
      expect((discounted[i] ?? NaN) / one).toBeCloseTo(1, 9);
    }
  });

  test('expects more of customers who order more often, or leave less readily, and never more than their product', () => {
    const total = (future: Future) =>
      orders.expectedOrdersByCell(cells, 365, future).reduce((sum, value) => sum + value, 0);
    const today = total(asFitted);
    const often = total({ orderRate: 1.1, dropout: 1 });
    const loyal = total({ orderRate: 1, dropout: 1 / 1.1 });
    expect(often).toBeGreaterThan(today);
    expect(often).toBeLessThanOrEqual(1.1 * today * (1 + 1e-12));
    expect(loyal).toBeGreaterThan(today);
    expect(loyal).toBeLessThan(1.1 * today);
  });

  test('discounts a future as the sum of its days', () => {
    const future = { orderRate: 1.3, dropout: 0.8 };
    const customer = purchasesOf(cells, 3);
    const until = (day: number) => orders.expectedOrders(customer, day, future);
    let sum = 0;
    for (let day = 0; day < 100; day++) {
      sum += (until(day + 1) - until(day)) / 1.2 ** ((day + 0.5) / 365);
    }
    expect(orders.discountedOrders(customer, 100, 0.2, future) / sum).toBeCloseTo(1, 6);
  });

  test('refuses a rate that is none', () => {
    const ask = (future: Future) => orders.expectedOrders(purchasesOf(cells, 2), 30, future);
    expect(() => ask({ orderRate: 0, dropout: 1 })).toThrow(RangeError);
    expect(() => ask({ orderRate: 1, dropout: -1 })).toThrow(RangeError);
  });
});

test('a newcomer to Pareto/NBD who orders f times as often and leaves h times as soon has scales α/f and β/h', () => {
  const newcomer = { frequency: 0, recency: 0, age: 0 };
  const [r, alpha, s, beta] = paramsOf.PARETO_NBD as [number, number, number, number];
  const future = { orderRate: 1.3, dropout: 0.7 };
  const expected = predictorOf('PARETO_NBD', [r, alpha / 1.3, s, beta / 0.7]);
  expect(
    predictorOf('PARETO_NBD').expectedOrders(newcomer, 150, future) /
      expected.expectedOrdersOfNewCustomer(150),
  ).toBeCloseTo(1, 12);
});

/**
 * Orders by t of a newcomer whose hazard to leave is a whole number times the fitted one: a sum over numbers of phases, of
 * E[q^n] as a product.
 */
function ordersByHand(
  name: TransactionModelName,
  t: number,
  hazard: number,
  isNew = false,
): number {
  const [r = 1, alpha = 1, a = 1, fittedB = 1, k = 1] = paramsOf[name] as readonly number[];
  const isModified = name.startsWith('M');
  // Who is known to be alive just after the first order has stayed through it at the fitted hazard.
  const b = isModified && !isNew ? fittedB + 1 : fittedB;
  const share = t / (alpha + t);
  let probability = (1 - share) ** r;
  let sum = 0;
  let stays = 0;
  let survival = 1;
  let power = 0;
  const leave = () => {
    for (let i = 0; i < hazard; i++, power++) {
      survival *= (b + power) / (a + b + power);
    }
  };
  if (isModified && isNew) {
    leave();
  }
  for (let n = 1; n < 60 * (1 + t / alpha) + 1000; n++) {
    probability *= ((r + n - 1) / n) * share;
    if (n % k === 0) {
      stays += survival;
      leave();
    }
    sum += probability * stays;
  }
  return (isModified && !isNew ? fittedB / (a + fittedB) : 1) * sum;
}

test.each([
  ['BG_NBD', 2],
  ['MBG_NBD', 3],
  ['BG_CNBD_K', 2],
  ['MBG_CNBD_K', 2],
] as const)(
  'a newcomer to %s with %i times the hazard leaves as if having ordered so many times',
  (name, hazard) => {
    const { leavesBy } = transactionModel(name);
    const newcomer = { frequency: 0, recency: 0, age: 0 };
    const future = { orderRate: 1, dropout: hazard };
    expect(leavesBy).toBe('ORDERS');
    // The last by quadrature, the others by a series.
    for (const days of [30, 400, 50_000]) {
      expect(
        predictorOf(name).expectedOrders(newcomer, days, future) / ordersByHand(name, days, hazard),
      ).toBeCloseTo(1, 9);
    }
  },
);

test.each([
  ['BG_NBD', 2],
  ['MBG_NBD', 3],
  ['MBG_CNBD_K', 2],
] as const)(
  'a customer still to come to %s has %i times the hazard at the first order too',
  (name, hazard) => {
    const future = { orderRate: 1, dropout: hazard };
    expect(
      predictorOf(name).expectedOrdersOfNewCustomer(200, future) /
        ordersByHand(name, 200, hazard, true),
    ).toBeCloseTo(1, 9);
  },
);
