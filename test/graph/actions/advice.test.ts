import Big from 'big.js';
import { describe, expect, test } from 'vitest';
import type { Order } from '../../../graph/orders/order.ts';
import { memoryStores } from '../../support/memory-stores.ts';
import { codesOf, query } from '../../support/query.ts';
import { asOfDay, fittedOrders } from '../fitted-shop.ts';

const products = ['cup', 'pot', 'tea', 'jam'] as const;

/** The fitted shop: cups go with pots, and whoever is named with a 1 was referred by customer 2. */
const orders: readonly Order[] = fittedOrders.map((order, index) => {
  const customer = Number(order.customerKey.slice('id:c'.length));
  const first = products[(customer + index) % 4] ?? 'cup';
  const basket = first === 'cup' && index % 3 !== 0 ? ['cup', 'pot'] : [first];
  return {
    ...order,
    channel: customer % 2 === 0 ? 'search' : 'social',
    lines: basket.map((product) => ({
      product,
      name: null,
      quantity: new Big(1),
      amount: order.net.div(basket.length),
    })),
  };
});
const nobody = { email: null, name: null, phone: null, country: null };
const referredBy = new Map([
  ['id:c1', 'id:c2'],
  ['id:c10', 'id:c2'],
  ['id:c2', 'id:c1'],
  ['id:c3', 'id:c3'],
]);
const profiles = [...referredBy].map(([customerKey, referrer]) => ({
  ...nobody,
  customerKey,
  referredBy: referrer,
}));
const shop = memoryStores({ asOfDay, orders, profiles });

async function ask(text: string) {
  const { data, errors } = await query(shop.stores, text, {
    costBudget: Number.MAX_SAFE_INTEGER,
  });
  expect(errors).toEqual([]);
  return data;
}

interface Amount {
  readonly amount: string;
}

const everybody = `customers(first: 250, orderBy: { field: CUSTOMER }) { pageInfo { endCursor hasNextPage } nodes { sourceId
  orders { totalCount } limit: retentionSpendLimit(uplift: 0.2) { amount } value { residual { amount { amount } } } } }`;

describe('retention spend limits', () => {
  test('of a customer are their residual value times the uplift, of a group the sum of its customers', async () => {
    const { channel, customer } = await ask(`{
      channel(key: "search") { retentionSpendLimit(uplift: 0.2) { total { amount } mean { amount } uplift
          reason { code } definition { formula } } ${everybody} }
      customer(by: { sourceId: "c4" }) { retentionSpendLimit(uplift: 0.2) { amount } value { residual { amount { amount } } } } }`);
    const residual = Number(customer.value.residual.amount.amount);
    expect(Number(customer.retentionSpendLimit.amount)).toBeCloseTo(0.2 * residual, 8);
    expect(channel.customers.pageInfo.hasNextPage).toBe(false);
    const limits = channel.customers.nodes.map(({ limit }: { readonly limit: Amount }) =>
      Number(limit.amount),
    );
    const sum = limits.reduce((total: number, limit: number) => total + limit, 0);
    const { total, mean, definition } = channel.retentionSpendLimit;
    expect(Number(total.amount) / sum).toBeCloseTo(1, 9);
    expect(Number(mean.amount)).toBeCloseTo(sum / limits.length, 6);
    expect(definition.formula).toContain('residual');
  });

  test('have no bound without discounting, and an uplift above 1 is refused', async () => {
    const { business } = await ask(
      '{ business { retentionSpendLimit(uplift: 0.1, terms: { discountRate: 0 }) { total { amount } reason { code } } } }',
    );
    expect(business.retentionSpendLimit).toEqual({ total: null, reason: { code: 'UNBOUNDED' } });
    const refused = await query(
      shop.stores,
      '{ business { retentionSpendLimit(uplift: 10) { uplift } } }',
    );
    expect(codesOf(refused)).toEqual(['BAD_USER_INPUT']);
  });
});

