import Big from 'big.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalText, quotient } from '../../graph/money.ts';

test.each([
  [0, '0.00'],
  [-0, '0.00'],
  [1, '1.00'],
  [1.5, '1.50'],
  ['10.10', '10.10'],
  ['0.0001', '0.0001'],
  [0.1 + 0.2, '0.30'],
  [1 / 3, '0.333333333333'],
  [1e21, '1000000000000000000000.00'],
  [1e-7, '0.0000001'],
  [-2.5e-9, '-0.0000000025'],
])('%s is written %s', (amount, text) => {
  expect(decimalText(amount)).toBe(text);
});

test('a float keeps twelve digits on the way through text, and none brings an exponent', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = decimalText(value);
      expect(text).toMatch(/^-?\d+\.\d{2,}$/);
      expect(Number(text)).toBe(Number(value.toPrecision(12)) || 0);
    }),
    { seed: 2, numRuns: 500, examples: [[5e-324], [Number.MAX_VALUE], [-Number.MAX_VALUE]] },
  );
});

test('a sum of a million cents is exact', () => {
  const cent = new Big('0.01');
  let sum = new Big(0);
  for (let count = 0; count < 100_000; count++) {
    sum = sum.plus(cent);
  }
  expect(decimalText(sum)).toBe('1000.00');
});

test.each([
  ['1', 3, '0.3333333333'],
  ['2', 3, '0.6666666667'],
  ['0.0000000001', 2, '0'],
  ['0.0000000003', 2, '0.0000000002'],
  ['0.0000000005', 2, '0.0000000002'],
  ['-0.0000000003', 2, '-0.0000000002'],
  ['999999999999999999', 7, '142857142857142857'],
])('%s ÷ %i is %s: ten places, half to even', (amount, count, expected) => {
  expect(quotient(new Big(amount), count)?.toFixed()).toBe(expected);
});

test('nothing is divided by nothing', () => {
  expect(quotient(new Big(5), 0)).toBeNull();
});

test('dividing leaves the precision of other divisions as it was', () => {
  quotient(new Big(1), 3);
  expect(new Big(1).div(3).toFixed()).toBe('0.33333333333333333333');
});
