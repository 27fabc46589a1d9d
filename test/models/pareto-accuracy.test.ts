import { expect, test } from 'vitest';
import { paretoNbd } from '../../graph/models/pareto-nbd.ts';
import { orderCount } from '../../graph/models/pareto-order-counts.ts';
import { referenceCases, referenceRows, worstError } from '../math/reference.ts';

const likelihoods = referenceRows('pareto.json', 'likelihood').map((row) => {
  const [
    r = 1,
    alpha = 1,
    s = 1,
    beta = 1,
    frequency = 0,
    recency = 0,
    age = 0,
    value = 0,
    alive = 0,
  ] = row.map(Number);
  return {
    params: [r, alpha, s, beta] as const,
    purchases: { frequency, recency, age },
    value,
    alive,
  };
});

test('log-likelihoods are within 1e-13 of 50-digit values', () => {
  for (const { params, purchases, value } of likelihoods) {
    const error = Math.abs(paretoNbd.logLikelihood(params, purchases) - value);
    expect(
      error / Math.max(1, Math.abs(value)),
      `${params} ${Object.values(purchases)}`,
    ).toBeLessThan(1e-13);
  }
});

test('probabilities to be alive are within 1e-12 of 50-digit values', () => {
  for (const { params, purchases, alive } of likelihoods) {
    const error = Math.abs(paretoNbd.probabilityAlive(params, purchases) - alive);
    expect(error, `${params} ${Object.values(purchases)}`).toBeLessThanOrEqual(
      1e-12 * alive + 1e-300,
    );
  }
});

test('probabilities of order counts are within 1e-12 of 50-digit values', () => {
  const { error, inputs } = worstError(
    referenceCases('pareto.json', 'orderCount'),
    (R = 1, a = 1, s = 1, b = 1, t = 0, n = 0) =>
      orderCount({ ordering: { shape: R, scale: a }, leaving: { shape: s, scale: b } }, t, n),
    1e-290,
  );
  expect(error, `at ${inputs}`).toBeLessThan(1e-12);
});
