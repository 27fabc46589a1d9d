import { describe, expect, test } from 'vitest';
import { fitGroups } from '../../../graph/actions/acquisition-fit.ts';
import { overdueDays, valueAtRisk } from '../../../graph/actions/at-risk.ts';
import {
  confidenceOf,
  liftOfPair,
  suggestionsOf,
  supportOf,
} from '../../../graph/actions/cross-sell.ts';
import { lapseWindow, liftOf, rateOf } from '../../../graph/actions/lapse-signals.ts';
import { loyaltyTier } from '../../../graph/actions/loyalty-tier.ts';
import { checkUplift, spendLimit } from '../../../graph/actions/retention-limit.ts';
import { builtInSegments } from '../../../graph/segments/built-in.ts';

describe('value at risk', () => {
  test('five purchase days over 80 days are a gap of 20; after 35 days of silence they are 15 overdue', () => {
    expect(overdueDays({ frequency: 4, recency: 80, age: 115 })).toBe(15);
    expect(overdueDays({ frequency: 4, recency: 80, age: 90 })).toBe(-10);
  });

  test('one purchase day is no gap to be late against', () => {
    expect(overdueDays({ frequency: 0, recency: 0, age: 400 })).toBeNull();
  });

  test('a residual of 60 at a probability of 0.4 is 150 for certain, of which 90 are at risk', () => {
    expect(valueAtRisk({ probabilityAlive: 0.4, residual: 60, overdue: 15 })).toBeCloseTo(90, 12);
  });

  test.each([
    ['not overdue', { probabilityAlive: 0.4, residual: 60, overdue: 0 }],
    ['without a gap', { probabilityAlive: 0.4, residual: 60, overdue: null }],
    ['almost certainly lost', { probabilityAlive: 0.19, residual: 60, overdue: 15 }],
    ['certainly alive', { probabilityAlive: 1, residual: 60, overdue: 15 }],
  ])('whoever is %s is not slipping', (_name, parts) => {
    expect(valueAtRisk(parts)).toBeNull();
  });
});

describe('retention spend limit', () => {
  test('a residual of 400 and an uplift of a tenth are worth 40', () => {
    expect(spendLimit(400, 0.1)).toBe(40);
  });

  test.each([-0.1, 1.01, Number.NaN])('an uplift of %s is refused', (uplift) => {
    expect(() => checkUplift(uplift)).toThrow(`Expected uplift from 0 to 1`);
  });
});

describe('baskets', () => {
  // Of 100 baskets 20 have tea, 25 a cup, 10 both: by chance it would be 5.
  const rule = { because: 'tea', other: 'cup', together: 10, baskets: 20, otherBaskets: 25 };
  const pair = { ...rule, allBaskets: 100 };

  test('10 of 100 are a support of 0.1, 10 of 20 a confidence of 0.5, against 0.25 a lift of 2', () => {
    expect([supportOf(pair), confidenceOf(pair), liftOfPair(pair)]).toEqual([0.1, 0.5, 2]);
  });

  test('what was bought is not suggested, and each product once, by its best rule', () => {
    const rules = [
      pair,
      { ...pair, because: 'pot', together: 12 },
      { ...pair, other: 'spoon', together: 11 },
      { ...pair, other: 'pot', together: 19 },
    ];
    const found = suggestionsOf(rules, new Set(['tea', 'pot']));
    expect(found.map(({ because, other }) => [because, other])).toEqual([
      ['pot', 'cup'],
      ['tea', 'spoon'],
    ]);
  });
});

describe('loyalty tiers', () => {
  test.each([
    [100, 'PLATINUM'],
    [90.01, 'PLATINUM'],
    [90, 'GOLD'],
    [70.5, 'GOLD'],
    [70, 'SILVER'],
    [40.5, 'SILVER'],
    [40, 'BRONZE'],
    [0.1, 'BRONZE'],
  ])('a percentile of %s is %s', (percentile, tier) => {
    expect(loyaltyTier(percentile)).toBe(tier);
  });

  test('are the segments of the same names', () => {
    for (let decile = 1; decile <= 10; decile++) {
      const tier = loyaltyTier(10 * decile - 1);
      const segment = builtInSegments.find(({ key }) => key === `tier-${tier.toLowerCase()}`);
      const { gte, lt } = segment?.filter.valueDecile ?? {};
      expect(decile >= (gte ?? 1) && decile < (lt ?? 11)).toBe(true);
    }
  });
});

