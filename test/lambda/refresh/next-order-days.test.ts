import { expect, test } from 'vitest';
import type { Cells } from '../../../graph/models/cells.ts';
import { isInsufficient, predictorsOf } from '../../../graph/value/prediction.ts';
import { nextOrderDays, soonDays } from '../../../lambda/pipeline/refresh/next-order-days.ts';
import { fittedShop } from '../../graph/fitted-shop.ts';
import { memoryStores } from '../../support/memory-stores.ts';

test('the day of the next order is the model’s median, rounded up, as far as it is soon', () => {
  const predictors = predictorsOf(memoryStores(fittedShop).snapshot);
  if (isInsufficient(predictors)) {
    throw new Error(`Expected a model, got none: ${predictors.message}`);
  }
  const { orders } = predictors;
  const some = Array.from({ length: 60 }, (_, index) => ({
    frequency: index % 12,
    recency: index % 12 === 0 ? 0 : 20 * (index % 12),
    age: (index % 12 === 0 ? 0 : 20 * (index % 12)) + 5 * Math.floor(index / 12),
  }));
  const cells: Cells = {
    frequency: Float64Array.from(some, ({ frequency }) => frequency),
    recency: Float64Array.from(some, ({ recency }) => recency),
    age: Float64Array.from(some, ({ age }) => age),
    customers: new Float64Array(some.length).fill(1),
    repeatSpend: new Float64Array(some.length),
  };
  const expected = some.map((purchases) => {
    const { median } = orders.expectedNextOrder(purchases);
    return median !== null && median <= soonDays ? Math.ceil(median) : 0;
  });
  expect([...nextOrderDays(orders, cells)]).toEqual(expected);
  expect(expected.filter((days) => days > 0).length).toBeGreaterThan(10);
});
