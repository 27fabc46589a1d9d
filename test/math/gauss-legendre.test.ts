import { expect, test } from 'vitest';
import { gaussLegendre } from '../../graph/math/gauss-legendre.ts';

function integrate(count: number, f: (x: number) => number): number {
  const { nodes, weights } = gaussLegendre(count);
  return nodes.reduce((sum, node, i) => sum + (weights[i] ?? 0) * f(node), 0);
}

test.each([1, 2, 5, 16, 63, 160])('%i nodes integrate 1 to 2', (count) => {
  expect(integrate(count, () => 1)).toBeCloseTo(2, 13);
});

test('n nodes are exact for polynomials of degree 2n - 1', () => {
  expect(integrate(5, (x) => x ** 8 + x ** 9)).toBeCloseTo(2 / 9, 14);
});

test('sixteen nodes integrate the exponential to the last digits', () => {
  expect(integrate(16, Math.exp)).toBeCloseTo(Math.E - 1 / Math.E, 14);
});
