import { expect, test } from 'vitest';
import { shopTimeZone } from '../../../lambda/local/sample-shop/calendar.ts';
import { generateSampleShop } from '../../../lambda/local/sample-shop/generate.ts';
import { cents, csvRows } from './csv-rows.ts';

const rows = csvRows(generateSampleShop({ customers: 1000, withBadRows: false }).ordersCsv);
const orders = Map.groupBy(rows, (row) => row['order_id'] ?? '');
const heads = [...orders.values()].flatMap((lines) => lines.slice(0, 1));

const lineColumns = [
  'product_id',
  'product_name',
  'category',
  'quantity',
  'unit_price',
  'line_total',
];

function failing(check: (row: Record<string, string>) => boolean, of = heads): unknown[] {
  return of.filter((row) => !check(row)).slice(0, 3);
}

test('columns that tell of the order are the same on each of its rows', () => {
  const orderPart = (row: Record<string, string>) =>
    JSON.stringify(Object.entries(row).filter(([column]) => !lineColumns.includes(column)));
  const mixed = [...orders.values()].filter((group) => new Set(group.map(orderPart)).size > 1);
  expect(mixed.slice(0, 3)).toEqual([]);
});

test('a line total is quantity times unit price', () => {
  const right = (row: Record<string, string>) =>
    Number(row['quantity']) * cents(row['unit_price']) === cents(row['line_total']);
  expect(failing(right, rows)).toEqual([]);
});

test('the gross of an order is the sum of its line totals', () => {
  const right = (head: Record<string, string>) => {
    const lines = orders.get(head['order_id'] ?? '') ?? [];
    return lines.reduce((sum, row) => sum + cents(row['line_total']), 0) === cents(head['gross']);
  };
  expect(failing(right)).toEqual([]);
});

test('discount and refund never exceed the gross', () => {
  const net = (row: Record<string, string>) =>
    cents(row['gross']) - cents(row['discount']) - cents(row['refund']);
  expect(failing((row) => net(row) >= 0)).toEqual([]);
});

test('an order is refunded by status exactly when all of its net is given back', () => {
  const isGone = (row: Record<string, string>) =>
    cents(row['refund']) > 0 &&
    cents(row['gross']) - cents(row['discount']) === cents(row['refund']);
  expect(failing((row) => isGone(row) === (row['status'] === 'refunded'))).toEqual([]);
});

test('a refund has a date after its order and before the end of the data', () => {
  const refunded = heads.filter((row) => cents(row['refund']) > 0);
  const inOrder = (row: Record<string, string>) =>
    Date.parse(row['refunded_at'] ?? '') > Date.parse(row['order_date'] ?? '') &&
    (row['refunded_at'] ?? '') < '2026-07-01';
  expect(refunded.length).toBeGreaterThan(50);
  expect(failing(inOrder, refunded)).toEqual([]);
});

test('tax is 19 % of goods after discount and shipping, and none on exports to Switzerland', () => {
  const right = (row: Record<string, string>) => {
    const base = cents(row['gross']) - cents(row['discount']) + cents(row['shipping']);
    const tax = row['country'] === 'CH' ? 0 : Math.floor((base * 19 + 50) / 100);
    return cents(row['tax']) === tax;
  };
  expect(failing(right)).toEqual([]);
});

test('orders come by time', () => {
  const times = heads.map((row) => Date.parse(row['order_date'] ?? ''));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('every time is within the three years and says what a clock in Berlin shows', () => {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: shopTimeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const right = (row: Record<string, string>) => {
    const iso = row['order_date'] ?? '';
    const inRange = iso >= '2023-07-01' && iso < '2026-07-01';
    return inRange && clock.format(new Date(iso)).replace(' ', 'T') === iso.slice(0, 19);
  };
  expect(failing(right)).toEqual([]);
});

test('nothing changes before it was ordered or after the export', () => {
  const right = (row: Record<string, string>) =>
    Date.parse(row['updated_at'] ?? '') >= Date.parse(row['order_date'] ?? '') &&
    (row['updated_at'] ?? '') < '2026-07-01';
  expect(failing(right)).toEqual([]);
});

test('a basket has one to five lines of different products', () => {
  const odd = [...orders.values()].filter((lines) => {
    const products = new Set(lines.map((row) => row['product_id']));
    return lines.length > 5 || products.size !== lines.length;
  });
  expect(odd.slice(0, 3)).toEqual([]);
});

test('filter papers are bought with a dripper far more often than by themselves', () => {
  const baskets = [...orders.values()].map(
    (lines) => new Set(lines.map((row) => row['product_name'])),
  );
  const [papers, dripper] = ['Filter Papers "02", 100 pieces', 'Pour-Over Dripper 02'];
  const withDripper = baskets.filter((basket) => basket.has(dripper));
  const share = (of: typeof baskets) =>
    of.filter((basket) => basket.has(papers)).length / of.length;
  expect(share(withDripper) / share(baskets)).toBeGreaterThan(2);
});

test('addresses lie in the domains that are reserved for examples', () => {
  expect(failing((row) => /@example\.(com|org)$/i.test(row['email'] ?? ''))).toEqual([]);
});
