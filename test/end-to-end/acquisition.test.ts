import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDeployment, type TestDeployment } from '../support/deployment.ts';
import { near } from '../support/near.ts';
import {
  type PlainBuyer,
  plainBuyers,
  plainMedian,
  plainPayback,
  spentIn,
} from './plain-acquisition.ts';
import { type Days, sum } from './plain-figures.ts';
import { type PlainSpend, plainShop } from './plain-shop.ts';

/*
 * What customers of the sample shop cost and brought back, against a plain walk through its files.
 */

const variableCost = 0.02;
const lastDay = '2026-06-30';
const plain = plainShop();
const buyers = plainBuyers(plain.orders, lastDay, variableCost);
const quarter: Days = { from: '2025-01-01', to: '2025-04-01' };
const between = `between: { from: "${quarter.from}", to: "${quarter.to}" }`;

let shop: TestDeployment;
beforeAll(async () => {
  shop = await openDeployment({
    settings: { currency: 'EUR', timeZone: 'Europe/Berlin', variableCost },
  });
  await shop.importFile('customers', 'customers.csv', plain.customersCsv);
  await shop.importFile('spend', 'spend.csv', plain.spendCsv);
  await shop.importFile('orders', 'orders.csv', plain.ordersCsv);
});
afterAll(() => shop.close());

const cameIn =
  ({ from, to }: Days) =>
  ({ firstDay }: PlainBuyer) =>
    firstDay >= from && firstDay < to;
const isAds = ({ kind }: PlainSpend) => kind === 'ads';
const paid = new Set(
  plain.spend
    .filter(({ day, kind }) => kind === 'ads' && day >= quarter.from && day < quarter.to)
    .map(({ channel }) => channel),
);

interface ChannelWorth {
  readonly key: string;
  readonly customers: {
    readonly nodes: readonly { readonly value: { readonly total: { readonly amount: string } } }[];
  };
}

interface Expected {
  readonly spent: number;
  readonly acquired: readonly PlainBuyer[];
  readonly all: readonly PlainBuyer[];
}

function expected({ spent, acquired, all }: Expected) {
  const cac = spent / acquired.length;
  const first = acquired.flatMap(({ orders }) => orders.filter(({ since }) => since === 0));
  const contribution = sum(first.map((order) => order.contribution)) / acquired.length;
  const days = plainPayback(acquired, cac);
  return {
    newCustomers: all.length,
    spend: { amount: near(spent) },
    cac: { amount: near(cac) },
    payback: { isReached: days !== null, days },
    firstOrderPayback: { ratio: near(contribution / cac), isReached: contribution >= cac },
  };
}

const fields = `{ newCustomers spend { amount } cac { amount } payback { isReached days }
  firstOrderPayback { ratio isReached } }`;

test('CAC and payback of the business, of each kind', async () => {
  const { data, errors } = await shop.query(`{ business {
    paid: acquisition(${between}) ${fields} blended: acquisition(kind: BLENDED, ${between}) ${fields}
    full: acquisition(kind: FULLY_LOADED, ${between}) ${fields} } }`);
  const all = buyers.filter(cameIn(quarter));
  const ads = spentIn(plain.spend, quarter, isAds);
  expect(errors).toEqual([]);
  expect(data.business).toEqual({
    paid: expected({
      ...{ spent: ads, all },
      acquired: all.filter(({ channel }) => paid.has(channel)),
    }),
    blended: expected({ spent: ads, all, acquired: all }),
    full: expected({ spent: spentIn(plain.spend, quarter, () => true), all, acquired: all }),
  });
});

test('CAC and payback of every channel, and of its campaigns fully loaded', async () => {
  const { data, errors } = await shop.query(`{ channels { key acquisition(${between}) ${fields}
    campaigns { label acquisition(kind: FULLY_LOADED, ${between}) { cac { amount } newCustomers } } } }`);
  expect(errors).toEqual([]);
  const came = buyers.filter(cameIn(quarter));
  const overhead = spentIn(plain.spend, quarter, ({ channel }) => channel === '') / came.length;
  const channels = (data.channels as { key: string }[]).filter(({ key }) => paid.has(key));
  expect(channels.length).toBeGreaterThan(3);
  for (const { key, ...answer } of channels) {
    const all = came.filter(({ channel }) => channel === key);
    const spent = spentIn(plain.spend, quarter, (entry) => entry.channel === key && isAds(entry));
    const { campaigns, ...own } = answer as unknown as {
      campaigns: {
        label: string;
        acquisition: { cac: { amount: string }; newCustomers: number };
      }[];
    };
    expect(own).toEqual({ acquisition: expected({ spent, all, acquired: all }) });
    for (const { label, acquisition } of campaigns.filter((one) => one.acquisition.cac)) {
      const members = all.filter(({ campaign }) => campaign === label).length;
      const own = spentIn(
        plain.spend,
        quarter,
        ({ channel, campaign }) => channel === key && campaign === label,
      );
      expect(acquisition).toEqual({
        cac: { amount: near(own / members + overhead) },
        newCustomers: members,
      });
    }
  }
});

