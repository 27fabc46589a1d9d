import { expect, test } from 'vitest';
import { incompleteBeta } from '../../graph/math/incomplete-beta.ts';
import { logGamma } from '../../graph/math/log-gamma.ts';
import { magnitude, seeded } from '../models/random.ts';

/** I_x(a, b) for whole shapes: the chance of `a` successes or more in a + b - 1 coin tosses. */
function byCoins(a: number, b: number, x: number): number {
  const tosses = a + b - 1;
  let sum = 0;
  for (let k = a; k <= tosses; k++) {
    const logWays = logGamma(tosses + 1) - logGamma(k + 1) - logGamma(tosses - k + 1);
    sum += Math.exp(logWays + k * Math.log(x) + (tosses - k) * Math.log1p(-x));
  }
  return sum;
}

test.each([
  [1, 1, 0.3],
  [2, 3, 0.4],
  [5, 40, 0.1],
  [40, 5, 0.9],
  [60, 60, 0.55],
  [3, 200, 0.2],
])('with whole shapes %i and %i it is a sum over coin tosses', (a, b, x) => {
  expect(Math.abs(incompleteBeta(a, b, x) - byCoins(a, b, x))).toBeLessThan(1e-12);
});

test('one shape of 1 is a power', () => {
  const random = seeded(3);
  for (let i = 0; i < 500; i++) {
    const [shape, x] = [magnitude(random, -3, 3), random()];
    expect(Math.abs(incompleteBeta(shape, 1, x) - x ** shape)).toBeLessThan(1e-12);
  }
});

test('both sides add up to one, and it never falls, whatever the shapes', () => {
  const random = seeded(4);
  for (let i = 0; i < 500; i++) {
    const [a, b] = [magnitude(random, -4, 6), magnitude(random, -4, 6)];
    const xs = [0, random(), random(), random(), 1].toSorted((one, other) => one - other);
    const values = xs.map((x) => incompleteBeta(a, b, x));
    const input = JSON.stringify({ a, b, xs });
    expect(values, input).toEqual(values.toSorted((one, other) => one - other));
    xs.forEach((x, k) => {
      const other = incompleteBeta(b, a, 1 - x, x);
      expect(Math.abs((values[k] ?? NaN) + other - 1), input).toBeLessThan(1e-9);
    });
  }
});
