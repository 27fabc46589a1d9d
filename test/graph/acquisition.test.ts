import { expect, test } from 'vitest';
import { breakEven } from '../../graph/acquisition/break-even.ts';
import type { Spend } from '../support/brute-lives.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { order } from '../support/orders.ts';
import { query } from '../support/query.ts';
import { fittedOrders, fittedShop } from './fitted-shop.ts';

/*
 * Worked by hand: an order leaves 0.5 of its net, less 0.1 for payment and fulfilment: 0.4 is contribution.
 *
 * January  search/spring  50 for a and b    social 40 for c    organic d    no channel e    25 of other spend
 * February search/spring 100 for f, g, h
 */
const spring = { channel: 'search', campaign: 'spring' };
const orders = [
  order({ customer: 'a', day: '2026-01-05', amount: '60', ...spring }),
  order({ customer: 'a', day: '2026-02-10', amount: '40' }),
  order({ customer: 'b', day: '2026-01-20', amount: '30', ...spring }),
  order({ customer: 'c', day: '2026-01-10', amount: '20', channel: 'social' }),
  order({ customer: 'd', day: '2026-01-15', amount: '50', channel: 'organic' }),
  order({ customer: 'e', day: '2026-01-25', amount: '10' }),
  ...['f', 'g', 'h'].map((customer) => order({ customer, day: '2026-02-03', ...spring })),
];
const spend: Spend[] = [
  { day: '2026-01-01', channel: 'social', amount: '40' },
  { day: '2026-01-05', ...spring, amount: '30' },
  { day: '2026-01-31', ...spring, amount: '20' },
  { day: '2026-01-10', channel: null, kind: 'OTHER', amount: '25' },
  { day: '2026-02-01', ...spring, amount: '100' },
];
const shop = memoryStores({
  asOfDay: '2026-06-30',
  orders,
  spend,
  profiles: [
    {
      customerKey: 'id:a',
      email: null,
      name: null,
      phone: null,
      country: 'DE',
      referredBy: null,
    },
  ],
  settings: { margin: 0.5, variableCost: 0.1 },
});
const january = 'between: { from: "2026-01-01", to: "2026-02-01" }';
const february = 'between: { from: "2026-02-01", to: "2026-03-01" }';

async function ask(text: string) {
  const { data, errors } = await query(shop.stores, `{ ${text} }`);
  expect(errors).toEqual([]);
  return data;
}

test('CAC is 90 ÷ 3 paid, 90 ÷ 5 blended and 115 ÷ 5 fully loaded', async () => {
  const fields = '{ spend { amount } newCustomers attributedNewCustomers cac { amount } reason }';
  const { business } = await ask(`business {
    paid: acquisition(${january}) ${fields}
    blended: acquisition(kind: BLENDED, ${january}) ${fields}
    full: acquisition(kind: FULLY_LOADED, ${january}) ${fields}
  }`);
  const counts = { newCustomers: 5, attributedNewCustomers: 3, reason: null };
  expect(business).toEqual({
    paid: { spend: { amount: '90.00' }, cac: { amount: '30.00' }, ...counts },
    blended: { spend: { amount: '90.00' }, cac: { amount: '18.00' }, ...counts },
    full: { spend: { amount: '115.00' }, cac: { amount: '23.00' }, ...counts },
  });
});

test('a fifth of January came by no channel, and search took 50 of 90', async () => {
  const data = await ask(`
    business { acquisition(${january}) { unattributedShare spendShare otherSpend { amount } } }
    channel(key: "search") { acquisition(${january}) { unattributedShare spendShare } }`);
  expect(data).toEqual({
    business: {
      acquisition: { unattributedShare: 0.2, spendShare: 1, otherSpend: { amount: '25.00' } },
    },
    channel: { acquisition: { unattributedShare: 0, spendShare: 50 / 90 } },
  });
});

test('a channel bears its even share of spend that names none: (50 + 2/5 × 25) ÷ 2 = 30', async () => {
  const fields = '{ cac { amount } reason }';
  const data = await ask(`
    search: channel(key: "search") {
      acquisition(${january}) ${fields} full: acquisition(kind: FULLY_LOADED, ${january}) ${fields}
    }
    organic: channel(key: "organic") { acquisition(${january}) ${fields} }
    cohorts { label acquisition(kind: BLENDED) ${fields} }`);
  expect(data).toEqual({
    search: {
      acquisition: { cac: { amount: '25.00' }, reason: null },
      full: { cac: { amount: '30.00' }, reason: null },
    },
    organic: { acquisition: { cac: null, reason: 'NO_SPEND' } },
    cohorts: [
      { label: '2026-01', acquisition: { cac: { amount: '18.00' }, reason: null } },
      // 100 ÷ 3, to ten places.
      { label: '2026-02', acquisition: { cac: { amount: '33.3333333333' }, reason: null } },
    ],
  });
});

