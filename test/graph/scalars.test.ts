import { describe, expect, test } from 'vitest';
import { codesOf, query } from '../support/query.ts';
import { shopOf } from './shop.ts';

const { stores } = shopOf(3);

const byType: Readonly<Record<string, string>> = {
  Decimal: 'query ($v: Decimal) { customers(filter: { revenue: { gte: $v } }) { totalCount } }',
  Date: 'query ($v: Date) { business { metrics(between: { from: $v }) { orders } } }',
  DateTime:
    'query ($v: DateTime) { customer(by: { sourceId: "001" }) { summary(asOf: $v) { asOf } } }',
  CurrencyCode: `mutation ($v: CurrencyCode) { ordersRecord(orders: [{ orderId: " ", orderedAt: "2026-01-01T00:00:00Z",
    gross: "1", currency: $v }]) { userErrors { code } } }`,
};

function ask(type: string, value: unknown) {
  return query(stores, byType[type] ?? '', { variables: { v: value } });
}

describe('values that are none are refused', () => {
  test.each([
    ['Decimal', ''],
    ['Decimal', ' 1'],
    ['Decimal', '1e3'],
    ['Decimal', '1.'],
    ['Decimal', '.5'],
    ['Decimal', '+1'],
    ['Decimal', '1,5'],
    ['Decimal', 'NaN'],
    ['Decimal', '١٢'],
    ['Decimal', '0.00000000001'],
    ['Decimal', '123456789012345'],
    ['Decimal', 1.5],
    ['Decimal', true],
    ['Decimal', ['1']],
    ['Date', '2025-02-30'],
    ['Date', '2025-02-29'],
    ['Date', '2025-13-01'],
    ['Date', '2025-1-1'],
    ['Date', '20250101'],
    ['Date', '2025-01-01T00:00:00Z'],
    ['Date', ''],
    ['Date', 20_250_101],
    ['DateTime', '2025-02-30T00:00:00Z'],
    ['DateTime', '2025-01-01T00:00:00'],
    ['DateTime', '2025-01-01'],
    ['DateTime', '2025-01-01T25:00:00Z'],
    ['DateTime', '2025-01-01T00:60:00Z'],
    ['DateTime', '2025-01-01T00:00:60Z'],
    ['DateTime', '2025-01-01T00:00:00+24:00'],
    ['DateTime', '2025-01-01T00:00:00+0100'],
    ['DateTime', '2025-01-01 00:00:00Z'],
    ['DateTime', '9999-12-31T23:59:59-05:00'],
    ['DateTime', '0999-12-31T00:00:00Z'],
    ['DateTime', '+010000-01-01T00:00:00Z'],
    ['DateTime', 1_735_689_600_000],
    ['CurrencyCode', 'eur'],
    ['CurrencyCode', 'EURO'],
    ['CurrencyCode', '€'],
    ['CurrencyCode', ''],
  ])('%s %j', async (type, value) => {
    const answer = await ask(type, value);
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors[0]?.message).toMatch(/Expected .+, got /);
  });
});

describe('values that are one are taken', () => {
  test.each([
    ['Decimal', '-0'],
    ['Decimal', '12345678901234.0123456789'],
    ['Date', '2024-02-29'],
    ['DateTime', '2024-02-29T12:00Z'],
    ['DateTime', '2025-01-01T00:00:00.123456789+14:00'],
    ['DateTime', '2025-01-01T00:00:00-12:00'],
    ['CurrencyCode', 'EUR'],
  ])('%s %j', async (type, value) => {
    expect((await ask(type, value)).errors).toEqual([]);
  });
});

test('an instant is compared in UTC, whatever its offset', async () => {
  const { data } = await query(
    stores,
    '{ customers(filter: { firstOrderAt: { gte: "2026-01-01T23:00:00+11:00", lt: "2026-01-01T12:00:00.001Z" } }) { totalCount } }',
  );
  expect(data.customers.totalCount).toBe(3);
});

test('an instant counts on the day it has in the shop’s time zone', async () => {
  const { data } = await ask('DateTime', '2026-01-02T01:30:00+02:00');
  expect(data.customer.summary.asOf).toBe('2026-01-01');
});

test('a value written in the query text is judged like one in variables', async () => {
  const answer = await query(
    stores,
    '{ business { metrics(between: { from: "2025-02-30" }) { orders } } }',
  );
  expect(codesOf(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect(answer.errors[0]?.message).toBe(
    'Expected a calendar day that exists, as YYYY-MM-DD, for example 2026-06-30, got "2025-02-30".',
  );
});

test('what is no text at all is shown as it was written', async () => {
  const answer = await query(
    stores,
    '{ customer(by: { sourceId: "a" }) { summary(asOf: { day: 1 }) { orders } } }',
  );
  expect(answer.errors[0]?.message).toBe(
    'Expected an instant from 1000-01-02 to 9999-12-30 with its offset from UTC, for example 2026-06-30T12:00:00Z, got {day: 1}.',
  );
});

test('a number in the query text is a decimal as written', async () => {
  const { data } = await query(
    stores,
    '{ customers(filter: { revenue: { gte: 2.0000000001 } }) { totalCount } }',
  );
  expect(data.customers.totalCount).toBe(1);
});