describe('customers at risk', () => {
  const slipping =
    'nodes { sourceId overdueDays probabilityAlive valueAtRisk { amount } value { residual { amount { amount } } } }';

  test('come with the most value first, each overdue and not given up', async () => {
    const { business } = await ask(`{ business { atRisk(first: 20) { totalCount ${slipping} } } }`);
    const { nodes, totalCount } = business.atRisk;
    expect(totalCount).toBeGreaterThan(5);
    const values = nodes.map(({ valueAtRisk }: { readonly valueAtRisk: Amount }) =>
      Number(valueAtRisk.amount),
    );
    expect(values).toEqual(values.toSorted((a: number, b: number) => b - a));
    for (const { overdueDays, probabilityAlive, valueAtRisk, value } of nodes) {
      expect(overdueDays).toBeGreaterThan(0);
      expect(probabilityAlive).toBeGreaterThanOrEqual(0.2);
      const residual = Number(value.residual.amount.amount);
      const certain = residual / probabilityAlive;
      expect(Number(valueAtRisk.amount)).toBeCloseTo(certain - residual, 6);
    }
  });

  test('of a channel are those of the business who came by it, a page at a time', async () => {
    const { business, search, social } =
      await ask(`{ business { atRisk(first: 250) { ${slipping} } }
      search: channel(key: "search") { atRisk(first: 250) { ${slipping} } }
      social: channel(key: "social") { atRisk(first: 1) { totalCount pageInfo { hasNextPage } } } }`);
    const ids = (list: { readonly nodes: readonly { readonly sourceId: string }[] }) =>
      list.nodes.map(({ sourceId }) => sourceId);
    const isEven = (id: string) => Number(id.slice(1)) % 2 === 0;
    expect(ids(search.atRisk)).toEqual(ids(business.atRisk).filter(isEven));
    expect(social.atRisk.totalCount).toBe(ids(business.atRisk).filter((id) => !isEven(id)).length);
    expect(social.atRisk.pageInfo.hasNextPage).toBe(true);
  });
});

test('those due to order are in the window, the earliest first; without one it is a week', async () => {
  const { business } = await ask(`{ business {
    week: dueToOrder { totalCount nodes { expectedNextOrderAt } }
    month: dueToOrder(between: { from: "2026-07-08", to: "2026-09-29" }, first: 250) { nodes { expectedNextOrderAt } } } }`);
  const days = (list: { readonly nodes: readonly { readonly expectedNextOrderAt: string }[] }) =>
    list.nodes.map(({ expectedNextOrderAt }) => expectedNextOrderAt.slice(0, 10));
  const month = days(business.month);
  expect(month).toEqual(month.toSorted());
  expect(month.length).toBeGreaterThan(0);
  expect(month.every((day) => day >= '2026-07-08' && day < '2026-09-29')).toBe(true);
  expect(days(business.week).every((day) => day >= '2026-07-01' && day < '2026-07-08')).toBe(true);
});

describe('referrals', () => {
  const worth = 'value { total { amount } }';

  test('are worth what the referred are, added to a total when the terms say so, circles or not', async () => {
    const data = await ask(`{
      c1: customer(by: { sourceId: "c1" }) { ${worth} referralValue { amount } }
      c2: customer(by: { sourceId: "c2" }) { ${worth} referralValue { amount } referralPredicted { amount { amount } low { amount } }
        both: value(terms: { includeReferrals: true }) { total { amount } referrals { amount } } }
      c3: customer(by: { sourceId: "c3" }) { ${worth} referralValue { amount } value2: value { referrals { amount } } }
      c10: customer(by: { sourceId: "c10" }) { ${worth} } }`);
    const total = (name: string) => Number(data[name].value.total.amount);
    expect(Number(data.c2.referralValue.amount)).toBeCloseTo(total('c1') + total('c10'), 6);
    expect(Number(data.c1.referralValue.amount)).toBeCloseTo(total('c2'), 6);
    expect(Number(data.c3.referralValue.amount)).toBe(0);
    expect(data.c3.value2.referrals).toBeNull();
    expect(data.c2.both.referrals).toEqual(data.c2.referralValue);
    const { referralPredicted } = data.c2;
    expect(Number(referralPredicted.low.amount)).toBeLessThan(
      Number(referralPredicted.amount.amount),
    );
    expect(Number(referralPredicted.amount.amount)).toBeLessThan(
      Number(data.c2.referralValue.amount),
    );
    const sum = total('c2') + total('c1') + total('c10');
    expect(Number(data.c2.both.total.amount)).toBeCloseTo(sum, 6);
  });

  test('add up over the business without counting anybody twice', async () => {
    const { business, ...data } = await ask(`{
      business { customerCount value { historic { amount } equity { amount { amount } } }
        referrals { customers share value { amount } shareOfValue reason { code } } }
      c1: customer(by: { sourceId: "c1" }) { ${worth} } c2: customer(by: { sourceId: "c2" }) { ${worth} }
      c10: customer(by: { sourceId: "c10" }) { ${worth} } }`);
    const referred = ['c1', 'c2', 'c10'].reduce(
      (sum, name) => sum + Number(data[name].value.total.amount),
      0,
    );
    const all =
      Number(business.value.historic.amount) + Number(business.value.equity.amount.amount);
    expect(business.referrals).toEqual({
      customers: 3,
      share: 3 / business.customerCount,
      value: { amount: expect.any(String) },
      shareOfValue: expect.closeTo(referred / all, 9),
      reason: null,
    });
    expect(Number(business.referrals.value.amount)).toBeCloseTo(referred, 6);
  });

  test('on the terms of a group are refused', async () => {
    const refused = await query(
      shop.stores,
      '{ business { value(terms: { includeReferrals: true }) { historic { amount } } } }',
    );
    expect(codesOf(refused)).toEqual(['BAD_USER_INPUT']);
  });
});

