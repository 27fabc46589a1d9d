import { expect, test } from 'vitest';
import {
  bendOfOrders,
  ordersWhileAlive,
  survivalWhileAlive,
} from '../../graph/models/beta-geometric.ts';
import { bgNbd } from '../../graph/models/bg-nbd.ts';
import { discountedOrders } from '../../graph/models/discounting.ts';
import { mbgNbd } from '../../graph/models/mbg-nbd.ts';
import { referenceCases, referenceRows, worstError } from '../math/reference.ts';

const file = 'beta-geometric.json';

test('expected orders of the living are within 1e-12 of 50-digit values', () => {
  const { error, inputs } = worstError(
    referenceCases(file, 'orders'),
    (shape = 1, a = 1, b = 1, tau = 0) => ordersWhileAlive({ shape, a, b })(tau),
  );
  expect(error, `at ${inputs}`).toBeLessThan(1e-12);
});

test('survival of the living is within 1e-12 of 50-digit values', () => {
  const { error, inputs } = worstError(
    referenceCases(file, 'survival'),
    (shape = 1, a = 1, b = 1, tau = 0) => survivalWhileAlive({ shape, a, b })(tau),
    1e-290,
  );
  expect(error, `at ${inputs}`).toBeLessThan(1e-12);
});

test('discounted orders of the living are within 1e-10 of 50-digit values', () => {
  const { error, inputs } = worstError(
    referenceCases(file, 'discounted'),
    (shape = 1, a = 1, b = 1, horizon = 0, rate = 0) => {
      const customer = { shape, a, b };
      const scale = bendOfOrders(customer);
      return discountedOrders(ordersWhileAlive(customer), { horizon, rate, scale });
    },
  );
  expect(error, `at ${inputs}`).toBeLessThan(1e-10);
});

const likelihoods = referenceRows(file, 'likelihood').map((row) => {
  const [
    r = 1,
    alpha = 1,
    a = 1,
    b = 1,
    frequency = 0,
    recency = 0,
    age = 0,
    entry = 0,
    value = 0,
    alive = 0,
  ] = row.map(Number);
  return {
    model: entry === 0 ? bgNbd : mbgNbd,
    params: [r, alpha, a, b] as const,
    purchases: { frequency, recency, age },
    value,
    alive,
  };
});

test('log-likelihoods are within 1e-12 of 50-digit values', () => {
  for (const { model, params, purchases, value } of likelihoods) {
    const error = Math.abs(model.logLikelihood(params, purchases) - value);
    expect(
      error / Math.max(1, Math.abs(value)),
      `${params} ${Object.values(purchases)}`,
    ).toBeLessThan(1e-12);
  }
});

test('probabilities to be alive are within 1e-11 of 50-digit values', () => {
  for (const { model, params, purchases, alive } of likelihoods) {
    const error = Math.abs(model.probabilityAlive(params, purchases) - alive);
    expect(error, `${params} ${Object.values(purchases)}`).toBeLessThanOrEqual(
      1e-11 * alive + 1e-300,
    );
  }
});
