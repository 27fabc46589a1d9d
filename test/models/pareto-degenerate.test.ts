import { expect, test } from 'vitest';
import type { Cells } from '../../graph/models/cells.ts';
import { paretoNbd } from '../../graph/models/pareto-nbd.ts';

type Row = readonly [frequency: number, recency: number, age: number, customers: number];

function cellsOf(rows: readonly Row[]): Cells {
  return {
    frequency: Float64Array.from(rows, ([frequency]) => frequency),
    recency: Float64Array.from(rows, ([, recency]) => recency),
    age: Float64Array.from(rows, ([, , age]) => age),
    customers: Float64Array.from(rows, ([, , , customers]) => customers),
    repeatSpend: new Float64Array(rows.length),
  };
}

function fitOf(rows: readonly Row[]) {
  const fit = paretoNbd.fit(cellsOf(rows));
  if (fit.kind !== 'fit') {
    throw new Error(fit.message);
  }
  return fit;
}

test('customers who all buy to the last day are answered by the model without dropout', () => {
  const fit = fitOf(Array.from({ length: 20 }, (_, i) => [1 + i, 50, 50, 5] as const));

  expect(fit).toMatchObject({ converged: true, warnings: [{ code: 'NO_VISIBLE_DROPOUT' }] });
  const [r, alpha, s] = fit.params;
  const orders = paretoNbd.expectedOrders(fit.params, { frequency: 4, recency: 50, age: 50 }, 50);
  expect(s).toBe(0);
  expect(orders).toBeCloseTo(((r + 4) / (alpha + 50)) * 50, 10);
  expect(paretoNbd.probabilityAlive(fit.params, { frequency: 4, recency: 10, age: 50 })).toBe(1);
});

test('the limit is the likelihood of its own parameters', () => {
  const rows = Array.from({ length: 20 }, (_, i) => [1 + i, 50, 50, 5] as const);
  const fit = fitOf(rows);
  const total = rows.reduce(
    (sum, [frequency, recency, age, customers]) =>
      sum + customers * paretoNbd.logLikelihood(fit.params, { frequency, recency, age }),
    0,
  );
  expect(fit.logLikelihood / total).toBeCloseTo(1, 12);
});

test('customers who are all alike are answered with finite numbers and a warning', () => {
  const fit = fitOf([[4, 40, 50, 500]]);

  expect(fit.params.every(Number.isFinite)).toBe(true);
  expect(fit.warnings.length).toBeGreaterThan(0);
  const orders = paretoNbd.expectedOrders(fit.params, { frequency: 4, recency: 40, age: 50 }, 50);
  expect(orders).toSatisfy(Number.isFinite);
});

test('customers who never come a third time are answered with few orders', () => {
  const fit = fitOf([
    [0, 0, 500, 300],
    [1, 3, 500, 200],
    [1, 9, 400, 150],
  ]);

  expect(fit.params.every(Number.isFinite)).toBe(true);
  const orders = paretoNbd.expectedOrders(fit.params, { frequency: 1, recency: 3, age: 500 }, 365);
  expect(orders).toBeGreaterThanOrEqual(0);
  expect(orders).toBeLessThan(0.01);
});

test('one-time buyers alone are refused', () => {
  expect(paretoNbd.fit(cellsOf([[0, 0, 50, 5000]]))).toMatchObject({
    kind: 'insufficient',
    code: 'TOO_FEW_REPEAT_BUYERS',
    have: 0,
  });
});

test('no customers at all are refused', () => {
  expect(paretoNbd.fit(cellsOf([]))).toMatchObject({
    kind: 'insufficient',
    code: 'TOO_FEW_CUSTOMERS',
    have: 0,
    need: 30,
  });
});

test('a cell that no history could produce throws, and is named', () => {
  const rows: Row[] = [
    [0, 0, 50, 1],
    [2, 60, 50, 1],
  ];
  expect(() => paretoNbd.fit(cellsOf(rows))).toThrow(/cell 1.*recency 60/);
});
