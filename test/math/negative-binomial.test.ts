import { expect, test } from 'vitest';
import { negativeBinomial } from '../../graph/math/negative-binomial.ts';
import { referenceRows } from './reference.ts';

const rows = referenceRows('cnbd.json', 'negativeBinomial').map((row) => row.map(Number));

/** The fixture leaves out of its sums what is below 1e-62. */
const floor = 1e-45;

test('probabilities of counts are within 1e-11 of 50-digit values', () => {
  for (const [shape = 1, tau = 1, n = 0, probability = 0] of rows) {
    const actual = negativeBinomial(shape, tau, n).probabilities[n] ?? Number.NaN;
    const error = Math.abs(actual - probability) / Math.max(probability, floor);
    expect(error, `${shape} ${tau} ${n}`).toBeLessThan(1e-11);
  }
});

test('probabilities of more are within 1e-11 of 50-digit values', () => {
  for (const [shape = 1, tau = 1, n = 0, , above = 0] of rows) {
    const error = Math.abs(negativeBinomial(shape, tau, n).above - above) / Math.max(above, floor);
    expect(error, `${shape} ${tau} ${n}`).toBeLessThan(1e-11);
  }
});

test('nothing happens in no time', () => {
  expect(negativeBinomial(3, 0, 2)).toEqual({ probabilities: Float64Array.of(1, 0, 0), above: 0 });
});

test('probabilities that underflow on the way to the mean come back', () => {
  const { probabilities, above } = negativeBinomial(5000, 1, 7000);
  const sum = probabilities.reduce((total, value) => total + value, above);
  expect(probabilities[0]).toBe(0);
  expect(sum).toBeCloseTo(1, 11);
});
