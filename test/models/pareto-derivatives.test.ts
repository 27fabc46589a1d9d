import { describe, expect, test } from 'vitest';
import { type Cells, purchasesOf } from '../../graph/models/cells.ts';
import { groupForPareto } from '../../graph/models/pareto-data.ts';
import { type ParetoParams, paretoLikelihood } from '../../graph/models/pareto-likelihood.ts';
import { paretoNbd } from '../../graph/models/pareto-nbd.ts';

const cells: Cells = {
  frequency: Float64Array.of(0, 0, 1, 2, 2, 7, 40, 301, 7),
  recency: Float64Array.of(0, 0, 3, 20, 38, 30, 0.5, 38, 30),
  age: Float64Array.of(30, 38, 38, 30, 38, 31, 38, 38, 300),
  customers: Float64Array.of(90, 40, 9, 3, 4, 2, 1, 1, 1),
  repeatSpend: new Float64Array(9),
};
const groups = groupForPareto(cells);

/** α above and below β, equal to it, and far out. */
const points: readonly ParetoParams[] = [
  [0.3, 4.1, 0.7, 2.2],
  [0.6, 3, 0.5, 90],
  [0.6, 11, 0.5, 11],
  [80, 900, 30, 4000],
  [1e-3, 1e-2, 1e-3, 1e3],
];

describe.each(points.map((params) => ({ params })))('at $params', ({ params }) => {
  const logs = params.map(Math.log);
  const at = (moved: readonly number[]) =>
    paretoLikelihood(groups, moved.map(Math.exp) as unknown as ParetoParams);
  const step = 1e-5;
  const sides = (i: number) =>
    [step, -step].map((by) => at(logs.map((value, j) => (i === j ? value + by : value))));

  test('the gradient is the slope', () => {
    const { gradient, value } = at(logs);
    gradient.forEach((slope, i) => {
      const [up, down] = sides(i);
      const numeric = ((up?.value ?? 0) - (down?.value ?? 0)) / (2 * step);
      const roundOff = (1e-15 * Math.abs(value)) / step;
      expect(Math.abs(slope - numeric), `coordinate ${i}`).toBeLessThan(
        1e-7 * Math.abs(slope) + 2 * roundOff,
      );
    });
  });

  test('the Hessian is the slope of the gradient', () => {
    const { hessian } = at(logs);
    hessian.forEach((row, i) => {
      const [up, down] = sides(i);
      row.forEach((value, j) => {
        const numeric = ((up?.gradient[j] ?? 0) - (down?.gradient[j] ?? 0)) / (2 * step);
        const scale = Math.max(...row.map(Math.abs));
        expect(Math.abs(value - numeric) / scale, `entry ${i}, ${j}`).toBeLessThan(1e-6);
      });
    });
  });

  test('the likelihood of cells is the sum over customers', () => {
    const each = [...cells.customers].map(
      (customers, i) => customers * paretoNbd.logLikelihood(params, purchasesOf(cells, i)),
    );
    const total = each.reduce((sum, value) => sum + value, 0);
    const size = each.reduce((sum, value) => sum + Math.abs(value), 0);
    expect(Math.abs(at(logs).value + total) / size).toBeLessThan(1e-13);
  });
});
