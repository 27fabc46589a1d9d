import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, daysBetween } from '../../graph/calendar.ts';
import { lifePeriodDays } from '../../graph/retention/life-period.ts';
import { retentionOf } from '../../graph/retention/retention.ts';
import { repeatRateOf, secondOrders } from '../../graph/retention/second-order.ts';
import { estimateShare } from '../../graph/retention/share-estimate.ts';
import { valueCurve } from '../../graph/retention/value-curve.ts';
import { basisWeights } from '../../graph/retention/weights.ts';
import { livesOf } from '../support/brute-lives.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { order } from '../support/orders.ts';
import { query } from '../support/query.ts';
import { asOfDay, fittedOrders, fittedShop } from './fitted-shop.ts';

const end = '2026-06-30';

/** Orders of a customer `age` days before the end, on days of their own life. */
function life(customer: string, age: number, days: readonly number[], amount = '10') {
  return days.map((day, index) =>
    order({
      customer,
      day: addDays(end, day - age),
      orderId: `${customer}-${index}`,
      orderedAt: `${addDays(end, day - age)}T12:00:0${index}.000Z`,
      amount,
    }),
  );
}

test('two of the three who were observed 60 days bought in the second month, and the young one is no loss', () => {
  const lives = livesOf(
    [
      ...life('a', 100, [0, 30]),
      ...life('b', 100, [0, 3, 40, 59, 60]),
      ...life('c', 100, [0, 95]),
      ...life('d', 40, [0, 35]),
    ],
    1,
  );
  const points = retentionOf(lives, end, { granularity: 'MONTH', level: 0.9 });
  const plain = points.map(({ rate, ...point }) => ({ ...point, share: rate.share }));
  const same = { customers: 4 };
  expect(plain).toEqual([
    { ...same, period: 0, fromDay: 0, toDay: 30, observed: 4, active: 4, share: 1, isMature: true },
    {
      ...{ ...same, period: 1, fromDay: 30, toDay: 60, observed: 3, active: 2 },
      ...{ share: 2 / 3, isMature: false },
    },
    {
      ...{ ...same, period: 2, fromDay: 60, toDay: 90, observed: 3, active: 1 },
      ...{ share: 1 / 3, isMature: false },
    },
  ]);
  // Of Beta(2.5, 1.5), by scipy.stats.beta.ppf.
  expect(points[1]?.rate.low).toBeCloseTo(0.2355340414426219, 10);
  expect(points[1]?.rate.high).toBeCloseTo(0.9375874761420849, 10);
});

test('the interval of none reaches from 0, that of all to 1, and nobody has none', () => {
  // scipy.stats.beta.ppf(0.95, 0.5, 20.5)
  expect(estimateShare(0, 20, 0.9)).toEqual({
    share: 0,
    low: 0,
    high: expect.closeTo(0.0904764265378723, 10),
    level: 0.9,
  });
  expect(estimateShare(20, 20, 0.9)).toMatchObject({
    share: 1,
    low: expect.closeTo(1 - 0.0904764265378723, 10),
    high: 1,
  });
  expect(estimateShare(0, 0, 0.9)).toBeNull();
});

test('a curve that would fall only because members are young is marked, and goes on', () => {
  // The generous one is young: the mean of who is left would fall from 60 to 20.
  const lives = livesOf([...life('old', 50, [0, 40], '20'), ...life('young', 10, [0], '100')], 1);
  const curve = valueCurve(lives, end, basisWeights('REVENUE', 0));
  const at = (day: number) => curve[day];
  expect(at(0)).toEqual({ day: 0, perCustomer: 60, customers: 2, isMature: true });
  expect(at(10)).toEqual({ day: 10, perCustomer: 60, customers: 2, isMature: true });
  expect(at(11)).toEqual({ day: 11, perCustomer: 60, customers: 1, isMature: false });
  // Who is observed on day 40 adds 20; all customers together would show 70, as if the young one had stopped.
  expect(at(40)).toEqual({ day: 40, perCustomer: 80, customers: 1, isMature: false });
  expect(curve).toHaveLength(51);
});

