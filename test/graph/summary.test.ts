import Big from 'big.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '../../graph/calendar.ts';
import { summarise } from '../../graph/customers/summary.ts';
import type { Order } from '../../graph/orders/order.ts';
import { order } from '../support/orders.ts';

const end = '2026-06-30';

function summaryOf(orders: readonly Order[], asOfDay = end) {
  return summarise(orders, { asOfDay, margin: 0.3 });
}

const a = (day: string, rest: Partial<Parameters<typeof order>[0]> = {}) =>
  order({ customer: 'a', day, ...rest });

test('nobody ordered, nothing counts', () => {
  expect(summaryOf([])).toMatchObject({
    orders: 0,
    frequency: 0,
    recencyDays: 0,
    ageDays: 0,
    firstOrderAt: null,
    firstDay: null,
    channel: null,
  });
});

test('orders of one day are one purchase but several orders', () => {
  const { orders, frequency, recencyDays } = summaryOf([
    a('2026-01-01', { orderId: '1' }),
    a('2026-01-01', { orderId: '2' }),
    a('2026-01-11', { orderId: '3' }),
    a('2026-01-11', { orderId: '4' }),
  ]);
  expect({ orders, frequency, recencyDays }).toEqual({ orders: 4, frequency: 1, recencyDays: 10 });
});

test('repeat spend is all of the days after the first, none of the first', () => {
  const { repeatSpend } = summaryOf([
    a('2026-01-01', { orderId: '1', amount: '100' }),
    a('2026-01-01', { orderId: '2', amount: '50' }),
    a('2026-01-02', { orderId: '3', amount: '7.25' }),
    a('2026-01-02', { orderId: '4', amount: '0.75' }),
  ]);
  expect(repeatSpend.toFixed(2)).toBe('8.00');
});

test('a refund lowers revenue and margin; refunds of excluded orders are still refunds', () => {
  const { revenue, refunds, grossMargin } = summaryOf([
    a('2026-01-01', { amount: '10', refund: '4' }),
    a('2026-01-02', { amount: '10', refund: '10', exclusion: 'FULLY_REFUNDED' }),
  ]);
  expect([revenue, refunds, grossMargin].map((amount) => amount.toFixed(2))).toEqual([
    '6.00',
    '14.00',
    '1.80',
  ]);
});

test('an order that says its cost counts by it, one that does not by the margin', () => {
  const { grossMargin } = summaryOf([
    a('2026-01-01', { amount: '10', cost: '9' }),
    a('2026-01-02', { amount: '10' }),
    a('2026-01-03', { amount: '10', cost: '0' }),
  ]);
  expect(grossMargin.toFixed(2)).toBe('14.00');
});

test('goods sold below their cost make the margin smaller', () => {
  expect(summaryOf([a('2026-01-01', { amount: '10', cost: '25' })]).grossMargin.toFixed(2)).toBe(
    '-15.00',
  );
});

test('an excluded order makes nobody a customer, and no first day', () => {
  const { orders, firstDay, ageDays } = summaryOf([
    a('2025-01-01', { exclusion: 'CANCELLED' }),
    a('2026-06-20'),
  ]);
  expect({ orders, firstDay, ageDays }).toEqual({ orders: 1, firstDay: '2026-06-20', ageDays: 10 });
});

test('as of a past day, later orders are not known, and that day itself is', () => {
  const orders = [a('2026-01-01'), a('2026-01-05'), a('2026-01-06')];
  expect(summaryOf(orders, '2026-01-05')).toMatchObject({ orders: 2, recencyDays: 4, ageDays: 4 });
  expect(summaryOf(orders, '2025-12-31')).toMatchObject({ orders: 0, firstOrderAt: null });
});

test('of two orders at one instant the lesser name is the first', () => {
  const tied = ['b', 'a'].map((orderId) => a('2026-01-01', { orderId, channel: orderId }));
  expect(summaryOf(tied).channel).toBe('a');
  expect(summaryOf(tied.toReversed()).channel).toBe('a');
});

test('the source breaks a tie before the order id does', () => {
  const tied = [
    a('2026-01-01', { source: 'y', orderId: '1', channel: 'y' }),
    a('2026-01-01', { source: 'x', orderId: '2', channel: 'x' }),
  ];
  expect(summaryOf(tied).channel).toBe('x');
});

const histories = fc.array(
  fc.record({
    offset: fc.integer({ min: 0, max: 180 }),
    cents: fc.integer({ min: 1, max: 99_999 }),
  }),
  { minLength: 1, maxLength: 20 },
);

test('0 <= recency <= age, and both ends agree with the days', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const orders = history.map(({ offset, cents }, index) =>
        a(addDays('2026-01-01', offset), {
          orderId: String(index),
          amount: new Big(cents).div(100).toFixed(),
        }),
      );
      const summary = summaryOf(orders);
      const days = new Set(orders.map(({ day }) => day));
      expect(summary.frequency).toBe(days.size - 1);
      expect(summary.recencyDays).toBeLessThanOrEqual(summary.ageDays);
      expect(summary.recencyDays > 0).toBe(summary.frequency > 0);
      expect(summaryOf(orders.toReversed())).toEqual(summary);
    }),
    { seed: 1, numRuns: 200 },
  );
});
