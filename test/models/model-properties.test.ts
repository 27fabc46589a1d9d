import { describe, expect, test } from 'vitest';
import type { BetaGeometricParams } from '../../graph/models/beta-geometric-fit.ts';
import { bgNbd } from '../../graph/models/bg-nbd.ts';
import type { Purchases } from '../../graph/models/cells.ts';
import { mbgNbd } from '../../graph/models/mbg-nbd.ts';
import { magnitude, seeded } from './random.ts';

/** Legal inputs far beyond any shop's, with the edges drawn often. */
function draw(random: () => number): { params: BetaGeometricParams; purchases: Purchases } {
  const pick = <T>(...values: [T, ...T[]]): T =>
    values[Math.floor(random() * values.length)] ?? values[0];
  const params: BetaGeometricParams = [
    magnitude(random, -4, 4),
    magnitude(random, -4, 6),
    pick(0, magnitude(random, -6, 6), magnitude(random, -1, 1), 1, 2),
    magnitude(random, -6, 6),
  ];
  const age = pick(0, magnitude(random, -2, 2), magnitude(random, 2, 4.5));
  const frequency = pick(0, 1, 2, 17, 301, 5000);
  const recency = frequency === 0 ? 0 : pick(0, age, age * random());
  return { params, purchases: { frequency, recency, age } };
}

describe.each([bgNbd, mbgNbd])('$name', (model) => {
  test('answers with finite numbers in range, whatever the legal input', () => {
    const random = seeded(7);
    for (let i = 0; i < 3000; i++) {
      const { params, purchases } = draw(random);
      const horizon = magnitude(random, -3, 4.3);
      const input = JSON.stringify({ params, purchases, horizon });
      const alive = model.probabilityAlive(params, purchases);
      const later = model.probabilityAlive(params, purchases, horizon);
      const orders = model.expectedOrders(params, purchases, horizon);
      const [r, alpha] = params;
      const most = ((r + purchases.frequency) / (alpha + purchases.age)) * horizon;
      expect(model.logLikelihood(params, purchases), input).toSatisfy(Number.isFinite);
      expect(alive >= 0 && alive <= 1, input).toBe(true);
      expect(later >= 0 && later <= alive * (1 + 1e-12), input).toBe(true);
      expect(orders >= 0 && orders <= alive * most * (1 + 1e-11), input).toBe(true);
    }
  });

  test('discounts to a finite number between nothing and the undiscounted orders', () => {
    const random = seeded(8);
    for (let i = 0; i < 300; i++) {
      const { params, purchases } = draw(random);
      const horizon = i % 5 === 0 ? Infinity : magnitude(random, -2, 4.3);
      const rate = magnitude(random, -5, 0);
      const input = JSON.stringify({ params, purchases, horizon, rate });
      const value = model.discountedExpectedOrders(params, purchases, horizon, rate);
      const most = model.expectedOrders(params, purchases, Math.min(horizon, 40 / rate));
      expect(value >= 0 && value <= most * (1 + 1e-10), input).toBe(true);
    }
  });

  test('believes less in a customer the longer the silence', () => {
    const random = seeded(9);
    for (let i = 0; i < 300; i++) {
      const { params, purchases } = draw(random);
      const silences = [0, 1, 10, 100, 1000];
      const alive = silences.map((silence) =>
        model.probabilityAlive(params, { ...purchases, age: purchases.age + silence }),
      );
      expect(alive, JSON.stringify({ params, purchases })).toEqual(alive.toSorted((p, q) => q - p));
    }
  });

  test('expects more orders of a longer horizon, by less and less', () => {
    const random = seeded(10);
    for (let i = 0; i < 300; i++) {
      const { params, purchases } = draw(random);
      const orders = [0, 1, 2, 3].map((n) => model.expectedOrders(params, purchases, n * 50));
      const steps = orders.slice(1).map((value, n) => value - (orders[n] ?? 0));
      const slack = 1e-11 * (orders[3] ?? 0);
      expect(
        steps.every((step) => step >= -slack),
        JSON.stringify({ params, purchases }),
      ).toBe(true);
      expect((steps[0] ?? 0) + slack >= (steps[1] ?? 0)).toBe(true);
      expect((steps[1] ?? 0) + slack >= (steps[2] ?? 0)).toBe(true);
    }
  });

  test('meets the model without dropout as a goes to 0', () => {
    const purchases = { frequency: 5, recency: 20, age: 30 };
    const near = model.expectedOrders([0.5, 6, 1e-12, 3], purchases, 52);
    const at = model.expectedOrders([0.5, 6, 0, 3], purchases, 52);
    expect(at).toBeCloseTo((5.5 / 36) * 52, 12);
    expect(near / at).toBeCloseTo(1, 10);
  });

  test('expects the same whether time is counted in days or in weeks', () => {
    const inWeeks = model.expectedOrders(
      [0.5, 6, 0.8, 3],
      { frequency: 5, recency: 20, age: 30 },
      52,
    );
    const inDays = model.expectedOrders(
      [0.5, 42, 0.8, 3],
      { frequency: 5, recency: 140, age: 210 },
      364,
    );
    expect(inDays / inWeeks).toBeCloseTo(1, 13);
  });
});
