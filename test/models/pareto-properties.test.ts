import { expect, test } from 'vitest';
import type { Purchases } from '../../graph/models/cells.ts';
import type { ParetoParams } from '../../graph/models/pareto-likelihood.ts';
import { paretoNbd } from '../../graph/models/pareto-nbd.ts';
import { magnitude, seeded } from './random.ts';

type Random = () => number;

function pick<T>(random: Random, ...values: [T, ...T[]]): T {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

/** Legal inputs far beyond any shop's, with the edges drawn often. */
function draw(random: Random): { params: ParetoParams; purchases: Purchases; input: string } {
  const alpha = magnitude(random, -4, 6);
  const params: ParetoParams = [
    magnitude(random, -4, 4),
    alpha,
    pick(random, 0, magnitude(random, -6, 4), magnitude(random, -1, 1), 1, 2),
    pick(random, alpha, magnitude(random, -4, 6), magnitude(random, -1, 2)),
  ];
  const age = pick(random, 0, magnitude(random, -2, 2), magnitude(random, 2, 4.5));
  const frequency = pick(random, 0, 1, 2, 17, 301, 5000);
  const recency = frequency === 0 ? 0 : pick(random, 0, age, age * random());
  const purchases = { frequency, recency, age };
  return { params, purchases, input: JSON.stringify({ params, purchases }) };
}

/** Comparisons that also fail for NaN. A bare `expect` in a loop of twenty thousand costs seconds. */
function holds(isTrue: boolean, input: string): void {
  if (!isTrue) {
    expect.fail(input);
  }
}

const draws = 20_000;

test('the likelihood is finite, whatever the legal input', () => {
  const random = seeded(71);
  for (let i = 0; i < draws; i++) {
    const { params, purchases, input } = draw(random);
    holds(Number.isFinite(paretoNbd.logLikelihood(params, purchases)), input);
  }
});

test('nobody is more alive later than now, or with a probability that is none', () => {
  const random = seeded(72);
  for (let i = 0; i < draws; i++) {
    const { params, purchases, input } = draw(random);
    const now = paretoNbd.probabilityAlive(params, purchases);
    const later = paretoNbd.probabilityAlive(params, purchases, magnitude(random, -3, 5));
    holds(now >= 0 && now <= 1 && later >= 0 && later <= now, input);
  }
});

test('nobody is expected to order more than somebody who never leaves', () => {
  const random = seeded(73);
  for (let i = 0; i < draws; i++) {
    const { params, purchases, input } = draw(random);
    const horizon = magnitude(random, -3, 4.3);
    const rate = (params[0] + purchases.frequency) / (params[1] + purchases.age);
    const alive = paretoNbd.probabilityAlive(params, purchases);
    const orders = paretoNbd.expectedOrders(params, purchases, horizon);
    holds(orders >= 0 && orders <= alive * rate * horizon * (1 + 1e-12), input);
  }
});

test('discounting leaves something between nothing and all, also for ever', () => {
  const random = seeded(74);
  for (let i = 0; i < draws; i++) {
    const { params, purchases, input } = draw(random);
    const horizon = pick(random, Infinity, magnitude(random, -2, 4.3));
    const rate = magnitude(random, -6, 0);
    const value = paretoNbd.discountedExpectedOrders(params, purchases, horizon, rate);
    const most = paretoNbd.expectedOrders(params, purchases, Math.min(horizon, 60 / rate));
    holds(value >= 0 && value <= most * (1 + 1e-12), `${input} ${horizon} ${rate}`);
  }
});

test('an order within a time is a probability that grows with the time and bounds the expected orders', () => {
  const random = seeded(75);
  for (let i = 0; i < draws; i++) {
    const { params, purchases, input } = draw(random);
    const horizon = magnitude(random, -3, 4.3);
    const sooner = paretoNbd.atLeastOneOrder(params, purchases, horizon / 2);
    const any = paretoNbd.atLeastOneOrder(params, purchases, horizon);
    const orders = paretoNbd.expectedOrders(params, purchases, horizon);
    const most = Math.min(orders, paretoNbd.probabilityAlive(params, purchases)) * (1 + 1e-11);
    holds(sooner >= 0 && sooner <= any * (1 + 1e-13) && any <= most, `${input} ${horizon}`);
  }
});

test('a count of orders has a probability, whatever the legal input', () => {
  const random = seeded(76);
  for (let i = 0; i < draws; i++) {
    const { params, purchases, input } = draw(random);
    const horizon = magnitude(random, -3, 4.3);
    const n = pick(random, 0, 1, 2, 10, 300, 5000);
    const probability = paretoNbd.orderCountProbability(params, purchases, horizon, n);
    holds(probability >= 0 && probability <= 1 + 1e-11, `${input} ${horizon} ${n}`);
  }
});

test('the next order has its median where an order within it is an even bet', () => {
  const random = seeded(77);
  for (let i = 0; i < 300; i++) {
    const { params, purchases, input } = draw(random);
    const { probabilityEver, median, medianIfEver } = paretoNbd.expectedNextOrder(
      params,
      purchases,
    );
    holds(probabilityEver >= 0 && probabilityEver <= 1, input);
    const within = (t: number) => paretoNbd.atLeastOneOrder(params, purchases, t);
    holds(median === null || Math.abs(within(median) - 0.5) < 1e-10, input);
    const half = probabilityEver / 2;
    holds(medianIfEver === null || Math.abs(within(medianIfEver) - half) < 1e-10 * half, input);
  }
});

/** Customers such as shops have. */
function drawUsual(random: Random): { params: ParetoParams; purchases: Purchases; input: string } {
  const params: ParetoParams = [
    magnitude(random, -1, 1),
    magnitude(random, 0, 2),
    magnitude(random, -1, 0.5),
    magnitude(random, 0, 2),
  ];
  const frequency = Math.floor(magnitude(random, -0.5, 1));
  const age = magnitude(random, 0, 2);
  const purchases = { frequency, recency: frequency === 0 ? 0 : age * random(), age };
  return { params, purchases, input: JSON.stringify({ params, purchases }) };
}

test('probabilities of order counts sum to 1, and their mean is the expected orders', () => {
  const random = seeded(78);
  for (let i = 0; i < 40; i++) {
    const { params, purchases, input } = drawUsual(random);
    const horizon = (5 * (params[1] + purchases.age)) / (params[0] + purchases.frequency);
    const counts = paretoNbd.orderCountProbabilities(params, purchases, horizon, 400);
    // What is beyond the last count, but for a factor of what a geometric tail has.
    const tail = counts[400] ?? 1;
    const sum = counts.reduce((total, probability) => total + probability, 0);
    const mean = counts.reduce((total, probability, n) => total + n * probability, 0);
    const expected = paretoNbd.expectedOrders(params, purchases, horizon);
    holds(Math.abs(sum - 1) < 1e-11 + 1e4 * tail, `${input} sum ${sum}`);
    holds(Math.abs(mean - expected) < 1e-11 * expected + 1e5 * tail, `${input} mean ${mean}`);
    const any = paretoNbd.atLeastOneOrder(params, purchases, horizon);
    holds(Math.abs(any + (counts[0] ?? 0) - 1) < 1e-13, input);
  }
});

test('counts taken together are the counts one by one', () => {
  const random = seeded(82);
  for (let i = 0; i < 300; i++) {
    const { params, purchases, input } = i % 2 === 0 ? draw(random) : drawUsual(random);
    const horizon = magnitude(random, -1, 3);
    const together = paretoNbd.orderCountProbabilities(params, purchases, horizon, 40);
    for (const n of [0, 1, 2, 13, 40]) {
      const alone = paretoNbd.orderCountProbability(params, purchases, horizon, n);
      holds(Math.abs((together[n] ?? 0) - alone) < 1e-13, `${input} ${horizon} ${n}`);
    }
  }
});

test('a new customer is one who has just ordered for the first time', () => {
  const params = [0.55, 10.6, 0.6, 11.7] as const;
  const fresh = { frequency: 0, recency: 0, age: 0 };
  expect(paretoNbd.newCustomerOrderCountProbabilities(params, 39, 5)).toEqual(
    paretoNbd.orderCountProbabilities(params, fresh, 39, 5),
  );
  expect(paretoNbd.newCustomerOrderCountProbability(params, 39, 3)).toBe(
    paretoNbd.orderCountProbability(params, fresh, 39, 3),
  );
});

test('believes less in a customer the longer the silence', () => {
  const random = seeded(79);
  for (let i = 0; i < 5000; i++) {
    const { params, purchases, input } = draw(random);
    const alive = [0, 1, 10, 100, 1000].map((silence) =>
      paretoNbd.probabilityAlive(params, { ...purchases, age: purchases.age + silence }),
    );
    // Where nothing falls, the last digit may rise.
    const falls = alive.every((value, n) => n === 0 || value <= (alive[n - 1] ?? 0) * (1 + 1e-14));
    holds(falls, `${input} ${alive}`);
  }
});

test('expects more orders of a longer horizon, by less and less', () => {
  const random = seeded(80);
  for (let i = 0; i < 5000; i++) {
    const { params, purchases, input } = draw(random);
    const [a = 0, b = 0, c = 0] = [50, 100, 150].map((horizon) =>
      paretoNbd.expectedOrders(params, purchases, horizon),
    );
    const slack = 1e-12 * c;
    holds(a >= b - a - slack && b - a >= c - b - slack && c - b >= -slack, input);
  }
});

test('a horizon without end is the limit of long ones', () => {
  const random = seeded(81);
  for (let i = 0; i < 2000; i++) {
    const { params, purchases, input } = draw(random);
    const rate = magnitude(random, -4, 0);
    const ever = paretoNbd.discountedExpectedOrders(params, purchases, Infinity, rate);
    const long = paretoNbd.discountedExpectedOrders(params, purchases, 60 / rate, rate);
    holds(Math.abs(long - ever) <= 1e-12 * ever, input);
  }
});

test('meets the model without dropout as s goes to 0', () => {
  const purchases = { frequency: 5, recency: 20, age: 30 };
  const at = paretoNbd.expectedOrders([0.5, 6, 0, 3], purchases, 52);
  const near = paretoNbd.expectedOrders([0.5, 6, 1e-13, 3], purchases, 52);
  expect(at).toBeCloseTo((5.5 / 36) * 52, 12);
  expect(near / at).toBeCloseTo(1, 10);
  expect(paretoNbd.probabilityAlive([5000, 6, 0, 3], { ...purchases, age: 1e6 })).toBe(1);
});

test('changes smoothly where α passes β', () => {
  const purchases = { frequency: 5, recency: 20, age: 30 };
  const [below = 0, at = 0, above = 0] = [1 - 1e-7, 1, 1 + 1e-7].map((factor) =>
    paretoNbd.logLikelihood([0.5, 6 * factor, 0.8, 6], purchases),
  );
  expect((above + below) / 2).toBeCloseTo(at, 12);
});

test('expects the same whether time is counted in days or in weeks', () => {
  const weeks = { frequency: 5, recency: 20, age: 30 };
  const days = { frequency: 5, recency: 140, age: 210 };
  const inWeeks = paretoNbd.discountedExpectedOrders([0.5, 6, 0.8, 3], weeks, 52, 0.007);
  const inDays = paretoNbd.discountedExpectedOrders([0.5, 42, 0.8, 21], days, 364, 0.001);
  expect(inDays / inWeeks).toBeCloseTo(1, 13);
});
