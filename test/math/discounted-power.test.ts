import { expect, test } from 'vitest';
import { discountedPower } from '../../graph/math/discounted-power.ts';
import { magnitude, seeded } from '../models/random.ts';
import { referenceCases, worstError } from './reference.ts';

test('discountedPower is within 64 epsilon of 50-digit values', () => {
  const { error, inputs } = worstError(
    referenceCases('pareto.json', 'discountedPower'),
    discountedPower,
  );
  expect(error / Number.EPSILON, `at ${inputs}`).toBeLessThan(64);
});

test('without a discount rate the integral is elementary, also at s = 1', () => {
  expect(discountedPower(1, 0, 3)).toBeCloseTo(Math.log(4), 15);
  expect(discountedPower(1 + 1e-9, 0, 3)).toBeCloseTo(Math.log(4), 8);
  expect(discountedPower(3, 0, 1)).toBeCloseTo((1 - 1 / 4) / 2, 15);
  expect(discountedPower(0, 0, 12)).toBeCloseTo(12, 14);
});

test('meets the elementary integral as the rate goes to 0', () => {
  expect(discountedPower(0.6, 1e-13, 5) / discountedPower(0.6, 0, 5)).toBeCloseTo(1, 11);
});

test('U(s, s, z) satisfies its recurrence: z U = 1 - s U one higher', () => {
  const random = seeded(32);
  for (let i = 0; i < 20_000; i++) {
    const s = magnitude(random, -3, 2);
    const z = magnitude(random, -6, 3);
    const sum = z * discountedPower(s, z, Infinity) + s * discountedPower(s + 1, z, Infinity);
    expect(Math.abs(sum - 1), `${s} ${z}`).toBeLessThan(1e-12);
  }
});
