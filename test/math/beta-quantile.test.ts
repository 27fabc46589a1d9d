import { expect, test } from 'vitest';
import { betaQuantile } from '../../graph/math/beta-quantile.ts';

/** scipy.stats.beta.ppf */
test.each([
  [2.5, 1.5, 0.05, 0.2355340414426219],
  [30.5, 70.5, 0.025, 0.216841428618805],
  [0.5, 20.5, 0.95, 0.0904764265378723],
  [5000.5, 12.5, 0.01, 0.9955838986194877],
])('the quantile of Beta(%d, %d) at %d is %d', (a, b, probability, expected) => {
  expect(betaQuantile(a, b, probability)).toBeCloseTo(expected, 11);
});

test('of the uniform distribution it is the probability itself, to its ends', () => {
  const probabilities = [0, 0.125, 0.5, 1];
  const quantiles = probabilities.map((probability) => betaQuantile(1, 1, probability));
  expect(quantiles.map((value) => Number(value.toFixed(12)))).toEqual(probabilities);
});
