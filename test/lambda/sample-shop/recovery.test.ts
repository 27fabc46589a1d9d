import { expect, test } from 'vitest';
import { fitModels } from '../../../graph/models/fit.ts';
import { shopCustomers } from '../../../lambda/local/sample-shop/customers-csv.ts';
import { type SampleShop, sampleShop } from '../../../lambda/local/sample-shop/options.ts';
import { purchaseDays } from '../../../lambda/local/sample-shop/purchase-days.ts';
import { randomStream } from '../../../lambda/local/sample-shop/random.ts';
import { sampleSegments } from '../../../lambda/local/sample-shop/segments.ts';

const lastDayNumber = 1095;

/** One cell a customer, in days. */
function cellsOf(shop: SampleShop) {
  const histories = [...shopCustomers(shop)].map((customer) => ({
    firstDay: customer.firstDay,
    days: [...new Set(purchaseDays(shop, customer, randomStream(1, customer.index)))],
  }));
  return {
    frequency: Float64Array.from(histories, ({ days }) => days.length - 1),
    recency: Float64Array.from(histories, ({ days, firstDay }) => (days.at(-1) ?? 0) - firstDay),
    age: Float64Array.from(histories, ({ firstDay }) => lastDayNumber - firstDay),
    customers: new Float64Array(histories.length).fill(1),
    repeatSpend: new Float64Array(histories.length),
  };
}

test.each(sampleSegments)(
  'a BG/NBD fit finds the true parameters of a shop of $name customers',
  (segment) => {
    const shop = sampleShop({ customers: 8000, seasonality: 0, segments: [segment] });
    const cells = cellsOf(shop);
    const { transactions } = fitModels(cells, cells);
    const parameters = transactions.kind === 'fit' ? transactions.parameters : [];
    const { r, alpha, a, b } = segment.purchases;
    const distances = [r, alpha, a, b].map((truth, i) => {
      const { value = 0, standardError } = parameters[i] ?? {};
      return Math.abs(value - truth) / (standardError ?? 0);
    });
    expect(Math.max(...distances)).toBeLessThan(4);
  },
);
