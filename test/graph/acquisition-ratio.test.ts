import Big from 'big.js';
import { expect, test } from 'vitest';
import { clvToCac, returnOnSpend } from '../../graph/acquisition/ratio.ts';

test('$500 to $50 is 10 and returns nine times the spend beyond itself, $20 to $50 is 0.4 and loses 60 %', () => {
  expect(clvToCac(500, 50)).toBe(10);
  expect(returnOnSpend(clvToCac(500, 50))).toBe(9);
  expect(clvToCac(20, new Big(50))).toBe(0.4);
  expect(returnOnSpend(clvToCac(20, 50))).toBeCloseTo(-0.6, 12);
});

test('without a value or a cost above 0 there is no ratio, and no return', () => {
  expect([clvToCac(null, 50), clvToCac(500, null), clvToCac(500, 0)]).toEqual([null, null, null]);
  expect(returnOnSpend(null)).toBeNull();
});

test('a value of 0, or a loss, is a ratio all the same', () => {
  expect(clvToCac(0, 50)).toBe(0);
  expect(clvToCac(-25, 50)).toBe(-0.5);
});