describe('upsell', () => {
  test('shows the gap to the median and upper quartile of all buyers', async () => {
    const { customer } = await ask(`{ customer(by: { sourceId: "c7" }) {
      summary { averageOrderValue { amount } }
      upsell(peers: BUSINESS) { peers reason { code } averageOrderValue { amount } median { amount } upperQuartile { amount }
        gapToMedian { amount } gapToUpperQuartile { amount } } } }`);
    const averages = [...Map.groupBy(orders, ({ customerKey }) => customerKey).values()]
      .map((own) => own.reduce((sum, { net }) => sum + Number(net), 0) / own.length)
      .sort((a, b) => a - b);
    const at = (position: number) =>
      ((averages[Math.floor(position)] ?? 0) * (Math.ceil(position) - position || 1) || 0) +
      (averages[Math.ceil(position)] ?? 0) * (position - Math.floor(position));
    const { upsell } = customer;
    expect(upsell.peers).toBe(averages.length);
    expect(Number(upsell.median.amount)).toBeCloseTo(at((averages.length - 1) / 2), 6);
    expect(Number(upsell.upperQuartile.amount)).toBeCloseTo(at((averages.length - 1) * 0.75), 6);
    const own = Number(customer.summary.averageOrderValue.amount);
    expect(Number(upsell.gapToMedian.amount)).toBeCloseTo(Number(upsell.median.amount) - own, 6);
    expect(upsell.reason).toBeNull();
  });

  test('has no quartiles where there are no peers, and says so', async () => {
    const { customer } = await ask(
      '{ customer(by: { sourceId: "c7" }) { upsell { median { amount } gapToMedian { amount } peers reason { code have need } } } }',
    );
    expect(customer.upsell).toEqual({
      median: null,
      gapToMedian: null,
      peers: 0,
      reason: { code: 'TOO_FEW_PEERS', have: 0, need: 5 },
    });
  });
});

test('what is bought together suggests what is missing, with its figures', async () => {
  const { product } = await ask(`{ product(key: "cup") { sold { orders }
    boughtTogether { product { key } because { key } orders support confidence lift } } }`);
  const baskets = orders.map(({ lines }) => lines.map((line) => line.product));
  const having = (...wanted: string[]) =>
    baskets.filter((basket) => wanted.every((one) => basket.includes(one))).length;
  const both = having('cup', 'pot');
  expect(product.boughtTogether).toEqual([
    {
      product: { key: 'pot' },
      because: { key: 'cup' },
      orders: both,
      support: both / baskets.length,
      confidence: both / having('cup'),
      lift: (both * baskets.length) / (having('cup') * having('pot')),
    },
  ]);
  const buyer = [...Map.groupBy(orders, ({ customerKey }) => customerKey)].find(([, own]) => {
    const bought = own.flatMap(({ lines }) => lines.map((line) => line.product));
    return bought.includes('cup') && !bought.includes('pot');
  });
  const { customer } = await ask(
    `{ customer(by: { sourceId: "${buyer?.[0].slice(3)}" }) { crossSell { product { key } because { key } } } }`,
  );
  expect(customer.crossSell).toEqual([{ product: { key: 'pot' }, because: { key: 'cup' } }]);
});

