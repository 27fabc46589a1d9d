import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planFetches } from '../../../lambda/stores/s3/ranges.ts';

const limits = { gap: 10, fetch: 100, budget: 1000 };

describe('planFetches', () => {
  test('neighbours within the gap are one request, others are two', () => {
    const wanted = [
      { start: 0, end: 5 },
      { start: 15, end: 20 },
      { start: 31, end: 40 },
    ];
    expect(planFetches(wanted, limits)).toEqual([
      { start: 0, end: 20 },
      { start: 31, end: 40 },
    ]);
  });

  test('a long run is split where a request would grow beyond the fetch limit', () => {
    const wanted = [0, 60, 120].map((start) => ({ start, end: start + 60 }));
    expect(planFetches(wanted, limits)).toEqual(wanted);
  });

  test('gaps are skipped rather than read once the budget is used up', () => {
    const wanted = [
      { start: 0, end: 10 },
      { start: 15, end: 25 },
      { start: 30, end: 40 },
    ];
    expect(planFetches(wanted, { ...limits, budget: 36 })).toEqual([
      { start: 0, end: 25 },
      { start: 30, end: 40 },
    ]);
  });

  test('wanted bytes beyond the budget are refused with both numbers', () => {
    expect(() => planFetches([{ start: 0, end: 1001 }], limits)).toThrow(
      'expected at most 1000 bytes in one plan, got 1001 in 1 ranges',
    );
  });

  test('nothing wanted is nothing fetched', () => {
    expect(planFetches([], limits)).toEqual([]);
  });

  test('every wanted range lies in one request, and requests neither overlap nor exceed the budget', () => {
    const range = fc
      .tuple(fc.nat(900), fc.integer({ min: 1, max: 50 }))
      .map(([start, length]) => ({ start, end: start + length }));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 15 }), (wanted) => {
        const fetches = planFetches(wanted, limits);
        const holds = wanted.every(({ start, end }) =>
          fetches.some((fetch) => fetch.start <= start && end <= fetch.end),
        );
        const isApart = fetches.every((fetch, index) => {
          const next = fetches[index + 1];
          return !next || fetch.end <= next.start;
        });
        const bytes = fetches.reduce((sum, { start, end }) => sum + end - start, 0);
        expect({ holds, isApart, isWithin: bytes <= limits.budget }).toEqual({
          holds: true,
          isApart: true,
          isWithin: true,
        });
        expect(fetches.length).toBeLessThanOrEqual(wanted.length);
      }),
    );
  });
});
