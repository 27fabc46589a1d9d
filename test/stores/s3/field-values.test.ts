import { describe, expect, test } from 'vitest';
import {
  day,
  decimal,
  instant,
  number,
  text,
  unscaledInteger,
} from '../../../lambda/stores/s3/field-values.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

describe('decimal', () => {
  test.each([
    [999_999_999_999_999_999n, 4, '99999999999999.9999'],
    [-1n, 4, '-0.0001'],
    [0n, 4, '0.0000'],
    [12, 0, '12'],
    [bytes('00000000000000000000000000000001'), 10, '0.0000000001'],
    [bytes('ffffffffffffffffffffffffffffff85'), 2, '-1.23'],
  ])('unscaled %s of scale %i is %s', (unscaled, scale, expected) => {
    expect(decimal(unscaled, scale)).toBe(expected);
  });

  test('a column that is no decimal is refused', () => {
    expect(() => decimal(1.5, undefined)).toThrow('expected a DECIMAL column, got number 1.5');
  });
});

test('an instant keeps milliseconds and rounds microseconds down, before 1970 too', () => {
  expect(instant(1_709_208_000_123_999n)).toBe('2024-02-29T12:00:00.123Z');
  expect(instant(-1n)).toBe('1969-12-31T23:59:59.999Z');
});

test('a day is days since 1970', () => {
  expect(day(19_782)).toBe('2024-02-29');
  expect(day(-1)).toBe('1969-12-31');
});

test('absent values of every kind are null', () => {
  expect([text(null), number(undefined), instant(null), day(null), decimal(null, 4)]).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});

test('a value of another kind is refused by name', () => {
  expect(() => text(7)).toThrow('expected text, got number 7');
  expect(() => instant(7)).toThrow('expected microseconds, got number 7');
});

test.each([2, 8, 9, 12, 13, 16])(
  'big-endian integers of %i bytes are exact, also below zero',
  (width) => {
    const greatest = 2n ** BigInt(8 * width - 1) - 1n;
    for (const value of [0n, 1n, -1n, 12_345n, -12_345n, greatest, -greatest - 1n]) {
      const hex = BigInt.asUintN(8 * width, value)
        .toString(16)
        .padStart(2 * width, '0');
      expect(unscaledInteger(Buffer.from(hex, 'hex'))).toBe(value);
    }
  },
);
