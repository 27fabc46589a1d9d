import { expect, test } from 'vitest';
import { principalAxes } from '../../graph/math/principal-axes.ts';
import { seeded } from '../models/random.ts';

test('the axes put the matrix together again, largest variance first', () => {
  const random = seeded(12);
  for (let size = 1; size <= 5; size++) {
    const factor = Array.from({ length: size }, () =>
      Array.from({ length: size }, () => random() - 0.5),
    );
    const matrix = factor.map((row) =>
      factor.map((other) => row.reduce((sum, value, k) => sum + value * (other[k] ?? 0), 0)),
    );
    const axes = principalAxes(matrix);
    matrix.forEach((row, i) => {
      row.forEach((value, j) => {
        const again = axes.reduce(
          (sum, { variance, direction }) =>
            sum + variance * (direction[i] ?? 0) * (direction[j] ?? 0),
          0,
        );
        expect(again).toBeCloseTo(value, 12);
      });
    });
    const variances = axes.map(({ variance }) => variance);
    expect(variances).toEqual(variances.toSorted((one, other) => other - one));
  }
});

test('no matrix has no axes', () => {
  expect(principalAxes([])).toEqual([]);
});
