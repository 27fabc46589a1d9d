import { expect, test } from 'vitest';
import { cholesky, invert, solveCholesky } from '../../graph/math/cholesky.ts';

const matrix = [
  [4, 2, 0.6],
  [2, 5, 1],
  [0.6, 1, 3],
];

test('the inverse times the matrix is the identity', () => {
  const inverse = invert(matrix) ?? [];
  const product = inverse.map((row) =>
    row.map((_, j) => row.reduce((sum, value, k) => sum + value * (matrix[k]?.[j] ?? 0), 0)),
  );

  product.flat().forEach((value, i) => {
    expect(value).toBeCloseTo(i % 4 === 0 ? 1 : 0, 14);
  });
});

test('a matrix with a negative direction has no Cholesky factor', () => {
  expect(
    cholesky([
      [1, 2],
      [2, 1],
    ]),
  ).toBeNull();
});

test('solving leaves the right-hand side as it was', () => {
  const right = [1, 2, 3];
  solveCholesky(cholesky(matrix) ?? [], right);
  expect(right).toEqual([1, 2, 3]);
});