test('a country is charged what a customer of the business cost, and has no paid cost', async () => {
  const fields = '{ isAllocated newCustomers spend { amount } cac { amount } reason }';
  const { country } = await ask(`country(key: "DE") {
    paid: acquisition(${january}) ${fields} blended: acquisition(kind: BLENDED, ${january}) ${fields} }`);
  expect(country).toEqual({
    paid: {
      isAllocated: true,
      newCustomers: 1,
      spend: null,
      cac: null,
      reason: 'NOT_ATTRIBUTABLE',
    },
    blended: {
      isAllocated: true,
      newCustomers: 1,
      spend: { amount: '18.00' },
      cac: { amount: '18.00' },
      reason: null,
    },
  });
});

test('no new customers, and no spend, have no cost and a reason', async () => {
  const { channel } = await ask(`channel(key: "search") {
    none: acquisition(between: { from: "2026-03-01", to: "2026-04-01" }) { cac { amount } reason payback { days } value { amount } }
    nobody: acquisition(between: { from: "2026-01-31", to: "2026-02-01" }) { cac { amount } reason clvToCac }
  }`);
  expect(channel).toEqual({
    none: { cac: null, reason: 'NO_SPEND', payback: null, value: null },
    nobody: { cac: null, reason: 'NO_NEW_CUSTOMERS', clvToCac: null },
  });
});

test('search pays back after 36 days: 18 a customer at first, 26 ≥ 25 with the second order', async () => {
  const { search, social } = await ask(`
    search: channel(key: "search") { acquisition(${january}) {
      payback { isReached days daysObserved customers isMature }
      paybackCurve(days: [0, 35, 36, 170]) { day perCustomer { amount } customers isMature }
      firstOrderPayback { contribution { amount } ratio isReached }
    } }
    social: channel(key: "social") { acquisition(${january}) {
      payback { isReached days daysObserved customers isMature } } }`);
  const point = (day: number, amount: string, customers = 2) => ({
    day,
    perCustomer: { amount },
    customers,
    isMature: customers === 2,
  });
  expect(search.acquisition).toEqual({
    payback: { isReached: true, days: 36, daysObserved: 176, customers: 2, isMature: true },
    paybackCurve: [
      point(0, '18.00'),
      point(35, '18.00'),
      point(36, '26.00'),
      point(170, '26.00', 1),
    ],
    firstOrderPayback: { contribution: { amount: '18.00' }, ratio: 0.72, isReached: false },
  });
  expect(social.acquisition.payback).toEqual({
    isReached: false,
    days: null,
    daysObserved: 171,
    customers: 1,
    isMature: true,
  });
});

test('the customers that February brought more than the 28 days before cost 50 each', async () => {
  const { channel } = await ask(`channel(key: "search") { acquisition(${february}) { marginal {
    previousFrom previousTo addedSpend { amount } addedCustomers cac { amount } } } }`);
  expect(channel.acquisition.marginal).toEqual({
    previousFrom: '2026-01-04',
    previousTo: '2026-02-01',
    addedSpend: { amount: '50.00' },
    addedCustomers: 1,
    cac: { amount: '50.00' },
  });
});

test('a burn-in leaves out the first days and their customers, and is hinted at', async () => {
  const { business } = await ask(`business {
    all: acquisition(kind: BLENDED) { from newCustomers isLeftTruncated }
    later: acquisition(kind: BLENDED, burnInDays: 20) { from newCustomers isLeftTruncated }
    late: acquisition(burnInDays: 90) { from isLeftTruncated }
  }`);
  expect(business).toEqual({
    all: { from: '2026-01-01', newCustomers: 8, isLeftTruncated: true },
    later: { from: '2026-01-25', newCustomers: 4, isLeftTruncated: true },
    late: { from: '2026-04-05', isLeftTruncated: false },
  });
});

