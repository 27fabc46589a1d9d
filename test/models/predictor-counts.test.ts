import { expect, test } from 'vitest';
import type { FittedModel } from '../../graph/models/fitted-model.ts';
import { predictor } from '../../graph/models/predictor.ts';

const params = [0.243, 4.414, 0.793, 2.426] as const;

/** Parameters in weeks. */
const fitted = {
  timeUnitDays: 7,
  transactions: { kind: 'fit', model: 'BG_NBD', params },
  spend: { kind: 'insufficient' },
} as unknown as FittedModel;

const { orders } = predictor(fitted);
const purchases = { frequency: 2, recency: 210, age: 273 };

test('counts of a horizon in days add up to its expected orders', () => {
  const counts = orders?.orderCountProbabilities(purchases, 273, 400) ?? new Float64Array();
  const mean = counts.reduce((sum, value, n) => sum + n * value, 0);
  expect(mean / (orders?.expectedOrders(purchases, 273) ?? 0)).toBeCloseTo(1, 12);
});

test('the median time to the next order is in days', () => {
  const { median } = orders?.expectedNextOrder(purchases) ?? { median: null };
  expect(orders?.atLeastOneOrder(purchases, median ?? 0)).toBeCloseTo(0.5, 12);
});

test('a number of orders that is not whole is refused, and shown', () => {
  expect(() => orders?.orderCountProbability(purchases, 30, 1.5)).toThrow(
    'Expected a whole number of orders >= 0, got 1.5',
  );
});
