import { expect, test } from 'vitest';
import { digamma } from '../../graph/math/digamma.ts';
import { logBeta } from '../../graph/math/log-beta.ts';
import { logGamma } from '../../graph/math/log-gamma.ts';
import { logRising } from '../../graph/math/log-rising.ts';
import { trigamma } from '../../graph/math/trigamma.ts';
import { referenceCases, worstError } from './reference.ts';

const epsilon = Number.EPSILON;

test.each([
  { name: 'logGamma', f: logGamma, bound: 8, floor: 0 },
  { name: 'digamma', f: digamma, bound: 8, floor: 1 },
  { name: 'trigamma', f: trigamma, bound: 8, floor: 0 },
  { name: 'logBeta', f: logBeta, bound: 32, floor: 1 },
  { name: 'logRising', f: logRising, bound: 64, floor: 1 },
])('$name is within $bound epsilon of 50-digit values', ({ name, f, bound, floor }) => {
  const { error, inputs } = worstError(referenceCases('special.json', name), f, floor);

  expect(error / epsilon, `at ${inputs}`).toBeLessThan(bound);
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
