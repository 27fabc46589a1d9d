import { expect, test } from 'vitest';
import { chebyshev, chebyshevPoints } from '../../graph/math/chebyshev.ts';

/** 1 / (1 + x²): its nearest singularity is at distance 1 from the real axis. */
const witch = (x: number) => 1 / (1 + x * x);

test('the points asked for reach twelve digits of a function with that singularity', () => {
  const interval = { low: -2, high: 3 };
  const smooth = chebyshev(witch, interval, chebyshevPoints(interval, 1));
  for (let x = -2; x <= 3; x += 0.01) {
    expect(smooth(x)).toBeCloseTo(witch(x), 12);
  }
});

test('an interval of one point is the value there', () => {
  expect(chebyshev(witch, { low: 2, high: 2 }, 5)(2)).toBe(0.2);
});
