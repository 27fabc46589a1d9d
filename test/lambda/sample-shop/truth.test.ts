import { expect, test } from 'vitest';
import { badOrderRows } from '../../../lambda/local/sample-shop/bad-rows.ts';
import { generateSampleShop } from '../../../lambda/local/sample-shop/generate.ts';
import { sampleShop } from '../../../lambda/local/sample-shop/options.ts';
import { shopOrders } from '../../../lambda/local/sample-shop/order-stream.ts';
import { shopSpend } from '../../../lambda/local/sample-shop/spend.ts';
import { exclusionOf, sampleShopTruth } from '../../../lambda/local/sample-shop/truth.ts';
import { cents, csvRows } from './csv-rows.ts';

const truth = sampleShopTruth();
const orderLines = [...generateSampleShop().ordersCsv];
const orderRows = csvRows(orderLines);
const soundRows = orderRows.filter((row) => /^S-\d+$/.test(row['order_id'] ?? ''));
const heads = [...Map.groupBy(soundRows, (row) => row['order_id']).values()].flatMap((lines) =>
  lines.slice(0, 1),
);

test('the truth counts the rows and orders of the file', () => {
  expect([truth.orderRows, truth.orders]).toEqual([orderRows.length, heads.length]);
});

test('the truth counts the orders of each status', () => {
  const count = (status: string) => heads.filter((row) => row['status'] === status).length;
  const free = heads.filter((row) => row['status'] === 'completed' && row['gross'] === '0.00');
  expect(truth.ordersByExclusion).toEqual({
    VALID: count('completed') + count('partially_refunded') - free.length,
    ZERO_AMOUNT: free.length,
    CANCELLED: count('cancelled'),
    FAILED: count('failed'),
    UNPAID: count('pending'),
    TEST: count('test'),
    DELETED: 0,
    FULLY_REFUNDED: count('refunded'),
  });
});

test('the truth adds up the amounts of the valid orders', () => {
  const valid = heads.filter(
    (row) =>
      /^(completed|partially_refunded)$/.test(row['status'] ?? '') && row['gross'] !== '0.00',
  );
  const total = (column: string) => valid.reduce((sum, row) => sum + cents(row[column]), 0);
  const [gross, discount, refund] = [total('gross'), total('discount'), total('refund')];
  expect(truth.valid).toEqual({ gross, discount, refund, net: gross - discount - refund });
});

test('guests are told apart by address, whatever its case', () => {
  const valid = heads.filter(
    (row) =>
      /^(completed|partially_refunded)$/.test(row['status'] ?? '') && row['gross'] !== '0.00',
  );
  const guests = valid.filter((row) => row['customer_id'] === '');
  const addresses = new Set(guests.map((row) => row['email']?.toLowerCase()));
  expect(truth.guestBuyers).toBe(addresses.size);
  expect(new Set(guests.map((row) => row['email'])).size).toBeGreaterThan(addresses.size);
});

test('each bad row stands on the line the truth names', () => {
  const found = truth.badOrderRows.map(({ line, column, value }) => {
    const row = csvRows([orderLines[0] ?? '', orderLines[line - 1] ?? ''])[0];
    return row?.[column] === value && row['email'] === 'broken.row@example.org';
  });
  expect(found).toEqual(badOrderRows.map(() => true));
});

test('a short file carries its bad rows at the end', () => {
  const short = sampleShopTruth({ customers: 1 });
  expect(short.badOrderRows).toHaveLength(badOrderRows.length);
  expect(short.badOrderRows.at(-1)?.line).toBe(short.orderRows + 1);
});

test('the bad spend row stands on the line the truth names', () => {
  const lines = [...generateSampleShop().spendCsv];
  expect(truth.badSpendRows.map(({ line }) => lines[line - 1]?.split(',')[0])).toEqual([
    'yesterday',
  ]);
  expect(truth.spendRows).toBe(lines.length - 1);
});

test('every kind of order that does not count is there, but seldom', () => {
  const { VALID, DELETED, ...rest } = truth.ordersByExclusion;
  expect(Math.min(...Object.values(rest))).toBeGreaterThan(20);
  expect(VALID / truth.orders).toBeGreaterThan(0.9);
  expect(DELETED).toBe(0);
});

test('three thousand customers place some ten thousand valid orders', () => {
  expect(truth.ordersByExclusion.VALID).toBeGreaterThan(8_000);
  expect(truth.ordersByExclusion.VALID).toBeLessThan(13_000);
  expect(truth.buyers).toBeGreaterThan(2_900);
});

test('the sweepstake buys customers worth less than they cost, and referrals are the best', () => {
  const shop = sampleShop();
  const margin = new Map<string, number>();
  const customers = new Map<string, Set<number>>();
  for (const order of shopOrders(shop)) {
    const { campaign } = order.customer.source;
    if (exclusionOf(order) === undefined) {
      const net = order.gross - order.discount - (order.refund?.amount ?? 0);
      const earned = net - (order.costOfGoods ?? Math.round(net * 0.4));
      margin.set(campaign, (margin.get(campaign) ?? 0) + earned);
      customers.set(campaign, (customers.get(campaign) ?? new Set()).add(order.customer.index));
    }
  }
  const cost = (campaign: string) =>
    [...shopSpend(shop)]
      .filter((entry) => entry.campaign === campaign)
      .reduce((sum, { cents: spent }) => sum + spent, 0);
  const worth = (campaign: string) =>
    (margin.get(campaign) ?? 0) / (customers.get(campaign)?.size ?? 1);
  expect(cost('summer_sweepstake')).toBeGreaterThan(margin.get('summer_sweepstake') ?? 0);
  expect(worth('refer_a_friend')).toBeGreaterThan(worth('coupon_portals'));
  expect(margin.get('refer_a_friend')).toBeGreaterThan(3 * cost('refer_a_friend'));
});
