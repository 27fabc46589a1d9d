import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../graph/calendar.ts';
import type { Order } from '../../graph/orders/order.ts';
import { type Facts, metricsOf, type Window } from '../../graph/populations/metrics.ts';
import { dayTotalsOf, gapsOf, metricsByHand } from '../support/brute-force.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { order } from '../support/orders.ts';
import { codesOf, query } from '../support/query.ts';

const firstDay = '2026-01-01';
const lengthDays = 40;
const observed = { from: firstDay, to: addDays(firstDay, lengthDays) };

function factsOf(orders: readonly Order[], window: Window = observed): Facts {
  return {
    days: dayTotalsOf(orders, 0.3),
    gaps: gapsOf(orders),
    observed: window,
    currency: 'USD',
  };
}

/** A few customers who come often, so that same-day orders, gaps and returns all happen. */
const shops = fc
  .array(
    fc.record({
      customer: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      offset: fc.integer({ min: 0, max: lengthDays - 1 }),
      cents: fc.integer({ min: 1, max: 100_000 }),
      isExcluded: fc.boolean(),
    }),
    { maxLength: 60 },
  )
  .map((rows) =>
    rows.map(({ customer, offset, cents, isExcluded }, index) =>
      order({
        customer,
        day: addDays(firstDay, offset),
        orderId: String(index),
        amount: new Big(cents).div(100).toFixed(),
        exclusion: isExcluded && index % 3 === 0 ? 'CANCELLED' : null,
      }),
    ),
  );

/** Windows inside, across and outside the observed days, empty ones too. */
const windows = fc
  .tuple(fc.integer({ min: -20, max: 60 }), fc.integer({ min: 0, max: 50 }))
  .map(([start, length]) => ({
    from: addDays(firstDay, start),
    to: addDays(firstDay, start + length),
  }));

test('any window of any shop counts as a plain walk over its orders does', () => {
  fc.assert(
    fc.property(shops, windows, (orders, window) => {
      const metrics = metricsOf(factsOf(orders), window);
      expect(metrics).toMatchObject(metricsByHand(orders, window, observed));
    }),
    { seed: 20_260_701, numRuns: 500 },
  );
});

test('average order value × purchase frequency is customer value', () => {
  fc.assert(
    fc.property(shops, windows, (orders, window) => {
      const metrics = metricsOf(factsOf(orders), window);
      const product = Number(metrics.averageOrderValue ?? 0) * (metrics.purchaseFrequency ?? 0);
      expect(product).toBeCloseTo(Number(metrics.customerValue ?? 0), 8);
    }),
    { seed: 20_260_702, numRuns: 200 },
  );
});

test('retention and churn add up to one wherever there are any', () => {
  fc.assert(
    fc.property(shops, windows, (orders, window) => {
      const { retentionRate, churnRate } = metricsOf(factsOf(orders), window);
      expect(retentionRate === null ? null : retentionRate + (churnRate ?? Number.NaN)).toEqual(
        retentionRate === null ? churnRate : expect.closeTo(1, 12),
      );
    }),
    { seed: 20_260_703, numRuns: 200 },
  );
});

/**
 * The textbook: $60 an order, 4 orders a year, 3 years make $720. Three customers of one year of
 * whom two come back: churn 1/3, lifespan 3 windows.
 */
function textbookShop(): Order[] {
  const quarters = ['01-10', '04-10', '07-10', '10-10'];
  const year = (customer: string, year: number) =>
    quarters.map((day) => order({ customer, day: `${year}-${day}`, amount: '60' }));
  return [
    ...['a', 'b', 'c'].flatMap((customer) => year(customer, 2025)),
    ...['a', 'b'].flatMap((customer) => year(customer, 2026)),
  ];
}

describe('the textbook shop, window by window', () => {
  const window = { from: '2026-01-01', to: '2027-01-01' };
  const metrics = metricsOf(
    factsOf(textbookShop(), { from: '2025-01-01', to: '2027-01-01' }),
    window,
  );

  test('is worth $60 an order, $240 a buyer and year, and $720 a lifetime', () => {
    expect(
      [metrics.averageOrderValue, metrics.customerValue, metrics.simpleClv].map(String),
    ).toEqual(['60', '240', '720']);
  });

  test('keeps two of three, for three years', () => {
    expect(metrics.churnRate).toBe(1 / 3);
    expect(metrics.averageLifespanDays).toBeCloseTo(3 * 365, 9);
    expect(metrics.purchaseFrequency).toBe(4);
  });
});

