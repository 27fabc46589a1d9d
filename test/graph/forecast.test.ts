import { describe, expect, test } from 'vitest';
import { predictor } from '../../graph/models/predictor.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { codesOf, query } from '../support/query.ts';
import { fittedOrders } from './fitted-shop.ts';

/** While customers still come. */
const asOfDay = '2025-12-31';
const shop = memoryStores({ asOfDay, orders: fittedOrders });

const everything = `weeks { from to orders { amount low high level } revenue { amount { amount } low { amount } high { amount } level }
  newCustomerOrders newCustomerRevenue { amount } } acquisitionRate { perWeek } futureReason reason { code } definition { cells horizonDays }`;

async function forecast(weeks: number, selection = everything, more = '') {
  const { data, errors } = await query(
    shop.stores,
    `{ business { forecast(weeks: ${weeks}${more}) { ${selection} } } }`,
    { costBudget: Number.MAX_SAFE_INTEGER },
  );
  expect(errors).toEqual([]);
  return data.business.forecast;
}

/** Expected orders and revenue between two days ahead, customer by customer. */
async function bruteForce(from: number, to: number) {
  const { orders: model, spend } = predictor(shop.snapshot.model);
  const figures = await shop.stores.populations.figures(shop.snapshot, undefined);
  const sums = { orders: 0, revenue: 0 };
  for (const [row, frequency] of figures.frequency.entries()) {
    const [recency = 0, age = 0] = [figures.recency[row], figures.age[row]];
    const until = (days: number) => model?.expectedOrders({ frequency, recency, age }, days) ?? NaN;
    const due = until(to) - until(from);
    sums.orders += due;
    sums.revenue +=
      due * (spend?.expectedOrderValue(frequency, figures.repeatSpend[row] ?? 0) ?? 0);
  }
  return sums;
}

interface Week {
  readonly from: string;
  readonly to: string;
  readonly orders: { readonly amount: number; readonly low: number; readonly high: number };
  readonly revenue: Readonly<Record<'amount' | 'low' | 'high', { readonly amount: string }>>;
  readonly newCustomerOrders: number;
  readonly newCustomerRevenue: { readonly amount: string };
}

describe.each([
  ['few weeks, each a sum', 3],
  ['many weeks, read off a curve', 60],
])('%s', (_name, count) => {
  test('are what the customers one by one are expected to order in them', async () => {
    const { weeks }: { readonly weeks: readonly Week[] } = await forecast(count);
    expect(weeks).toHaveLength(count);
    for (const place of [0, 1, count - 1]) {
      const { orders, revenue } = await bruteForce(7 * place, 7 * place + 7);
      expect((weeks[place]?.orders.amount ?? NaN) / orders).toBeCloseTo(1, 6);
      expect(Number(weeks[place]?.revenue.amount.amount) / revenue).toBeCloseTo(1, 6);
    }
  });
});

test('weeks follow one another from the day after the end of observation', async () => {
  const { weeks } = await forecast(2, 'weeks { from to }');
  expect(weeks).toEqual([
    { from: '2026-01-01', to: '2026-01-08' },
    { from: '2026-01-08', to: '2026-01-15' },
  ]);
});

test('what is expected lies in its band, which is wider where more can happen', async () => {
  const { weeks }: { readonly weeks: readonly Week[] } = await forecast(
    4,
    everything,
    ', level: 0.8',
  );
  const wide: { readonly weeks: readonly Week[] } = await forecast(4, everything, ', level: 0.99');
  for (const [place, { orders, revenue }] of weeks.entries()) {
    const money = [revenue.low, revenue.amount, revenue.high].map(({ amount }) => Number(amount));
    for (const [low = NaN, middle = NaN, high = NaN] of [
      [orders.low, orders.amount, orders.high],
      money,
    ]) {
      expect(low).toBeLessThan(middle);
      expect(middle).toBeLessThan(high);
    }
    // Orders vary, and so does what each is worth.
    const [low = NaN, middle = NaN, high = NaN] = money;
    expect((high - low) / middle).toBeGreaterThan((orders.high - orders.low) / orders.amount);
    expect(wide.weeks[place]?.orders.high).toBeGreaterThan(orders.high);
  }
});

test('customers to come order more week by week, from their first orders on', async () => {
  const { weeks, acquisitionRate } = await forecast(8);
  const orders: number[] = weeks.map(({ newCustomerOrders }: Week) => newCustomerOrders);
  expect(orders).toEqual(orders.toSorted((a, b) => a - b));
  expect(orders[0]).toBeGreaterThan(acquisitionRate.perWeek);
  const { orders: model, spend } = predictor(shop.snapshot.model);
  // The midpoint of each hour of the first week.
  let first = 0;
  for (let hour = 0.5; hour < 168; hour++) {
    first += (1 + (model?.expectedOrdersOfNewCustomer(hour / 24) ?? NaN)) / 24;
  }
  expect((orders[0] ?? NaN) / ((acquisitionRate.perWeek / 7) * first)).toBeCloseTo(1, 5);
  expect(Number(weeks[0].newCustomerRevenue.amount) / (orders[0] ?? NaN)).toBeCloseTo(
    spend?.expectedOrderValue(0, 0) ?? NaN,
    6,
  );
});

test.each([0, 261])('%i weeks are refused', async (weeks) => {
  const answer = await query(
    shop.stores,
    `{ business { forecast(weeks: ${weeks}) { futureReason } } }`,
  );
  expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
});

test('before the first snapshot there are no weeks, and a reason', async () => {
  const { stores } = memoryStores({ asOfDay, orders: [], hasSnapshot: false });
  const { data } = await query(stores, `{ business { forecast(weeks: 3) { ${everything} } } }`);
  expect(data.business.forecast).toMatchObject({
    weeks: [],
    reason: { code: 'NO_SNAPSHOT' },
    futureReason: 'NO_SNAPSHOT',
  });
});
