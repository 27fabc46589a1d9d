import { expect, test } from 'vitest';
import { type Cells, purchasesOf } from '../../graph/models/cells.ts';
import { distinctNumbers } from '../../graph/models/distinct-numbers.ts';
import { groupForPareto } from '../../graph/models/pareto-data.ts';
import { paretoNbd } from '../../graph/models/pareto-nbd.ts';
import { simulatePareto } from './pareto-simulate.ts';
import { seeded } from './random.ts';

const params = [0.55, 74, 0.6, 82] as const;

function inDays(cells: Cells): Cells {
  const age = cells.age.map(Math.round);
  return {
    ...cells,
    recency: cells.recency.map((time, i) => Math.min(Math.round(time), age[i] ?? 0)),
    age,
  };
}

const cells = inDays(simulatePareto(seeded(90), { params, customers: 3000, ages: [0, 1095] }));

function worst(byCell: Float64Array, one: (index: number) => number): number {
  return byCell.reduce((most, value, i) => Math.max(most, Math.abs(value / one(i) - 1)), 0);
}

test('the probability to be alive by cell is that of one customer of each', () => {
  const byCell = paretoNbd.probabilityAliveByCell(params, cells);
  const one = (i: number) => paretoNbd.probabilityAlive(params, purchasesOf(cells, i));
  expect(worst(byCell, one)).toBeLessThan(1e-10);
});

test.each([30, 365, 18_250])(
  'the orders in %d days by cell are those of one of each',
  (horizon) => {
    const byCell = paretoNbd.expectedOrdersByCell(params, cells, horizon);
    const one = (i: number) => paretoNbd.expectedOrders(params, purchasesOf(cells, i), horizon);
    expect(worst(byCell, one)).toBeLessThan(1e-10);
  },
);

test.each([365, Infinity])(
  'the discounted orders in %d days by cell are those of one of each',
  (horizon) => {
    const rate = Math.log(1.1) / 365;
    const byCell = paretoNbd.discountedExpectedOrdersByCell(params, cells, horizon, rate);
    const one = (i: number) =>
      paretoNbd.discountedExpectedOrders(params, purchasesOf(cells, i), horizon, rate);
    expect(worst(byCell, one)).toBeLessThan(1e-10);
  },
);

/** Many cells of every x up to 300, from just before the last order to long after it. */
function manyCells(): Cells {
  const count = 24_000;
  const frequency = Float64Array.from({ length: count }, (_, i) => Math.floor((i * 300) / count));
  const age = frequency.map((_, i) => 1 + ((i * 619) % 1095));
  const recency = age.map((days, i) => (frequency[i] === 0 ? 0 : days * ((i * 0.618) % 1)));
  const customers = new Float64Array(count).fill(1);
  return { frequency, age, recency, customers, repeatSpend: new Float64Array(count) };
}

test.each([
  { name: 'a shop like CDNOW', params: [0.55, 74, 0.6, 82] },
  { name: 'customers who differ much in both', params: [0.02, 10, 0.01, 3000] },
  { name: 'leaving that begins at once', params: [5, 2000, 0.3, 0.5] },
  { name: 'customers all alike', params: [3000, 5e5, 2000, 2e6] },
  { name: 'hardly anybody who leaves', params: [0.5, 60, 1e-9, 80] },
] as const)('many cells are within 1e-10 of one by one: $name', ({ params: some }) => {
  const many = manyCells();
  const alive = paretoNbd.probabilityAliveByCell(some, many);
  const orders = paretoNbd.expectedOrdersByCell(some, many, 365);
  for (let i = 0; i < alive.length; i += 41) {
    const purchases = purchasesOf(many, i);
    const isNear = (value: number | undefined, one: number) =>
      // One by one, chances below 1e-300 underflow.
      Math.abs((value ?? NaN) - one) <= 1e-10 * one + 1e-300;
    expect(isNear(alive[i], paretoNbd.probabilityAlive(some, purchases)), `cell ${i}`).toBe(true);
    expect(isNear(orders[i], paretoNbd.expectedOrders(some, purchases, 365)), `${i}`).toBe(true);
  }
});

test('a model without dropout keeps everybody alive, by cell too', () => {
  const immortal = [5000, 74, 0, 82] as const;
  expect(new Set(paretoNbd.probabilityAliveByCell(immortal, cells))).toEqual(new Set([1]));
});

test('groups hold every cell once, by ascending frequency, and find its times', () => {
  const groups = groupForPareto(cells);
  const frequencies = groups.map(({ frequency }) => frequency);
  expect(frequencies).toEqual([...new Set(cells.frequency)].sort((p, q) => p - q));
  const found = groups.flatMap(({ cells: members, times, recencyIndex, ageIndex }) =>
    [...members].map((cell, i) => [cell, times[recencyIndex[i] ?? 0], times[ageIndex[i] ?? 0]]),
  );
  expect(found.toSorted(([p = 0], [q = 0]) => p - q)).toEqual(
    [...cells.age].map((age, cell) => [cell, cells.recency[cell], age]),
  );
});

test('distinct numbers are sorted, and every number finds itself, however many there are', () => {
  const random = seeded(91);
  const one = Float64Array.from({ length: 5000 }, () => Math.floor(random() * 3000) / 7);
  const other = Float64Array.of(0, -0, 1e-300, one[17] ?? 0, 1e300);
  const { values, indices } = distinctNumbers([one, other]);
  expect([...values]).toEqual([...new Set([...one, ...other])].sort((p, q) => p - q));
  expect(indices.map((places) => [...places].map((place) => values[place]))).toEqual([
    [...one],
    [0, 0, 1e-300, one[17], 1e300],
  ]);
});