test('while all are observed, the curve is the total over all of them', () => {
  const lives = livesOf([...life('a', 30, [0, 5, 9], '30'), ...life('b', 20, [0, 5], '12')], 0.5);
  const curve = valueCurve(lives, end, basisWeights('CONTRIBUTION', 0.1));
  // 0.4 × (30 + 12) ÷ 2 = 8.4, twice that on day 5, and 0.4 × 30 ÷ 2 = 6 more on day 9.
  const shown = [0, 5, 9, 20].map((day) => curve[day]?.perCustomer.toFixed(9));
  expect(shown).toEqual(['8.400000000', '16.800000000', '22.800000000', '22.800000000']);
  expect(curve.map(({ isMature }) => isMature).lastIndexOf(true)).toBe(20);
});

/** At risk on day 10: all but b, who was observed 5 days: 1 of 4 repeats. On day 20: c and e: 1 of 2. */
const five = [
  ...life('a', 100, [0, 10]),
  ...life('b', 5, [0]),
  ...life('c', 50, [0, 20]),
  ...life('d', 15, [0]),
  ...life('e', 30, [0]),
];

test('the time to the second order counts who was not observed long enough as long as they were', () => {
  const { steps, ...rest } = secondOrders(livesOf(five, 1), end);
  expect(steps).toEqual([
    { days: 10, atRisk: 4, repeated: 1, share: 0.25 },
    { days: 20, atRisk: 2, repeated: 1, share: 0.625 },
  ]);
  expect(rest).toEqual({ customers: 5, repeated: 2, daysObserved: 100 });
});

test('the repeat rate within 20 days is of those observed 20 days: 2 of 3', () => {
  expect(repeatRateOf(livesOf(five, 1), end, { withinDays: 20, level: 0.9 })).toMatchObject({
    ...{ customers: 5, observed: 3, repeated: 2, isMature: false },
    rate: { share: 2 / 3 },
  });
  expect(repeatRateOf(livesOf(five, 1), end, { withinDays: 5, level: 0.9 })).toMatchObject({
    ...{ customers: 5, observed: 5, repeated: 0, isMature: true },
    rate: { share: 0, low: 0 },
  });
});

test('a second order on the first day comes after 0 days', () => {
  const lives = livesOf([...life('a', 10, [0, 0]), ...life('b', 10, [0])], 1);
  expect(secondOrders(lives, end).steps).toEqual([{ days: 0, atRisk: 2, repeated: 1, share: 0.5 }]);
});

