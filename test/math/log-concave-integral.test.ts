import { expect, test } from 'vitest';
import { integrateLogConcave } from '../../graph/math/log-concave-integral.ts';

test.each([0.5, 1e-2, 1e-4])('a normal density of deviation %d has mass 1', (deviation) => {
  const log = (y: number) => -0.5 * ((y - 2) / deviation) ** 2;
  const mass = integrateLogConcave(log, 7) / (deviation * Math.sqrt(2 * Math.PI));
  expect(mass).toBeCloseTo(deviation === 0.5 ? 0.99996832875816688 : 1, 12);
});

test.each([1e-6, 1, 30, 1e6])('an exponential of rate %d falls from the left end', (rate) => {
  expect((rate * integrateLogConcave((y) => -rate * y, 3)) / -Math.expm1(-3 * rate)).toBeCloseTo(
    1,
    13,
  );
});

test('a power that starts from nothing is integrated from there', () => {
  expect(integrateLogConcave((y) => 5 * Math.log(y), 2)).toBeCloseTo(64 / 6, 12);
});

test('an integrand that is 0 everywhere has integral 0', () => {
  expect(integrateLogConcave(() => -Infinity, 2)).toBe(0);
});
