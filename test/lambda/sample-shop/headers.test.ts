import { expect, test } from 'vitest';
import { genericCustomers } from '../../../lambda/formats/generic-customers.ts';
import { genericOrders } from '../../../lambda/formats/generic-orders.ts';
import { genericSpend } from '../../../lambda/formats/generic-spend.ts';
import type { Format } from '../../../lambda/formats/plan.ts';
import {
  customerColumns,
  orderColumns,
  spendColumns,
} from '../../../lambda/local/sample-shop/columns.ts';

/** Columns of the header that the format has no use for. */
function unread(format: Format, columns: readonly string[]): string[] {
  const recognition = format.recognise({
    container: { type: 'csv', delimiter: ',' },
    columns,
    rows: [],
  });
  const read = 'plan' in recognition ? Object.values(recognition.plan.mapping) : [];
  return columns.filter((column) => !read.includes(column));
}

test('the generic format reads every column of the orders but the two it has no field for', () => {
  expect(unread(genericOrders, orderColumns)).toEqual(['category', 'refunded_at']);
});

test('the generic format reads every column of the spend', () => {
  expect(unread(genericSpend, spendColumns)).toEqual([]);
});

test('the generic format reads every column of the customers', () => {
  expect(unread(genericCustomers, customerColumns)).toEqual([]);
});
