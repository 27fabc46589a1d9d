import { describe, expect, test } from 'vitest';
import { betaExpectation } from '../../graph/math/beta-expectation.ts';
import { bgCnbdK } from '../../graph/models/bg-cnbd-k.ts';
import { bgNbd } from '../../graph/models/bg-nbd.ts';
import { discountedOrders } from '../../graph/models/discounting.ts';
import {
  ordersOfLiving,
  shapeOfCurve,
  survivalOfLiving,
} from '../../graph/models/erlang-orders.ts';
import type { LivingCustomer } from '../../graph/models/living-customer.ts';
import { mbgCnbdK } from '../../graph/models/mbg-cnbd-k.ts';
import { mbgNbd } from '../../graph/models/mbg-nbd.ts';
import { anyOrder, orderCounts } from '../../graph/models/order-counts.ts';
import { ordersPerDropout, survivalAtDropout } from '../../graph/models/orders-at-dropout.ts';
import { referenceCases, referenceRows, worstError } from '../math/reference.ts';

const file = 'cnbd.json';

/** The fixture leaves out of its sums what is below 1e-62. */
const floor = 1e-45;

function customerOf(inputs: readonly number[]): LivingCustomer {
  const [shape = 1, a = 1, b = 1, k = 1, phase = 0] = inputs;
  return { shape, a, b, k, phase };
}

describe('against 50-digit values', () => {
  test('expected orders of the living are within 1e-11', () => {
    const { error, inputs } = worstError(
      referenceCases(file, 'orders'),
      (...given) => ordersOfLiving(customerOf(given))(given[5] ?? 0),
      floor,
    );
    expect(error, `at ${inputs}`).toBeLessThan(1e-11);
  });

  test('survival of the living is within 1e-11', () => {
    const { error, inputs } = worstError(
      referenceCases(file, 'survival'),
      (...given) => survivalOfLiving(customerOf(given))(given[5] ?? 0),
      floor,
    );
    expect(error, `at ${inputs}`).toBeLessThan(1e-11);
  });

  test('probabilities of a number of orders are within 1e-11', () => {
    const { error, inputs } = worstError(
      referenceCases(file, 'counts'),
      (...given) => {
        const n = given[6] ?? 0;
        return orderCounts(customerOf(given), given[5] ?? 0, n)[n] ?? Number.NaN;
      },
      floor,
    );
    expect(error, `at ${inputs}`).toBeLessThan(1e-11);
  });

  test('discounted orders of the living are within 1e-10', () => {
    const { error, inputs } = worstError(referenceCases(file, 'discounted'), (...given) => {
      const customer = customerOf(given);
      const [horizon = 0, rate = 0] = given.slice(5);
      const { bend, density } = shapeOfCurve(customer);
      const terms = { horizon, rate, scale: bend, density };
      return discountedOrders(ordersOfLiving(customer), terms);
    });
    expect(error, `at ${inputs}`).toBeLessThan(1e-10);
  });

  const likelihoods = referenceRows(file, 'likelihood').map((row) => row.map(Number));

  test('log-likelihoods are within 1e-11', () => {
    for (const row of likelihoods) {
      const { model, params, purchases } = caseOf(row);
      const expected = row[10] ?? 0;
      const error = Math.abs(model.logLikelihood(params, purchases) - expected);
      expect(error / Math.max(1, Math.abs(expected)), `${row}`).toBeLessThan(1e-11);
    }
  });

  test('probabilities to be alive are within 1e-11', () => {
    for (const row of likelihoods) {
      const { model, params, purchases } = caseOf(row);
      const expected = row[11] ?? 0;
      const error = Math.abs(model.probabilityAlive(params, purchases) - expected);
      expect(error, `${row}`).toBeLessThanOrEqual(1e-11 * expected + 1e-300);
    }
  });

  function caseOf(row: readonly number[]) {
    const [r = 1, alpha = 1, a = 1, b = 1, k = 1, frequency = 0, recency = 0, age = 0] = row;
    return {
      model: row[9] === 0 ? bgCnbdK : mbgCnbdK,
      params: [r, alpha, a, b, k] as const,
      purchases: { frequency, recency, age, logIntervals: row[8] ?? 0 },
    };
  }
});

test.each([2, 3, 5, 12])(
  'the quadrature for k = %d meets the series where both can be had',
  (k) => {
    for (const phase of [0, k - 1]) {
      for (const [shape, a, b, tau] of [
        [0.3, 0.8, 2.4, 3],
        [1.3, 30, 2, 10],
        [300, 1.5, 40, 1.2],
        [3, 0.001, 3, 20],
      ] as const) {
        const customer = { shape, a, b, k, phase };
        const orders = betaExpectation(a, b, ordersPerDropout(customer)(tau));
        const survival = betaExpectation(a, b, survivalAtDropout(customer)(tau));
        expect(orders / ordersOfLiving(customer)(tau)).toBeCloseTo(1, 12);
        expect(survival / survivalOfLiving(customer)(tau)).toBeCloseTo(1, 12);
      }
    }
  },
);

describe.each([
  { regular: bgCnbdK, random: bgNbd },
  { regular: mbgCnbdK, random: mbgNbd },
])('$regular.name with k = 1', ({ regular, random }) => {
  const params = [0.3, 4.1, 0.7, 2.2] as const;
  const withK = [...params, 1] as const;
  const all = [
    { frequency: 0, recency: 0, age: 38 },
    { frequency: 2, recency: 30.43, age: 38.86 },
    { frequency: 26, recency: 30.857, age: 31 },
  ];

  test.each(all)('answers everything as the model of random timing does: %o', (purchases) => {
    expect(regular.logLikelihood(withK, purchases)).toBe(random.logLikelihood(params, purchases));
    expect(regular.probabilityAlive(withK, purchases, 9)).toBe(
      random.probabilityAlive(params, purchases, 9),
    );
    expect(regular.expectedOrders(withK, purchases, 39)).toBe(
      random.expectedOrders(params, purchases, 39),
    );
    expect(regular.discountedExpectedOrders(withK, purchases, 52, 0.01)).toBe(
      random.discountedExpectedOrders(params, purchases, 52, 0.01),
    );
    expect(regular.orderCountProbabilities(withK, purchases, 39, 9)).toEqual(
      random.orderCountProbabilities(params, purchases, 39, 9),
    );
    expect(regular.expectedNextOrder(withK, purchases)).toEqual(
      random.expectedNextOrder(params, purchases),
    );
  });
});

test('a regular buyer who has just bought is not expected back at once', () => {
  const customer = { shape: 12, a: 0.5, b: 5, k: 4 };
  const soon = anyOrder({ ...customer, phase: 0 }, 0.05);
  expect(soon).toBeLessThan(anyOrder({ ...customer, phase: 3 }, 0.05) / 20);
});

test('silence says more of a regular buyer than of a random one', () => {
  const purchases = { frequency: 6, recency: 30, age: 45 };
  const random = bgCnbdK.probabilityAlive([0.8, 8, 0.9, 2.5, 1], purchases);
  const regular = bgCnbdK.probabilityAlive([0.8, 2, 0.9, 2.5, 4], purchases);
  expect(regular).toBeLessThan(random / 2);
});

test('a likelihood with k > 1 asks for the times between purchases', () => {
  const purchases = { frequency: 6, recency: 30, age: 45 };
  expect(() => bgCnbdK.logLikelihood([0.8, 2, 0.9, 2.5, 4], purchases)).toThrow(
    'Expected logIntervals',
  );
});
