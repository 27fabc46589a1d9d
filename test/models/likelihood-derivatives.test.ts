import { expect, test } from 'vitest';
import { prepareBetaGeometric } from '../../graph/models/beta-geometric-data.ts';
import {
  betaGeometricLikelihood,
  nbdLikelihood,
} from '../../graph/models/beta-geometric-likelihood.ts';
import { bgNbd } from '../../graph/models/bg-nbd.ts';
import type { Cells } from '../../graph/models/cells.ts';
import type { Derivatives } from '../../graph/models/curvature.ts';
import { gammaGamma } from '../../graph/models/gamma-gamma.ts';
import { gammaGammaLikelihood, prepareSpend } from '../../graph/models/gamma-gamma-likelihood.ts';
import { mbgNbd } from '../../graph/models/mbg-nbd.ts';

const cells: Cells = {
  frequency: Float64Array.of(0, 0, 1, 2, 2, 7, 40, 301),
  recency: Float64Array.of(0, 0, 3, 20, 38, 30, 0.5, 38),
  age: Float64Array.of(30, 38, 38, 30, 38, 31, 38, 38),
  customers: Float64Array.of(90, 40, 9, 3, 4, 2, 1, 1),
  repeatSpend: Float64Array.of(0, 0, 200, 90, 150, 800, 1200, 2900),
};
const spendCells = {
  frequency: Float64Array.of(2, 1, 7, 1, 301),
  repeatSpend: Float64Array.of(90, 12.5, 800, 40, 2900),
  customers: Float64Array.of(3, 2, 1, 5, 1),
};

function prepare(entryChances: 0 | 1, scale: number, everyCell = false) {
  return prepareBetaGeometric(cells, { entryChances, scale, everyCell });
}

type Likelihood = (...params: number[]) => Derivatives;

const likelihoods: readonly { name: string; at: number[]; f: Likelihood }[] = [
  ...([0, 1] as const).map((entry) => {
    const data = prepare(entry, 2);
    return {
      name: entry === 0 ? 'BG/NBD' : 'MBG/NBD',
      at: [0.3, 4.1, 0.7, 2.2],
      f: (r = 1, alpha = 1, a = 1, b = 1) => betaGeometricLikelihood(data, [r, alpha, a, b]),
    };
  }),
  {
    name: 'NBD',
    at: [0.3, 4.1],
    f: (r = 1, alpha = 1) => nbdLikelihood(prepare(0, 2), r, alpha),
  },
  {
    name: 'Gamma-Gamma',
    at: [6.2, 3.7, 15.4],
    f: (p = 1, q = 1, v = 1) => gammaGammaLikelihood(prepareSpend(spendCells, 1), [p, q, v]),
  },
];

/** Central difference of `g` in coordinate `i`. */
function slope(g: (...params: number[]) => number, at: readonly number[], i: number): number {
  const step = 1e-5 * (at[i] ?? 1);
  const moved = (by: number) => g(...at.map((value, j) => (j === i ? value + by : value)));
  return (moved(step) - moved(-step)) / (2 * step);
}

test.each(likelihoods)('the gradient of $name is its slope', ({ at, f }) => {
  const { gradient } = f(...at);
  gradient.forEach((value, i) => {
    const numeric = slope((...params) => f(...params).value, at, i);
    expect(value / numeric, `coordinate ${i}`).toBeCloseTo(1, 5);
  });
});

test.each(likelihoods)('the Hessian of $name is the slope of its gradient', ({ at, f }) => {
  const { hessian } = f(...at);
  hessian.forEach((row, i) => {
    row.slice(i).forEach((value, k) => {
      const numeric = slope((...params) => f(...params).gradient[i + k] ?? 0, at, i);
      expect(value / numeric, `entry ${i}, ${i + k}`).toBeCloseTo(1, 5);
    });
  });
});

test.each([bgNbd, mbgNbd])('the $name likelihood of cells is the sum over customers', (model) => {
  const params = [0.3, 4.1, 0.7, 2.2] as const;
  const entry = model === bgNbd ? 0 : 1;
  const total = cells.customers.reduce((sum, customers, i) => {
    const purchases = {
      frequency: cells.frequency[i] ?? 0,
      recency: cells.recency[i] ?? 0,
      age: cells.age[i] ?? 0,
    };
    return sum + customers * model.logLikelihood(params, purchases);
  }, 0);
  const { value } = betaGeometricLikelihood(prepare(entry, 1), params);
  expect(value / total).toBeCloseTo(1, 13);
});

test('the Gamma-Gamma likelihood of cells is the sum over customers', () => {
  const params = [6.2, 3.7, 15.4] as const;
  const total = spendCells.customers.reduce(
    (sum, customers, i) =>
      sum +
      customers *
        gammaGamma.logLikelihood(
          params,
          spendCells.frequency[i] ?? 0,
          spendCells.repeatSpend[i] ?? 0,
        ),
    0,
  );
  expect(gammaGammaLikelihood(prepareSpend(spendCells, 1), params).value / total).toBeCloseTo(
    1,
    13,
  );
});