test('lapse signals and acquisition fit answer with counts and intervals', async () => {
  const { lapseSignals, acquisitionFit } = await ask(`{
    lapseSignals { splitAt horizonDays customers lapseRate signals { signal value customers lapsed others lift low high } definition { asOf } }
    acquisitionFit(by: CHANNEL, ageDays: 180) { customers mean { amount } groups {
      key population { label } customers mean { amount } expected { amount } low { amount } high { amount } weight index } } }`);
  expect(lapseSignals).toMatchObject({ splitAt: '2026-04-01', horizonDays: 90 });
  expect(lapseSignals.signals.length).toBeGreaterThan(4);
  for (const { lift, low, high } of lapseSignals.signals) {
    expect(lift === null || (low < lift && lift < high)).toBe(true);
  }
  const { groups, customers } = acquisitionFit;
  expect(groups).toHaveLength(2);
  expect(groups[0].customers + groups[1].customers).toBe(customers);
  expect(groups[0].population.label).toBe(groups[0].key);
  expect(Number(groups[0].expected.amount)).toBeGreaterThanOrEqual(
    Number(groups[1].expected.amount),
  );
});

test.each([
  '{ acquisitionFit(by: CHANNEL, ageDays: 31) { customers } }',
  '{ acquisitionFit(by: CHANNEL, first: 101) { customers } }',
  '{ lapseSignals(level: 1) { customers } }',
  '{ product(key: "cup") { boughtTogether(first: 21) { orders } } }',
])('%s is refused', async (text) => {
  expect(codesOf(await query(shop.stores, text))).toEqual(['BAD_USER_INPUT']);
});

describe('movement', () => {
  const moving = (
    arguments_ = 'first: 1',
  ) => `{ segment(key: "one-time") { movement { since from to enteredCount leftCount
    entered(${arguments_}) { totalCount nodes { sourceId } pageInfo { hasNextPage endCursor } } left { nodes { sourceId } } } } }`;

  test('is null for a first snapshot', async () => {
    const { segment } = await ask('{ segment(key: "one-time") { movement { since } } }');
    expect(segment.movement).toBeNull();
  });

  test('names who entered and who left since, a page at a time', async () => {
    const before = orders.filter(({ day }) => day <= '2026-03-31');
    const { stores, publish } = memoryStores({ asOfDay: '2026-03-31', orders: before });
    publish({ asOfDay, orders }, 's2');
    const oneTime = (some: readonly Order[]) =>
      [...Map.groupBy(some, ({ customerKey }) => customerKey)]
        .filter(([, own]) => own.length === 1)
        .map(([key]) => key.slice(3))
        .sort();
    const [then, now] = [oneTime(before), oneTime(orders)];
    const first = await query(stores, moving());
    expect(first.errors).toEqual([]);
    const { movement } = first.data.segment;
    const entered = now.filter((key) => !then.includes(key));
    const left = then.filter((key) => !now.includes(key));
    expect(left.length).toBeGreaterThan(1);
    expect(movement).toMatchObject({
      since: 's1',
      from: '2026-03-31',
      to: asOfDay,
      enteredCount: entered.length,
      leftCount: left.length,
      left: { nodes: left.map((sourceId) => ({ sourceId })) },
    });
    expect(movement.entered.nodes).toEqual(entered.slice(0, 1).map((sourceId) => ({ sourceId })));
  });
});

test('a page of customers with all advice is one call a store', async () => {
  const { stores, calls } = memoryStores({ asOfDay, orders, profiles });
  const { errors } = await query(
    stores,
    `{ business { atRisk(first: 20) { nodes { valueAtRisk { amount } overdueDays retentionSpendLimit(uplift: 0.1) { amount }
      probabilityAlive expectedNextOrderAt loyaltyTier upsell(peers: BUSINESS) { median { amount } } referralValue { amount }
      crossSell(first: 2) { lift product { key } } } } } }`,
    { costBudget: Number.MAX_SAFE_INTEGER },
  );
  expect(errors).toEqual([]);
  expect(calls.map((call) => call.replace(/ \d+$/, '')).toSorted()).toEqual([
    'actions.pairs',
    'actions.peers',
    'customers.page',
    'orders.history',
    'orders.historyLines',
    'orders.recent',
    'populations.cellsIn',
    'populations.entriesIn',
    'populations.entriesIn',
  ]);
});

test('the spend limit of a group as of a past day rests on the residual value of then', async () => {
  const { business } = await ask(
    `{ business {
         limit: retentionSpendLimit(uplift: 0.1, terms: { asOf: "2026-01-31T12:00:00Z" }) { total { amount } }
         today: retentionSpendLimit(uplift: 0.1) { total { amount } }
         customerEquity(terms: { asOf: "2026-01-31T12:00:00Z" }) { residual { amount } } } }`,
  );
  const { limit, today, customerEquity } = business;
  expect(Number(limit.total.amount) / (0.1 * Number(customerEquity.residual.amount))).toBeCloseTo(
    1,
    1,
  );
  expect(limit.total.amount).not.toBe(today.total.amount);
});