test('the value of those who came by ads, on the same terms on both sides', async () => {
  const { data, errors } = await shop.query(`{ business { acquisition(${between},
    terms: { basis: CONTRIBUTION, horizonDays: 730 }) { value { amount } clvToCac definition { basisRate } } } }`);
  expect(errors).toEqual([]);
  const { value, clvToCac } = data.business.acquisition;
  // One by one, because customers of some channels have parameters of their own.
  const filter = `firstDay: { gte: "${quarter.from}", lt: "${quarter.to}" }`;
  const answer = await shop.query(`{ channels { key customers(first: 250, filter: { ${filter} }) {
    nodes { value(terms: { basis: CONTRIBUTION, horizonDays: 730 }) { total { amount } } } } } }`);
  const worth = (answer.data.channels as ChannelWorth[])
    .filter(({ key }) => paid.has(key))
    .flatMap(({ customers }) => customers.nodes.map((node) => Number(node.value.total.amount)));
  const acquired = buyers.filter(cameIn(quarter)).filter(({ channel }) => paid.has(channel));
  expect(worth.length).toBe(acquired.length);
  const mean = sum(worth) / acquired.length;
  expect(value).toEqual({ amount: near(mean) });
  expect(clvToCac).toEqual(near(mean / (spentIn(plain.spend, quarter, isAds) / acquired.length)));
});

test('retention by month and the second orders, of the business and of a channel', async () => {
  const { data, errors } =
    await shop.query(`{ business { ...again } channel(key: "google_ads") { ...again } }
    fragment again on Population {
      retention { period observed active }
      repeatPurchase { customers repeated medianDays repeatRate(withinDays: 90) { observed repeated } }
    }`);
  expect(errors).toEqual([]);
  const own = buyers.filter(({ channel }) => channel === 'google_ads');
  for (const [answer, members] of [
    [data.business, buyers],
    [data.channel, own],
  ] as const) {
    const seconds = members.filter(({ orders }) => orders.length > 1);
    const seen = members.filter(({ age }) => age >= 90);
    expect(answer.repeatPurchase).toEqual({
      ...{ customers: members.length, repeated: seconds.length, medianDays: plainMedian(members) },
      repeatRate: {
        observed: seen.length,
        repeated: seen.filter(({ orders }) => (orders[1]?.since ?? 91) <= 90).length,
      },
    });
    const periods = Math.floor((Math.max(...members.map(({ age }) => age)) + 1) / 30);
    expect(answer.retention).toEqual(
      Array.from({ length: periods }, (_, period) => {
        const observed = members.filter(({ age }) => age >= (period + 1) * 30 - 1);
        const active = observed.filter(({ orders }) =>
          orders.some(({ since }) => Math.floor(since / 30) === period),
        );
        return { period, observed: observed.length, active: active.length };
      }),
    );
  }
});

test('what fifty customers cost in their month, and what they have left', async () => {
  const some = buyers
    .filter(({ customer }) => !customer.includes('@'))
    .filter((_, index) => index % 37 === 0);
  const aliases = some
    .slice(0, 50)
    .map(
      ({ customer }, index) =>
        `c${index}: customer(by: { sourceId: ${JSON.stringify(customer)} }) { acquisitionCost { amount } profit { amount } }`,
    );
  const { data, errors } = await shop.query(`{ ${aliases.join(' ')} }`);
  expect(errors).toEqual([]);
  const answers = Object.values(data);
  expect(answers).toEqual(
    some.slice(0, 50).map((buyer) => {
      const month = {
        from: `${buyer.firstDay.slice(0, 7)}-01`,
        to: `${buyer.firstDay.slice(0, 7)}-32`,
      };
      const spent = spentIn(
        plain.spend,
        month,
        ({ channel, campaign, kind }) =>
          kind === 'ads' && channel === buyer.channel && campaign === buyer.campaign,
      );
      const came = buyers
        .filter(cameIn(month))
        .filter(
          ({ channel, campaign }) => channel === buyer.channel && campaign === buyer.campaign,
        );
      const cost = spent / came.length;
      const earned = sum(buyer.orders.map(({ contribution }) => contribution));
      return spent === 0
        ? { acquisitionCost: null, profit: null }
        : {
            acquisitionCost: { amount: near(cost) },
            profit: { amount: near(earned - cost, 1e-7) },
          };
    }),
  );
});
