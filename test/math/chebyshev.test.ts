import { expect, test } from 'vitest';
import { chebyshevPoints } from '../../graph/math/chebyshev.ts';
import {
  chebyshevPowers,
  chebyshevSurface,
  type Powers,
} from '../../graph/math/chebyshev-surface.ts';

const interval = { low: 0, high: 3 };

function value({ coefficients }: Powers, y: number, { low, high } = interval): number {
  const u = high > low ? (2 * y - low - high) / (high - low) : 0;
  return coefficients.reduceRight((sum, coefficient) => sum * u + coefficient, 0);
}

test('a smooth function is met between the points, with as many as are said to be needed', () => {
  const f = (y: number) => Math.log1p(Math.exp(y));
  const smooth = chebyshevPowers(f, interval, chebyshevPoints(interval, Math.PI));
  for (let y = 0; y <= 3; y += 0.01) {
    expect(Math.abs(value(smooth, y) / f(y) - 1)).toBeLessThan(1e-12);
  }
});

test('an interval of one point has one value', () => {
  const point = { low: 2, high: 2 };
  expect(value(chebyshevPowers(Math.sqrt, point, 9), 2, point)).toBeCloseTo(Math.SQRT2, 14);
});

test('a surface is met between the points of its grid, within its tail', () => {
  const f = (x: number) => (y: number) => Math.log(1 + x + y * y);
  const surface = chebyshevSurface(f, { x: { low: 1, high: 4 }, y: interval, size: 24 });
  expect(surface.tail).toBeLessThan(1e-8);
  for (let y = 0; y <= 3; y += 0.1) {
    expect(Math.abs(value(surface.at(2.34), y) - f(2.34)(y))).toBeLessThan(surface.tail);
  }
});

test('too few points are told by the tail', () => {
  const kink = (y: number) => Math.abs(y - 1.2);
  expect(chebyshevPowers(kink, interval, 20).tail).toBeGreaterThan(1e-4);
});

test('a function that is not finite somewhere has no tail to trust', () => {
  const { tail } = chebyshevPowers(() => -Infinity, interval, 9);
  expect(tail <= 1).toBe(false);
});
