import { expect, test } from 'vitest';
import { betaExpectation } from '../../graph/math/beta-expectation.ts';

const shapes = [1e-7, 0.01, 0.39, 0.41, 1, 2.4, 30, 1e4, 1e7];
const pairs = shapes.flatMap((a) => shapes.map((b) => [a, b] as const));

test.each(pairs)('a beta(%d, %d) variable has the mean and the second moment it should', (a, b) => {
  const mean = a / (a + b);

  expect(betaExpectation(a, b, (p) => p) / mean).toBeCloseTo(1, 11);
  expect(betaExpectation(a, b, (p) => p * p) / (mean * ((a + 1) / (a + b + 1)))).toBeCloseTo(1, 11);
});

test('a constant is its own mean', () => {
  expect(pairs.map(([a, b]) => betaExpectation(a, b, () => 3).toFixed(10))).toEqual(
    pairs.map(() => '3.0000000000'),
  );
});
