import { expect, test } from 'vitest';
import { shopCustomers } from '../../../lambda/local/sample-shop/customers-csv.ts';
import { sampleShop } from '../../../lambda/local/sample-shop/options.ts';
import { shopOrders } from '../../../lambda/local/sample-shop/order-stream.ts';
import { purchaseDays } from '../../../lambda/local/sample-shop/purchase-days.ts';
import { randomStream } from '../../../lambda/local/sample-shop/random.ts';
import { sampleSegments } from '../../../lambda/local/sample-shop/segments.ts';

const household = sampleSegments.filter(({ name }) => name === 'household');
const shop = sampleShop({ customers: 6000, seasonality: 0, segments: household });
const [segment] = household;
if (!segment) {
  throw new Error('expected a segment named household');
}

/** Days from the first to each repeat purchase, of the customers seen for at least a year. */
const repeats = [...shopCustomers(shop)]
  .filter(({ firstDay }) => firstDay < 730)
  .map((customer) => {
    const [first = 0, ...rest] = purchaseDays(shop, customer, randomStream(1, customer.index));
    return rest.map((day) => day - first);
  });

test('the share without a repeat order in a year is that of the BG/NBD', () => {
  const { r, alpha } = segment.purchases;
  // P(X(t) = 0) of Fader, Hardie & Lee (2005): nobody drops out before a repeat purchase.
  const expected = (alpha / (alpha + 365 / 7)) ** r;
  const silent = repeats.filter((days) => !days.some((day) => day <= 365)).length;
  const standardError = Math.sqrt((expected * (1 - expected)) / repeats.length);
  expect(Math.abs(silent / repeats.length - expected)).toBeLessThan(4 * standardError);
});

test('dropout probabilities have the mean of their beta distribution', () => {
  const customers = [...shopCustomers(shop)];
  const mean = customers.reduce((sum, { dropout }) => sum + dropout, 0) / customers.length;
  const { a, b } = segment.purchases;
  expect(mean / (a / (a + b))).toBeCloseTo(1, 1);
});

test('order values have the mean of the gamma-gamma they aim at', () => {
  const { p, q, v } = segment.spend;
  let [gross, orders] = [0, 0];
  for (const order of shopOrders(shop)) {
    if (order.gross > 0) {
      gross += order.gross;
      orders++;
    }
  }
  // Whole products cannot meet a target exactly, so the mean is held to 5 %.
  expect(Math.abs(gross / orders / 100 / ((p * v) / (q - 1)) - 1)).toBeLessThan(0.05);
});
