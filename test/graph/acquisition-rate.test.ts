import { describe, expect, test } from 'vitest';
import { addDays } from '../../graph/calendar.ts';
import { acquisitionRate, rateInterval } from '../../graph/equity/acquisition-rate.ts';
import type { Gap } from '../../graph/populations/store.ts';

const asOfDay = '2026-06-28';
const year = { firstDay: '2025-06-01', asOfDay };

function first(daysAgo: number, orders: number): Gap {
  return { back: 1, day: addDays(asOfDay, -daysAgo), previousDay: null, orders };
}

test('counts first orders of the last thirteen whole weeks', () => {
  const gaps = [first(0, 4), first(6, 1), first(7, 2), first(90, 19), first(91, 100)];
  const repeats: Gap[] = [
    { ...first(3, 50), previousDay: '2026-01-01' },
    { ...first(3, 50), back: 2 },
  ];
  expect(acquisitionRate(year, [...gaps, ...repeats], 0.9)).toMatchObject({
    perWeek: 2,
    newCustomers: 26,
    weeks: 13,
    from: '2026-03-30',
    to: '2026-06-29',
  });
});

test('counts the weeks there are, and says nothing before a whole one', () => {
  const young = (firstDay: string | null) =>
    acquisitionRate({ firstDay, asOfDay }, [first(1, 6)], 0.9)?.perWeek ?? null;
  expect([young('2026-06-15'), young('2026-06-22'), young('2026-06-23'), young(null)]).toEqual([
    3,
    6,
    null,
    null,
  ]);
});

describe('the interval', () => {
  // Byar by hand for 10: 10 (1 - 1/90 - 1.96/(3 √10))³ = 4.79, 11 (1 - 1/99 + 1.96/(3 √11))³ = 18.39.
  test('of one count of 10 is that of a Poisson mean', () => {
    const { low, high } = rateInterval([10], 0.95);
    expect([low.toFixed(2), high.toFixed(2)]).toEqual(['4.79', '18.39']);
  });

  test('of nothing begins at 0 and ends above it', () => {
    const { low, high } = rateInterval([0, 0], 0.9);
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(1);
    expect(high).toBeLessThan(2);
  });

  test('of counts that vary more is wider', () => {
    const even = rateInterval([10, 10, 10, 10], 0.9);
    const uneven = rateInterval([0, 20, 0, 20], 0.9);
    expect(uneven.low).toBeLessThan(even.low);
    expect(uneven.high).toBeGreaterThan(even.high);
  });
});