describe('over GraphQL', () => {
  const orders = [
    order({ customer: 'a', day: '2026-01-01', amount: '10' }),
    order({ customer: 'a', day: '2026-01-11', amount: '20', refund: '5' }),
    order({ customer: 'b', day: '2026-01-11', amount: '1' }),
    order({
      customer: 'b',
      day: '2026-01-12',
      amount: '9',
      refund: '9',
      exclusion: 'FULLY_REFUNDED',
    }),
  ];
  const { stores } = memoryStores({ orders, asOfDay: '2026-01-20' });
  const ask = async (between: string) => {
    const fields =
      'from to orders buyers newCustomers revenue { amount } refunds { amount } customerValue { amount } retentionRate comparisonDays';
    const answer = await query(stores, `{ business { metrics${between} { ${fields} } } }`);
    return { ...answer, metrics: answer.data?.business?.metrics };
  };

  test('without a window everything observed counts', async () => {
    const { metrics } = await ask('');
    expect(metrics).toEqual({
      from: '2026-01-01',
      to: '2026-01-21',
      orders: 3,
      buyers: 2,
      newCustomers: 2,
      revenue: { amount: '26.00' },
      refunds: { amount: '14.00' },
      customerValue: { amount: '13.00' },
      retentionRate: 1,
      comparisonDays: 10,
    });
  });

  test('a single day is a window', async () => {
    const { metrics } = await ask('(between: { from: "2026-01-11", to: "2026-01-12" })');
    expect(metrics).toMatchObject({ orders: 2, buyers: 2, newCustomers: 1, retentionRate: null });
  });

  test.each([
    ['before the data', '(between: { from: "2020-01-01", to: "2020-02-01" })'],
    ['after the data', '(between: { from: "2030-01-01", to: "2030-02-01" })'],
    ['of no day', '(between: { from: "2026-01-11", to: "2026-01-11" })'],
    ['open to the end, from after the data', '(between: { from: "2030-01-01" })'],
    ['open to the beginning, until before the data', '(between: { to: "2020-01-01" })'],
  ])('a window %s is empty and no mistake', async (_name, between) => {
    const { errors, metrics } = await ask(between);
    expect(errors).toEqual([]);
    expect(metrics).toMatchObject({
      orders: 0,
      buyers: 0,
      customerValue: null,
      retentionRate: null,
    });
  });

  test('an inverted range is refused', async () => {
    const answer = await ask('(between: { from: "2026-01-12", to: "2026-01-11" })');
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
  });

  test('a window that is not over yet has no retention rate', async () => {
    const { metrics } = await ask('(between: { from: "2026-01-15", to: "2026-01-25" })');
    expect(metrics.retentionRate).toBeNull();
  });

  test('nothing imported has zero orders and no averages', async () => {
    const empty = memoryStores({ orders: [], asOfDay: '2026-01-20', hasSnapshot: false });
    const { data } = await query(
      empty.stores,
      '{ business { snapshot { id } metrics { from orders revenue { amount } averageOrderValue { amount } churnRate } } }',
    );
    expect(data.business).toEqual({
      snapshot: null,
      metrics: {
        from: null,
        orders: 0,
        revenue: { amount: '0.00' },
        averageOrderValue: null,
        churnRate: null,
      },
    });
  });

  test('a snapshot of profiles alone has no window', async () => {
    const profile = {
      customerKey: 'id:p',
      email: null,
      name: null,
      phone: null,
      country: 'DE',
      referredBy: null,
    };
    const shop = memoryStores({ orders: [], profiles: [profile], asOfDay: '2026-01-20' });
    const { data } = await query(
      shop.stores,
      '{ business { customerCount metrics { from to orders buyers } } }',
    );
    expect(data.business).toEqual({
      customerCount: 1,
      metrics: { from: null, to: null, orders: 0, buyers: 0 },
    });
  });
});

/** By contract: twenty customers pay 100 a month, and one of them, 5 %, is gone the next month. */
test('100 a month at 5 % monthly churn is worth 2,000 over 20 months', () => {
  const month = (index: number, customers: number) =>
    Array.from({ length: customers }, (_, customer) =>
      order({ customer: `s${customer}`, day: `2026-0${index}-01`, amount: '100' }),
    );
  const metrics = metricsOf(
    factsOf([...month(6, 20), ...month(7, 19)], { from: '2026-05-01', to: '2026-08-01' }),
    { from: '2026-07-01', to: '2026-07-31' },
  );
  expect(metrics.churnRate).toBe(0.05);
  expect(String(metrics.customerValue)).toBe('100');
  expect(String(metrics.simpleClv)).toBe('2000');
  expect(metrics.averageLifespanDays).toBeCloseTo(20 * 30, 9);
});
