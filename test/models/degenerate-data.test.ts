import { describe, expect, test } from 'vitest';
import { bgNbd } from '../../graph/models/bg-nbd.ts';
import type { Cells } from '../../graph/models/cells.ts';
import { mbgNbd } from '../../graph/models/mbg-nbd.ts';

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

describe.each([bgNbd, mbgNbd])('$name', (model) => {
  function fitOf(rows: readonly Row[]) {
    const fit = model.fit(cellsOf(rows));
    if (fit.kind !== 'fit') {
      throw new Error(fit.message);
    }
    return fit;
  }

  test('answers customers who all buy to the last day by the model without dropout', () => {
    const fit = fitOf(Array.from({ length: 20 }, (_, i) => [1 + i, 50, 50, 5] as const));

    expect(fit).toMatchObject({ converged: true, warnings: [{ code: 'NO_VISIBLE_DROPOUT' }] });
    const [r, alpha] = fit.params;
    const orders = model.expectedOrders(fit.params, { frequency: 4, recency: 50, age: 50 }, 50);
    expect(orders).toBeCloseTo(((r + 4) / (alpha + 50)) * 50, 10);
    expect(model.probabilityAlive(fit.params, { frequency: 4, recency: 10, age: 50 })).toBe(1);
  });

  test('answers customers who are all alike with finite numbers and a warning', () => {
    const fit = fitOf([[4, 40, 50, 500]]);

    expect(fit.params.every(Number.isFinite)).toBe(true);
    expect(fit.warnings.map(({ code }) => code)).toContain('PARAMETER_AT_LIMIT');
    const orders = model.expectedOrders(fit.params, { frequency: 4, recency: 40, age: 50 }, 50);
    expect(orders).toSatisfy(Number.isFinite);
  });

  test('answers customers who never come a third time with finite numbers', () => {
    const fit = fitOf([
      [0, 0, 500, 300],
      [1, 3, 500, 200],
      [1, 9, 400, 150],
    ]);

    expect(fit.params.every(Number.isFinite)).toBe(true);
    const orders = model.expectedOrders(fit.params, { frequency: 1, recency: 3, age: 500 }, 365);
    expect(orders).toBeGreaterThanOrEqual(0);
    expect(orders).toBeLessThan(0.01);
  });

  test('refuses one-time buyers alone', () => {
    expect(model.fit(cellsOf([[0, 0, 50, 5000]]))).toMatchObject({
      kind: 'insufficient',
      code: 'TOO_FEW_REPEAT_BUYERS',
      have: 0,
    });
  });

  test('refuses repeat buyers of whom nothing is known but the day they came', () => {
    expect(model.fit(cellsOf([[2, 0, 0, 5000]]))).toMatchObject({
      kind: 'insufficient',
      code: 'TOO_FEW_CUSTOMERS',
      have: 0,
    });
  });

  test('does not count newcomers of the last day among the customers it needs', () => {
    const rows = [[0, 0, 0, 5000] as const, [2, 30, 50, 20] as const];
    expect(model.fit(cellsOf(rows))).toMatchObject({ code: 'TOO_FEW_CUSTOMERS', have: 20 });
  });

  test('refuses no customers at all', () => {
    expect(model.fit(cellsOf([]))).toMatchObject({
      kind: 'insufficient',
      code: 'TOO_FEW_CUSTOMERS',
      have: 0,
      need: 30,
    });
  });

  test('throws on a cell that no history could produce, and names it', () => {
    expect(() =>
      model.fit(
        cellsOf([
          [0, 0, 50, 1],
          [2, 60, 50, 1],
        ]),
      ),
    ).toThrow(/cell 1.*recency 60/);
  });
});
