import { expect, test } from 'vitest';
import { digamma } from '../../graph/math/digamma.ts';
import { incompleteBeta } from '../../graph/math/incomplete-beta.ts';
import { logBeta } from '../../graph/math/log-beta.ts';
import { logGamma } from '../../graph/math/log-gamma.ts';
import { logRising } from '../../graph/math/log-rising.ts';
import { normalQuantile } from '../../graph/math/normal-quantile.ts';
import { trigamma } from '../../graph/math/trigamma.ts';
import { referenceCases, worstError } from './reference.ts';

const epsilon = Number.EPSILON;

test.each([
  { name: 'logGamma', f: logGamma, bound: 8, floor: 0 },
  { name: 'digamma', f: digamma, bound: 8, floor: 1 },
  { name: 'trigamma', f: trigamma, bound: 8, floor: 0 },
  { name: 'logBeta', f: logBeta, bound: 32, floor: 1 },
  { name: 'logRising', f: logRising, bound: 64, floor: 1 },
  // Its error is absolute: 1e-13, and an epsilon for each unit of shapes up to a thousand.
  {
    name: 'incompleteBeta',
    f: (a = 1, b = 1, x = 0) => incompleteBeta(a, b, x),
    bound: 2450,
    floor: 1,
  },
])('$name is within $bound epsilon of 50-digit values', ({ name, f, bound, floor }) => {
  const { error, inputs } = worstError(referenceCases('special.json', name), f, floor);

  expect(error / epsilon, `at ${inputs}`).toBeLessThan(bound);
});

test('normalQuantile is within 1e-8 of 50-digit values', () => {
  const { error, inputs } = worstError(
    referenceCases('special.json', 'normalQuantile'),
    normalQuantile,
    1,
  );

  expect(error, `at ${inputs}`).toBeLessThan(1e-8);
});

test('each special function is held to a thousand points or more', () => {
  const names = ['logGamma', 'digamma', 'trigamma', 'logBeta', 'logRising', 'incompleteBeta'];
  const counts = names.map((name) => referenceCases('special.json', name).length);

  expect(Math.min(...counts)).toBeGreaterThanOrEqual(1000);
});

test('logGamma is exactly 0 at 1 and 2', () => {
  expect([logGamma(1), logGamma(2)].map(Math.abs)).toEqual([0, 0]);
});

test('logGamma of what has no gamma is NaN, and Infinity at the poles it can name', () => {
  expect([logGamma(Number.NaN), logGamma(-1)]).toEqual([Number.NaN, Number.NaN]);
  expect([logGamma(0), logGamma(Infinity)]).toEqual([Infinity, Infinity]);
});

test('logBeta does not care for the order of its arguments', () => {
  for (const { inputs } of referenceCases('special.json', 'logBeta')) {
    const [a = 1, b = 1] = inputs;
    expect(logBeta(a, b)).toBe(logBeta(b, a));
  }
});
