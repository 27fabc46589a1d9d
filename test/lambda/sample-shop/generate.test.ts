import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { generateSampleShop, inChunks } from '../../../lambda/local/sample-shop/generate.ts';
import { cents, csvRows } from './csv-rows.ts';

function sha256(lines: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const line of lines) {
    hash.update(line);
  }
  return hash.digest('hex');
}

// A change here is a change of the demo, of the README's figures and of every benchmark: mean it.
test('the default shop is the same to the byte', () => {
  const files = generateSampleShop();
  expect({
    orders: sha256(files.ordersCsv),
    spend: sha256(files.spendCsv),
    customers: sha256(files.customersCsv),
  }).toEqual({
    orders: '1762a6b9d4264809efe204cc1d65646b8df1dc44556a74376cedd079f812c921',
    spend: '768dffe5406e977cf14ca3f8c8d549ae8bb0621beb8d319ffe6cd9a727f50ccb',
    customers: '2b62954e4b6a34681b50f708e7666a5908f7f5f9a0ab64bb2cb1b2c410add7ab',
  });
});

test('another seed gives another shop', () => {
  const one = sha256(generateSampleShop({ seed: 1, customers: 20 }).ordersCsv);
  const other = sha256(generateSampleShop({ seed: 2, customers: 20 }).ordersCsv);
  expect(one).not.toBe(other);
});

test('three thousand customers are made in under two seconds of a core', () => {
  const started = process.cpuUsage();
  const files = generateSampleShop();
  const characters = [files.ordersCsv, files.spendCsv, files.customersCsv]
    .flatMap((lines) => [...lines])
    .reduce((sum, line) => sum + line.length, 0);
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1e6).toBeLessThan(2);
  expect(characters).toBeLessThan(8_000_000);
});

test('a million customers begin to stream at once', () => {
  const started = performance.now();
  const { ordersCsv } = generateSampleShop({ customers: 1_000_000 });
  const first = ordersCsv[Symbol.iterator]();
  first.next();
  expect(first.next().value).toMatch(/^S-100001,2023-07-01T/);
  expect(performance.now() - started).toBeLessThan(2000);
});

test('chunks join to the lines they are made of', () => {
  const lines = ['a\n', 'bc\n', 'd\n'];
  expect([...inChunks(lines, 4)]).toEqual(['a\nbc\n', 'd\n']);
});

test.each([0, 1.5, Number.NaN])('%s customers are refused', (customers) => {
  expect(() => generateSampleShop({ customers })).toThrow(
    `expected customers to be a whole number of at least 1, got ${customers}`,
  );
});

test('a friend who referred someone is a customer of the file and came no later', () => {
  const rows = csvRows(generateSampleShop().customersCsv);
  const ids = rows.map((row) => row['customer_id'] ?? '');
  const referred = rows.filter((row) => row['referred_by'] !== '');
  const wrong = referred.filter((row) => {
    const friend = row['referred_by'] ?? '';
    return !ids.includes(friend) || friend >= (row['customer_id'] ?? '');
  });
  expect(referred.length).toBeGreaterThan(200);
  expect(wrong).toEqual([]);
});

test('identities are unique', () => {
  const rows = csvRows(generateSampleShop().customersCsv);
  for (const column of ['customer_id', 'email']) {
    expect(new Set(rows.map((row) => row[column])).size).toBe(rows.length);
  }
});

test('ad spend follows the number of customers', () => {
  const spent = (customers: number) =>
    csvRows(generateSampleShop({ customers, withBadRows: false }).spendCsv)
      .filter((row) => row['kind'] === 'ads')
      .reduce((sum, row) => sum + cents(row['spend']), 0);
  expect(spent(6000) / spent(3000)).toBeCloseTo(2, 2);
});