describe('lift of a signal', () => {
  test('30 of 50 against 20 of 100 is 3 times the risk, from 2.05 to 4.39 at 90 %', () => {
    // ln 3 = 1.0986; √(1/30 − 1/50 + 1/20 − 1/100) = √0.0533… = 0.23094; × 1.644854 = 0.379863.
    const counts = { customers: 50, lapsed: 30, others: 100, othersLapsed: 20 };
    const { lift, low, high } = liftOf(counts, 0.9) ?? { lift: 0, low: 0, high: 0 };
    expect(lift).toBeCloseTo(3, 12);
    expect(low).toBeCloseTo(3 * Math.exp(-0.379863), 5);
    expect(high).toBeCloseTo(3 * Math.exp(0.379863), 5);
  });

  test('has no value where nobody of a side lapsed, nor a rate without anybody', () => {
    expect(liftOf({ customers: 50, lapsed: 0, others: 10, othersLapsed: 5 }, 0.9)).toBeNull();
    expect(liftOf({ customers: 50, lapsed: 5, others: 10, othersLapsed: 0 }, 0.9)).toBeNull();
    expect(rateOf(0, 0)).toBeNull();
  });

  test('is judged over 90 days, a third of a short history, and never less than 14', () => {
    expect(lapseWindow('2024-01-01', '2024-12-30')).toEqual({
      splitDay: '2024-10-01',
      endDay: '2024-12-30',
      horizonDays: 90,
    });
    expect(lapseWindow('2024-01-01', '2024-02-29')?.horizonDays).toBe(20);
    expect(lapseWindow('2024-01-01', '2024-02-10')).toBeNull();
    expect(lapseWindow(null, '2024-02-10')).toBeNull();
  });
});

describe('acquisition fit', () => {
  const group = (name: string, customers: number, mean: number, variance: number | null) => ({
    name,
    age: 90,
    customers,
    mean,
    variance,
  });

  test('shrinks by hand: two groups of 10 with means 10 and 30 and a variance of 100', () => {
    // s² = 100; w = 0.1 each; Q = 0.1 × 100 × 2 = 20; scale = 0.2 − 0.02/0.2 = 0.1; τ² = (20 − 1)/0.1 = 190.
    // weight = 190/(190 + 10) = 0.95; μ = 20; expected = 20 ± 9.5; error = √(0.95 × 10) = 3.08221.
    const [best, other] = fitGroups([group('a', 10, 10, 100), group('b', 10, 30, 100)], 0.9);
    expect(best).toMatchObject({ name: 'b', weight: expect.closeTo(0.95, 12) });
    expect(best?.expected).toBeCloseTo(29.5, 12);
    expect(best?.low).toBeCloseTo(29.5 - 1.644854 * 3.082207, 4);
    expect(best?.high).toBeCloseTo(29.5 + 1.644854 * 3.082207, 4);
    expect(other?.expected).toBeCloseTo(10.5, 12);
  });

  test('a lucky group of two does not beat a proven one', () => {
    const counts = [
      group('proven', 500, 30, 400),
      group('lucky', 2, 45, 400),
      group('poor', 500, 10, 400),
    ];
    const fitted = fitGroups(counts, 0.9);
    const lucky = fitted.find(({ name }) => name === 'lucky');
    expect(lucky?.weight).toBeLessThan(0.7);
    expect(lucky?.expected).toBeLessThan(45);
    expect((lucky?.high ?? 0) - (lucky?.low ?? 0)).toBeGreaterThan(20);
  });

  test('groups that differ by no more than chance are all expected to bring the mean', () => {
    const fitted = fitGroups([group('a', 10, 20, 100), group('b', 30, 21, 100)], 0.9);
    expect(fitted.map(({ expected, weight }) => [expected, weight])).toEqual([
      [20.75, 0],
      [20.75, 0],
    ]);
  });

  test('groups of one have no variance to go by', () => {
    expect(fitGroups([group('a', 1, 20, null), group('b', 1, 30, null)], 0.9)).toEqual([]);
  });

  test('customers who all bring the same need no shrinking', () => {
    const fitted = fitGroups([group('a', 5, 20, 0), group('b', 5, 30, 0)], 0.9);
    expect(fitted.map(({ expected, low }) => [expected, low])).toEqual([
      [30, 30],
      [20, 20],
    ]);
  });
});
