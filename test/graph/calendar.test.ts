import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, dayOf, daysBetween, startOfDay } from '../../graph/calendar.ts';

test.each([
  ['2026-06-30T23:59:59.999Z', 'UTC', '2026-06-30'],
  ['2026-06-30T23:59:59.999Z', 'Europe/Berlin', '2026-07-01'],
  ['2026-07-01T03:59:59Z', 'America/New_York', '2026-06-30'],
  ['2026-07-01T04:00:00Z', 'America/New_York', '2026-07-01'],
  // Summer time begins in Berlin on 29 March at 01:00 UTC and ends on 25 October at 01:00 UTC.
  ['2026-03-28T23:30:00Z', 'Europe/Berlin', '2026-03-29'],
  ['2026-03-29T22:00:00Z', 'Europe/Berlin', '2026-03-30'],
  ['2026-10-25T22:30:00Z', 'Europe/Berlin', '2026-10-25'],
  ['2026-10-25T23:00:00Z', 'Europe/Berlin', '2026-10-26'],
  // The farthest zones, and one with a quarter of an hour.
  ['2026-01-01T10:00:00Z', 'Pacific/Kiritimati', '2026-01-02'],
  ['2026-01-01T10:59:00Z', 'Pacific/Pago_Pago', '2025-12-31'],
  ['2026-01-01T18:15:00Z', 'Asia/Kathmandu', '2026-01-02'],
])('%s is in %s on %s', (instant, timeZone, day) => {
  expect(dayOf(instant, timeZone)).toBe(day);
});

test('a day of 23 or 25 hours is a day', () => {
  expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
  expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
});

test.each([
  ['2024-02-28', 1, '2024-02-29'],
  ['2026-02-28', 1, '2026-03-01'],
  ['2026-01-01', -1, '2025-12-31'],
  ['2026-03-29', 0, '2026-03-29'],
])('%s and %i days is %s', (day, count, expected) => {
  expect(addDays(day, count)).toBe(expected);
});

test('adding days and counting them are each other’s inverse', () => {
  const day = fc.integer({ min: 0, max: 60_000 }).map((count) => addDays('1970-01-01', count));
  fc.assert(
    fc.property(day, fc.integer({ min: -20_000, max: 20_000 }), (from, count) => {
      expect(daysBetween(from, addDays(from, count))).toBe(count);
    }),
    { seed: 3, numRuns: 300 },
  );
});

test.each([
  ['2026-06-30', 'UTC', '2026-06-30T00:00:00.000Z'],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['2026-07-01', 'America/New_York', '2026-07-01T04:00:00.000Z'],
  ['2026-07-01', 'Pacific/Kiritimati', '2026-06-30T10:00:00.000Z'],
])('%s begins in %s at %s', (day, timeZone, instant) => {
  expect(startOfDay(day, timeZone).toISOString()).toBe(instant);
});
