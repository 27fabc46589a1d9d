import { assert, expect, test } from 'vitest';
import { gammaGamma } from '../../graph/models/gamma-gamma.ts';
import { referenceCases, worstError } from '../math/reference.ts';

const published = [6.25, 3.74, 15.44] as const;

test('log-likelihoods are within 1e-12 of 50-digit values', () => {
  const { error, inputs } = worstError(
    referenceCases('gamma-gamma.json', 'logLikelihood'),
    (p = 1, q = 1, v = 1, x = 1, spend = 1) => gammaGamma.logLikelihood([p, q, v], x, spend),
    1,
  );
  expect(error, `at ${inputs}`).toBeLessThan(1e-12);
});

test('the more orders are known, the less the population mean counts', () => {
  const mean = gammaGamma.populationMean(published);
  const distances = [1, 5, 50, 5000].map((x) =>
    Math.abs(gammaGamma.expectedOrderValue(published, x, 100 * x) - 100),
  );
  expect(distances).toEqual(distances.toSorted((p, q) => q - p));
  expect(distances.every((distance) => distance < 100 - mean)).toBe(true);
});

test('expected order value is linear in spend', () => {
  const at = (spend: number) => gammaGamma.expectedOrderValue(published, 3, spend);
  expect(at(100) + at(300)).toBeCloseTo(2 * at(200), 12);
});

const spread = Float64Array.from({ length: 40 }, (_, i) => 5 + ((i * 37) % 41));

function fitOf(frequency: Float64Array, repeatSpend: Float64Array) {
  const fit = gammaGamma.fit({
    frequency,
    repeatSpend,
    customers: new Float64Array(frequency.length).fill(1),
  });
  if (fit.kind !== 'fit') {
    throw new Error(fit.message);
  }
  return fit;
}

test('customers whose spend is nothing or less are left out and counted', () => {
  const frequency = new Float64Array(42).fill(2);
  const fit = fitOf(frequency, Float64Array.of(...spread, 0, -12));

  expect(fit.customers).toBe(40);
  expect(fit.excludedCustomers).toBe(2);
  expect(fit.warnings.map(({ code }) => code)).toContain('SPEND_NOT_POSITIVE');
});

test('a shop with one price is answered by that price', () => {
  const frequency = Float64Array.from({ length: 40 }, (_, i) => 1 + (i % 4));
  const { params, converged } = fitOf(
    frequency,
    frequency.map((x) => x * 25),
  );

  expect(converged).toBe(true);
  expect(gammaGamma.expectedOrderValue(params, 3, 75)).toBeCloseTo(25, 3);
  expect(gammaGamma.populationMean(params)).toBeCloseTo(25, 2);
});

test('customers each of whom always pays the same are answered by what they pay', () => {
  const prices = Array.from({ length: 300 }, (_, i) => [9.99, 19.99, 49.5][i % 3] as number);
  const orders = prices.map((_, i) => 1 + (i % 7));
  const fit = gammaGamma.fit({
    frequency: Float64Array.from(orders),
    repeatSpend: Float64Array.from(prices, (price, i) => price * (orders[i] as number)),
    customers: new Float64Array(300).fill(1),
  });
  assert(fit.kind === 'fit');
  expect(fit.converged).toBe(true);
  expect(fit.warnings.map(({ code }) => code)).toContain('PARAMETER_AT_LIMIT');
  expect(gammaGamma.expectedOrderValue(fit.params, 3, 3 * 49.5)).toBeCloseTo(49.5, 2);
});

test('spend without a finite mean is flagged', () => {
  // Quantiles of a Pareto distribution with exponent 0.6: the mean of its tail grows with the sample.
  const spends = Float64Array.from({ length: 60 }, (_, i) => 10 * (60 / (i + 0.5)) ** (1 / 0.6));
  const fit = fitOf(new Float64Array(60).fill(1), spends);

  expect(fit.params[1]).toBeLessThan(1);
  expect(fit.warnings.map(({ code }) => code)).toContain('SPEND_MEAN_NOT_FINITE');
});

test('spend that grows with frequency breaks the assumption and is flagged', () => {
  const frequency = Float64Array.from({ length: 40 }, (_, i) => 1 + (i % 10));
  const fit = fitOf(
    frequency,
    frequency.map((x, i) => x * (10 + x + (i % 3))),
  );

  expect(fit.correlation).toBeGreaterThan(0.9);
  expect(fit.warnings.map(({ code }) => code)).toContain('SPEND_CORRELATES_WITH_FREQUENCY');
});

test('too few repeat buyers are a typed refusal', () => {
  const one = Float64Array.of(1);
  expect(gammaGamma.fit({ frequency: one, repeatSpend: one, customers: one })).toMatchObject({
    kind: 'insufficient',
    code: 'TOO_FEW_REPEAT_BUYERS',
    have: 1,
    need: 10,
  });
});