test('a customer costs what their campaign, or else their channel, did in their month', async () => {
  const fields =
    'acquisitionCost { amount } profit { amount } payback { isReached days daysObserved }';
  const data = await ask(
    ['a', 'c', 'd', 'f']
      .map((id) => `${id}: customer(by: { sourceId: "${id}" }) { ${fields} }`)
      .join(' '),
  );
  expect(data).toEqual({
    // 24 on the first day, 40 after 36: 40 − 25 = 15.
    a: {
      acquisitionCost: { amount: '25.00' },
      profit: { amount: '15.00' },
      payback: { isReached: true, days: 36, daysObserved: 176 },
    },
    c: {
      acquisitionCost: { amount: '40.00' },
      profit: { amount: '-32.00' },
      payback: { isReached: false, days: null, daysObserved: 171 },
    },
    d: { acquisitionCost: null, profit: null, payback: null },
    f: {
      acquisitionCost: { amount: '33.3333333333' },
      profit: { amount: '-29.3333333333' },
      payback: { isReached: false, days: null, daysObserved: 147 },
    },
  });
});

test('value 6,000, acquisition 2,000 and service 1,000 a year break even at 4 years: keep at most 3', () => {
  expect(breakEven(6000, 2000, 1000)).toEqual({ years: 4, keepAtMostYears: 3, reason: null });
  expect(breakEven(6500, 2000, 1000)).toEqual({ years: 4.5, keepAtMostYears: 4, reason: null });
  expect(breakEven(2000, 2000, 1000)).toEqual({ years: 0, keepAtMostYears: 0, reason: null });
  const none = { years: null, keepAtMostYears: null };
  expect(breakEven(1999, 2000, 1000)).toEqual({
    years: null,
    keepAtMostYears: 0,
    reason: 'BELOW_ACQUISITION_COST',
  });
  expect(breakEven(6000, 2000, 0)).toEqual({ ...none, reason: 'UNBOUNDED' });
  expect(breakEven(6000, null, 1000)).toEqual({ ...none, reason: 'NO_COST' });
  expect(breakEven(null, 2000, 1000)).toEqual({ ...none, reason: 'NO_VALUE' });
});

