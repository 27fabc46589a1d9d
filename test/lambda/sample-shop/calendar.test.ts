import { expect, test } from 'vitest';
import {
  dateOf,
  dayCount,
  dayNumber,
  firstDay,
  isoTime,
  lastDay,
  shopTimeZone,
} from '../../../lambda/local/sample-shop/calendar.ts';

const local = new Intl.DateTimeFormat('sv-SE', {
  timeZone: shopTimeZone,
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** What a clock in Berlin shows at the instant that an ISO text names. */
function berlinClock(iso: string): string {
  return local.format(new Date(iso)).replace(' ', 'T');
}

test('the days run from the first to the last day', () => {
  expect([dateOf(0), dateOf(dayCount - 1), dayCount]).toEqual([firstDay, lastDay, 1096]);
});

test('a day outside the three years is refused with its number', () => {
  expect(() => dateOf(1096)).toThrow('expected a day number from 0 to 1095, got 1096');
});

test.each([
  '2023-10-28',
  '2023-10-29',
  '2024-03-30',
  '2024-03-31',
  '2024-10-27',
  '2025-03-30',
  '2025-10-26',
  '2026-03-29',
  '2026-03-30',
])('the offset is that of Berlin at every hour with orders on %s', (date) => {
  const hours = Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => hour !== 2);
  const written = hours.map((hour) => isoTime({ day: dayNumber(date), second: hour * 3600 + 59 }));
  expect(written.map(berlinClock)).toEqual(written.map((iso) => iso.slice(0, 19)));
});