test('the graph shows median, quantile, curve and rate, and refuses what makes no sense', async () => {
  const { stores } = memoryStores({ asOfDay: end, orders: five });
  const { data, errors } = await query(
    stores,
    `{ business { repeatPurchase { customers repeated medianDays daysObserved q: quantileDays(share: 0.25)
      never: quantileDays(share: 0.7) curve(days: [9, 10, 100, 101]) { days share }
      repeatRate(withinDays: 20) { observed repeated rate { share level } } }
      later: repeatPurchase(burnInDays: 60) { customers } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.business).toEqual({
    repeatPurchase: {
      ...{ customers: 5, repeated: 2, medianDays: 20, daysObserved: 100, q: 10, never: null },
      curve: [
        { days: 9, share: 0 },
        { days: 10, share: 0.25 },
        { days: 100, share: 0.625 },
        { days: 101, share: null },
      ],
      repeatRate: { observed: 3, repeated: 2, rate: { share: 2 / 3, level: 0.9 } },
    },
    later: { customers: 3 },
  });
  for (const field of ['quantileDays(share: 0)', 'curve(days: [-1]) { days }']) {
    const refused = await query(stores, `{ business { repeatPurchase { ${field} } } }`);
    expect(refused.errors[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  }
});

/** Days of each customer's life with an order, and how long they were observed. */
const plain = [...Map.groupBy(fittedOrders, ({ customerKey }) => customerKey).values()].map(
  (own) => {
    const days = own.map(({ day }) => day).sort();
    const first = days[0] ?? '';
    return {
      first,
      age: daysBetween(first, asOfDay),
      days: days.map((day) => daysBetween(first, day)),
    };
  },
);
const fitted = memoryStores(fittedShop);

test.each(['DAY', 'WEEK', 'MONTH', 'QUARTER'] as const)(
  'retention by %s is what a walk over the customers counts, in every cohort too',
  async (granularity) => {
    const length = lifePeriodDays(granularity);
    const { data, errors } = await query(
      fitted.stores,
      `{ business { retention(granularity: ${granularity}) { ...point } }
        cohorts(granularity: QUARTER) { from to retention(granularity: ${granularity}) { ...point } } }
      fragment point on RetentionPoint { period observed active isMature customers }`,
      { costBudget: Number.MAX_SAFE_INTEGER },
    );
    expect(errors).toEqual([]);
    const groups = [{ ...data.business, from: '2000-01-01', to: '2100-01-01' }, ...data.cohorts];
    for (const { from, to, retention } of groups) {
      const members = plain.filter(({ first }) => first >= from && first < to);
      const oldest = Math.max(...members.map(({ age }) => age));
      const periods = Math.floor((oldest + 1) / length);
      const expected = Array.from({ length: periods }, (_, period) => {
        const seen = members.filter(({ age }) => age >= (period + 1) * length - 1);
        const active = seen.filter(({ days }) =>
          days.some((day) => Math.floor(day / length) === period),
        );
        return {
          ...{ period, observed: seen.length, active: active.length, customers: members.length },
          isMature: seen.length === members.length,
        };
      });
      expect(retention).toEqual(expected);
    }
  },
);

test('without censoring, Kaplan–Meier is the plain share', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(60)), { minLength: 1, maxLength: 12 }), (seconds) => {
      const orders = seconds.flatMap((second, index) =>
        life(`c${index}`, 60, second === null ? [0] : [0, second]),
      );
      const { steps } = secondOrders(livesOf(orders, 1), end);
      for (const { days, share } of steps) {
        const repeated = seconds.filter((second) => second !== null && second <= days).length;
        expect(share).toBeCloseTo(repeated / seconds.length, 12);
      }
    }),
    { numRuns: 50, seed: 11 },
  );
});

test('the cumulative value of a cohort stands beside what it cost', async () => {
  const { stores } = memoryStores({
    asOfDay: end,
    orders: life('a', 40, [0, 30], '50').map((one) => ({ ...one, channel: 'ads' })),
    spend: [{ day: addDays(end, -40), channel: 'ads', amount: '15' }],
    settings: { margin: 0.5 },
  });
  const { data, errors } = await query(
    stores,
    '{ cohorts { cumulativeValue { points { day perCustomer { amount } isMature } matureDays cac { amount } cacReason } } }',
  );
  expect(errors).toEqual([]);
  const point = (day: number, amount: string) => ({ day, perCustomer: { amount }, isMature: true });
  expect(data.cohorts[0].cumulativeValue).toEqual({
    points: [point(0, '25.00'), point(30, '50.00'), point(40, '50.00')],
    ...{ matureDays: 40, cac: { amount: '15.00' }, cacReason: null },
  });
});

test('whoever comes in the first ninety days of the data marks the figures as truncated, a burn-in unmarks them', async () => {
  const { stores } = memoryStores(fittedShop);
  const { data, errors } = await query(
    stores,
    `{ business {
         retention { isLeftTruncated } burnt: retention(burnInDays: 90) { isLeftTruncated }
         nearly: retention(burnInDays: 80) { isLeftTruncated }
         repeatPurchase { isLeftTruncated } cumulativeValue { isLeftTruncated } }
       cohorts(between: { from: "2025-10-01" }) { retention { isLeftTruncated } } }`,
  );
  expect(errors).toEqual([]);
  const flags = (points: readonly { readonly isLeftTruncated: boolean }[]) => [
    ...new Set(points.map(({ isLeftTruncated }) => isLeftTruncated)),
  ];
  const { retention, burnt, nearly, repeatPurchase, cumulativeValue } = data.business;
  expect([retention, nearly, burnt, data.cohorts[0].retention].map(flags)).toEqual([
    [true],
    [true],
    [false],
    [false],
  ]);
  expect([repeatPurchase.isLeftTruncated, cumulativeValue.isLeftTruncated]).toEqual([true, true]);
});