test('before the first snapshot there is no cost, and that is said', async () => {
  const { stores } = memoryStores({ asOfDay: '2026-06-30', orders: [], hasSnapshot: false });
  const { data, errors } = await query(
    stores,
    `{ business { acquisition { from cac { amount } reason value { amount } adBuys { channel } isLeftTruncated }
      retention { period } repeatPurchase { customers medianDays repeatRate { rate { share } } }
      cumulativeValue { points { day } matureDays cacReason } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.business).toEqual({
    acquisition: {
      ...{ from: null, cac: null, reason: 'NO_SNAPSHOT', value: null, adBuys: [] },
      isLeftTruncated: false,
    },
    retention: [],
    repeatPurchase: { customers: 0, medianDays: null, repeatRate: { rate: null } },
    cumulativeValue: { points: [], matureDays: null, cacReason: 'NO_SNAPSHOT' },
  });
});

test.each([
  ['burnInDays: -1', 'burnInDays of at least 0, got -1'],
  ['terms: { horizonDays: 0 }', 'horizonDays from 1'],
])('acquisition(%s) is refused by name', async (argument, message) => {
  const { errors } = await query(shop.stores, `{ business { acquisition(${argument}) { kind } } }`);
  expect(errors[0]?.message).toContain(message);
});

/** Half of the fitted shop came by dear ads, a quarter by cheap ones, the rest by itself. */
const places = [
  { channel: 'dear', campaign: 'one' },
  { channel: 'dear', campaign: 'two' },
  { channel: 'cheap', campaign: 'three' },
  { channel: null, campaign: null },
];
const fitted = memoryStores({
  ...fittedShop,
  orders: fittedOrders.map((one) => ({ ...one, ...places[Number(one.customerKey.slice(4)) % 4] })),
  spend: [
    { day: '2025-03-01', channel: 'dear', campaign: 'one', amount: '900000' },
    { day: '2025-03-01', channel: 'dear', campaign: 'two', amount: '100' },
    { day: '2025-03-01', channel: 'cheap', amount: '200' },
    { day: '2025-03-02', channel: 'nobody', amount: '800000' },
  ],
});
const window = 'between: { from: "2025-02-01", to: "2025-06-01" }';
const terms = 'terms: { basis: CONTRIBUTION, horizonDays: 730, discountRate: 0.05 }';

/** Mean of historic + predicted over customers, one by one. */
async function meanByHand(channels: readonly (string | null)[]) {
  const filter = 'firstDay: { gte: "2025-02-01", lt: "2025-06-01" }';
  const { data } = await query(
    fitted.stores,
    `{ customers(first: 250, filter: { ${filter} }) { nodes { channel value(${terms}) { total { amount } } } } }`,
  );
  const nodes = data.customers.nodes as {
    channel: string | null;
    value: { total: { amount: string } };
  }[];
  const values = nodes
    .filter(({ channel }) => channels.includes(channel))
    .map(({ value }) => Number(value.total.amount));
  return { count: values.length, mean: values.reduce((sum, one) => sum + one, 0) / values.length };
}

test('both sides of CLV:CAC are the same customers, and equal the sum over them', async () => {
  const fields =
    '{ newCustomers value { amount } cac { amount } clvToCac roi max: maxAffordableCac(targetRatio: 4) { amount } }';
  const { data, errors } = await query(
    fitted.stores,
    `{ business { paid: acquisition(${window}, ${terms}) ${fields}
        blended: acquisition(kind: BLENDED, ${window}, ${terms}) ${fields} }
      channel(key: "cheap") { acquisition(${window}, ${terms}) ${fields} } }`,
  );
  expect(errors).toEqual([]);
  const { paid, blended } = data.business;
  const everywhere = [
    [paid, ['dear', 'cheap'], 1_700_300],
    [blended, ['dear', 'cheap', null], 1_700_300],
    [data.channel.acquisition, ['cheap'], 200],
  ] as const;
  for (const [answer, channels, spent] of everywhere) {
    const { count, mean } = await meanByHand(channels);
    expect(Number(answer.value.amount) / mean).toBeCloseTo(1, 9);
    expect(Number(answer.cac.amount) / (spent / count)).toBeCloseTo(1, 9);
    expect(answer.clvToCac / (mean / (spent / count))).toBeCloseTo(1, 9);
    expect(answer.roi).toBeCloseTo(answer.clvToCac - 1, 9);
    expect(Number(answer.max.amount) / (mean / 4)).toBeCloseTo(1, 9);
  }
});

test('spend that bought nobody, or less than it cost, is wasted', async () => {
  const { data, errors } = await query(
    fitted.stores,
    `{ business { acquisition(${window}, ${terms}) { wastedSpendShare
      adBuys { channel campaign spend { amount } newCustomers clvToCac value { amount } } } } }`,
  );
  expect(errors).toEqual([]);
  const { adBuys, wastedSpendShare } = data.business.acquisition;
  const named = (
    adBuys as { channel: string; campaign: string | null; clvToCac: number | null }[]
  ).map(({ channel, campaign, clvToCac }) => [channel, campaign, clvToCac && clvToCac >= 1]);
  expect(named).toEqual([
    ['dear', 'one', false],
    ['nobody', null, null],
    ['cheap', null, true],
    ['dear', 'two', true],
  ]);
  expect(wastedSpendShare).toBeCloseTo(1_700_000 / 1_700_300, 12);
});

test('a break-even rests on the value and cost that it shows', async () => {
  const { data, errors } = await query(
    fitted.stores,
    `{ customer(by: { sourceId: "c0" }) { value(${terms}) { total { amount } }
      breakEven(annualServiceCost: "7", cac: "3", ${terms}) { years value { amount } acquisitionCost { amount } reason }
      free: breakEven(annualServiceCost: "0", cac: "0") { years reason } } }`,
  );
  expect(errors).toEqual([]);
  const { value, breakEven: answer, free } = data.customer;
  expect(answer).toMatchObject({ acquisitionCost: { amount: '3.00' }, reason: null });
  expect(Number(answer.value.amount)).toBeCloseTo(Number(value.total.amount), 8);
  expect(answer.years).toBeCloseTo((Number(value.total.amount) - 3) / 7, 8);
  expect(free).toEqual({ years: null, reason: 'UNBOUNDED' });
});

test('CAC of many channels, their paid value and payback read spend, cells and lives once each', async () => {
  fitted.calls.length = 0;
  await query(
    fitted.stores,
    `{ business { acquisition(${window}) { cac { amount } clvToCac wastedSpendShare payback { days } } }
      channels { acquisition { cac { amount } clvToCac payback { days } } } }`,
  );
  expect(fitted.calls.map((call) => call.replace(/ \d+$/, '')).sort()).toEqual([
    'populations.acquisitions',
    'populations.cellsIn',
    'populations.entriesIn',
    'populations.livesIn',
  ]);
});
