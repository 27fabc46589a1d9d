import { describe, expect, test } from 'vitest';
import { bgCnbdK } from '../../graph/models/bg-cnbd-k.ts';
import { bgNbd } from '../../graph/models/bg-nbd.ts';
import type { Purchases } from '../../graph/models/cells.ts';
import { mbgCnbdK } from '../../graph/models/mbg-cnbd-k.ts';
import { mbgNbd } from '../../graph/models/mbg-nbd.ts';
import type { TransactionModel } from '../../graph/models/transaction-model.ts';
import { magnitude, seeded } from './random.ts';

const models = [bgNbd, mbgNbd, bgCnbdK, mbgCnbdK] as readonly TransactionModel<readonly number[]>[];

function sum(values: Float64Array, of: (value: number, n: number) => number = (value) => value) {
  return values.reduce((total, value, n) => total + of(value, n), 0);
}

describe.each(models)('$name', (model) => {
  const hasK = model.parameterNames.includes('k');
  const params = hasK ? [0.8, 2, 0.9, 2.5, 3] : [0.8, 8, 0.9, 2.5];
  const known: readonly Purchases[] = [
    { frequency: 0, recency: 0, age: 40 },
    { frequency: 2, recency: 30, age: 39 },
    { frequency: 26, recency: 30, age: 31 },
  ];

  test.each(known)('has probabilities of counts that add up to 1: %o', (purchases) => {
    const counts = model.orderCountProbabilities(params, purchases, 52, 1500);
    expect(sum(counts)).toBeCloseTo(1, 13);
  });

  test.each(known)('has counts whose mean is the expected orders: %o', (purchases) => {
    const counts = model.orderCountProbabilities(params, purchases, 52, 1500);
    const mean = sum(counts, (value, n) => n * value);
    expect(mean / model.expectedOrders(params, purchases, 52)).toBeCloseTo(1, 11);
  });

  test.each(known)('gives one count as it gives many: %o', (purchases) => {
    const many = model.orderCountProbabilities(params, purchases, 52, 7);
    many.forEach((value, n) => {
      const one = model.orderCountProbability(params, purchases, 52, n);
      expect(one / value).toBeCloseTo(1, 13);
    });
  });

  test.each(known)(
    'expects an order with the probability that there is not none: %o',
    (purchases) => {
      const [none = 0] = model.orderCountProbabilities(params, purchases, 20, 0);
      expect(model.atLeastOneOrder(params, purchases, 20)).toBeCloseTo(1 - none, 13);
    },
  );

  test('has counts of a new customer that add up to 1, with the mean it states', () => {
    const counts = model.newCustomerOrderCountProbabilities(params, 78, 2500);
    expect(sum(counts)).toBeCloseTo(1, 13);
    const mean = sum(counts, (value, n) => n * value);
    expect(mean / model.expectedOrdersOfNewCustomer(params, 78)).toBeCloseTo(1, 11);
    expect(model.newCustomerOrderCountProbability(params, 78, 2) / (counts[2] ?? 0)).toBeCloseTo(
      1,
      13,
    );
  });

  test('gives an even bet on an order within the median time, if it ever gets so far', () => {
    const purchases = { frequency: 2, recency: 30, age: 36 };
    const { median, medianIfEver, probabilityEver } = model.expectedNextOrder(params, purchases);
    expect(model.atLeastOneOrder(params, purchases, median ?? 0)).toBeCloseTo(0.5, 12);
    const half = model.atLeastOneOrder(params, purchases, medianIfEver ?? 0);
    expect(half).toBeCloseTo(probabilityEver / 2, 12);
  });

  test('has no median time for a customer who has more likely left', () => {
    const purchases = { frequency: 9, recency: 10, age: 200 };
    const next = model.expectedNextOrder(params, purchases);
    expect(next.probabilityEver).toBeLessThan(0.5);
    expect(next.median).toBeNull();
    expect(next.medianIfEver).toBeGreaterThan(0);
  });

  test('keeps the digits of a probability far below one', () => {
    const purchases = { frequency: 4, recency: 10, age: 30 };
    const tiny = model.atLeastOneOrder(params, purchases, 1e-9);
    const next = model.atLeastOneOrder(params, purchases, 2e-9);
    expect(next / tiny).toBeCloseTo(2, 6);
  });

  test('answers about counts with probabilities, whatever the legal input', () => {
    const random = seeded(17);
    for (let i = 0; i < 1000; i++) {
      const { drawn, purchases } = draw(random, hasK);
      const horizon = magnitude(random, -3, 4);
      const input = JSON.stringify({ drawn, purchases, horizon });
      const counts = model.orderCountProbabilities(drawn, purchases, horizon, 12);
      const any = model.atLeastOneOrder(drawn, purchases, horizon);
      const next = model.expectedNextOrder(drawn, purchases);
      expect(
        counts.every((value) => value >= 0 && value <= 1 + 1e-12),
        input,
      ).toBe(true);
      expect(sum(counts) <= 1 + 1e-11, input).toBe(true);
      expect(Math.abs(any - (1 - (counts[0] ?? 0))) < 1e-11, input).toBe(true);
      expect(next.probabilityEver >= any * (1 - 1e-12), input).toBe(true);
      expect((next.medianIfEver ?? 1) > 0, input).toBe(true);
    }
  });

  test.runIf(hasK)('answers with finite numbers in range, whatever the legal input', () => {
    const random = seeded(18);
    for (let i = 0; i < 400; i++) {
      const { drawn, purchases } = draw(random, hasK);
      const horizon = magnitude(random, -2, 3);
      const input = JSON.stringify({ drawn, purchases, horizon });
      const alive = model.probabilityAlive(drawn, purchases);
      const later = model.probabilityAlive(drawn, purchases, horizon);
      const orders = model.expectedOrders(drawn, purchases, horizon);
      const [r = 1, alpha = 1, , , k = 1] = drawn;
      const shape = r + k * purchases.frequency + k;
      const most = 1 + (shape * horizon) / (alpha + purchases.age) / k;
      expect(model.logLikelihood(drawn, purchases), input).toSatisfy(Number.isFinite);
      expect(alive >= 0 && alive <= 1, input).toBe(true);
      expect(later >= 0 && later <= alive * (1 + 1e-11), input).toBe(true);
      expect(orders >= 0 && orders <= alive * most * (1 + 1e-11), input).toBe(true);
    }
  });
});

/** Legal inputs far beyond any shop's, with the edges drawn often. */
function draw(random: () => number, hasK: boolean) {
  const pick = <T>(...values: [T, ...T[]]): T =>
    values[Math.floor(random() * values.length)] ?? values[0];
  const a = pick(0, magnitude(random, -6, 6), magnitude(random, -1, 1), 1, 2);
  const four = [magnitude(random, -4, 3), magnitude(random, -3, 4), a, magnitude(random, -5, 5)];
  const drawn = hasK ? [...four, pick(1, 2, 3, 7, 12)] : four;
  const age = pick(0, magnitude(random, -2, 2), magnitude(random, 2, 4.5));
  const frequency = pick(0, 1, 2, 17, 301);
  const recency = frequency === 0 ? 0 : pick(0, age, age * random());
  return { drawn, purchases: { frequency, recency, age, logIntervals: 0 } };
}
