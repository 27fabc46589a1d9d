import { expect, test } from 'vitest';
import { bgNbd } from '../../graph/models/bg-nbd.ts';

/** Published estimates for CDNOW, and the same to seven places; weeks. */
const published = [0.243, 4.414, 0.793, 2.426] as const;
const exact = [0.2425945, 4.413602, 0.792922, 2.4259068] as const;

test('the worked example of Fader, Hardie & Lee is met to every digit', () => {
  const purchases = { frequency: 2, recency: 30.43, age: 38.86 };
  expect(bgNbd.expectedOrders(published, purchases, 39).toFixed(10)).toBe('1.2260281748');
});

test.each([
  [0.1429, '0.0078'],
  [1, '0.0532'],
  [3, '0.1506'],
  [31.8571, '1.0405'],
  [32, '1.0437'],
  // Note 004 prints 1.8576 for 78 weeks: see the next test.
  [78, '1.8580'],
])('a new customer repeats in %d weeks as often as published', (weeks, orders) => {
  expect(bgNbd.expectedOrdersOfNewCustomer(exact, weeks).toFixed(4)).toBe(orders);
});

test('the published figure for 78 weeks is the series of 2F1 cut off after 150 terms, which is too soon', () => {
  const [r, alpha, a, b] = exact;
  const [c, z] = [a + b - 1, 78 / (alpha + 78)];
  let [term, sum] = [1, 1];
  for (let n = 1; n < 150; n++) {
    term *= (((r + n - 1) * (b + n - 1)) / ((c + n - 1) * n)) * z;
    sum += term;
  }
  const cutOff = (c / (a - 1)) * (1 - (alpha / (alpha + 78)) ** r * sum);

  expect(cutOff.toFixed(4)).toBe('1.8576');
});

test('a heavy buyer is answered as published, to the accuracy of the published fit', () => {
  const purchases = { frequency: 26, recency: 30.857, age: 31 };
  expect(bgNbd.expectedOrders(exact, purchases, 52) / 25.75659).toBeCloseTo(1, 4);
  expect(bgNbd.probabilityAlive(exact, purchases)).toBeCloseTo(0.9688523, 5);
});

test('a one-time buyer has had no chance to leave', () => {
  expect(bgNbd.probabilityAlive(exact, { frequency: 0, recency: 0, age: 500 })).toBe(1);
});

test('the log-likelihood of CDNOW customer 0001 is what a direct evaluation gives', () => {
  const purchases = { frequency: 2, recency: 30.43, age: 38.86 };
  const params = [0.2426, 4.4136, 0.7929, 2.4259] as const;
  expect(bgNbd.logLikelihood(params, purchases)).toBeCloseTo(-9.4596734501, 9);
});

test('orders discounted at no rate are the expected orders', () => {
  const purchases = { frequency: 3, recency: 20, age: 31 };
  expect(bgNbd.discountedExpectedOrders(exact, purchases, 52, 0)).toBe(
    bgNbd.expectedOrders(exact, purchases, 52),
  );
});
