import Big from 'big.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { overdueDays, valueAtRisk } from '../../../graph/actions/at-risk.ts';
import { lapseWindow } from '../../../graph/actions/lapse-signals.ts';
import type { ActionStore } from '../../../graph/actions/store.ts';
import { addDays } from '../../../graph/calendar.ts';
import type { CustomerRow } from '../../../graph/customers/customer-row.ts';
import type { Order } from '../../../graph/orders/order.ts';
import { onlyName } from '../../../graph/populations/population-name.ts';
import { segmentName } from '../../../graph/segments/definition.ts';
import { defaultSettings } from '../../../graph/settings.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { isInsufficient, predictorsOf } from '../../../graph/value/prediction.ts';
import { openDatabase } from '../../../lambda/engines/duckdb/database.ts';
import { duckdbDialect } from '../../../lambda/engines/sql/dialect.ts';
import { lapseSignals } from '../../../lambda/engines/sql/lapse-signals.ts';
import { productPairs } from '../../../lambda/engines/sql/product-pairs.ts';
import { orderColumns } from '../../../lambda/lake/schema.ts';
import { refresh } from '../../../lambda/pipeline/refresh/refresh.ts';
import { s3Actions } from '../../../lambda/stores/s3/actions.ts';
import { s3Customers } from '../../../lambda/stores/s3/customers.ts';
import { createGetObject } from '../../../lambda/stores/s3/get-object.ts';
import { s3Populations } from '../../../lambda/stores/s3/populations.ts';
import { createReader } from '../../../lambda/stores/s3/reader.ts';
import { s3Snapshots } from '../../../lambda/stores/s3/snapshots.ts';
import { lapseSignalsByHand } from '../../support/lapse-signals-by-hand.ts';
import { memoryStores } from '../../support/memory-stores.ts';
import { jsonRelation, openLake, orderRow } from './lake.ts';
import { openS3, type TestS3 } from './s3.ts';
import { order, randomOrders } from './shop.ts';

/** What the SQL of a refresh advises is what a plain walk over customers and baskets finds. */
const random = randomOrders(120, 21);
const orders: readonly Order[] = random.map((one, index) => ({
  ...one,
  discount: new Big(index % 3 === 0 ? 1 : 0),
}));
const keys = [...new Set(orders.map(({ customerKey }) => customerKey))];
/** The first customers referred the next ones, 3 and 4 each other, and 5 is said to have referred themselves. */
const referrers = new Map([
  [keys[1], keys[0]],
  [keys[2], keys[0]],
  [keys[3], keys[4]],
  [keys[4], keys[3]],
  [keys[5], keys[5]],
]);
const profiles = keys.map((customerKey, index) => ({
  customerKey,
  email: null,
  name: null,
  phone: null,
  country: ['DE', 'FR', null][index % 3] ?? null,
  referredBy: referrers.get(customerKey) ?? null,
}));
const frequent = {
  key: 'frequent',
  label: 'Frequent',
  filter: { orders: { gte: 4 } },
  isBuiltIn: false,
};

let s3: TestS3;
let snapshot: Snapshot;
let next: Snapshot;
let actions: ActionStore;
let rows: readonly CustomerRow[];
let memory: ReturnType<typeof memoryStores>;
const gets: string[] = [];
const openReader = () => {
  const get = createGetObject(s3);
  return createReader({
    get: (request) => {
      gets.push(request.key);
      return get(request);
    },
  });
};
let day = 1;
const publish = async () => {
  day += 1;
  await refresh({
    store: s3.store,
    settings: defaultSettings,
    clock: () => new Date(Date.UTC(2026, 0, day)),
    newSuffix: () => 'a',
    databaseOptions: { threads: 1 },
    savedSegments: async () => [frequent],
  });
  const served = await s3Snapshots({
    reader: openReader(),
    startRefresh: () => Promise.resolve('none'),
  }).current();
  if (!served) {
    throw new Error('Expected a served snapshot, got none');
  }
  return served;
};

/** Two more orders of everybody whose number ends in 0: some become frequent. */
const later = keys
  .filter((_key, index) => index % 10 === 0)
  .flatMap((customerKey, index) =>
    [1, 2].map((nth) =>
      order({
        customerKey,
        orderId: `later-${index}-${nth}`,
        orderedAt: '2024-12-01T00:00:00.000Z',
      }),
    ),
  );

beforeAll(async () => {
  s3 = await openS3();
  const database = await openDatabase({ threads: 1 });
  const lake = openLake(database, s3.store);
  await lake.orders('run-1', orders);
  await lake.profiles(
    'run-2',
    profiles.map(({ customerKey, country, referredBy }) => ({
      customer_key: customerKey,
      source: 'shop',
      email: null,
      email_hash: null,
      name: null,
      phone: null,
      country,
      referred_by: referredBy,
      version: '1',
      run: 'run-2',
    })),
  );
  snapshot = await publish();
  const found = await s3Customers(openReader()).rows(snapshot, keys);
  rows = found.filter((row) => row !== undefined);
  await lake.orders('run-3', later);
  await lake.merges('run-4', [{ from: keys[12] ?? '', into: keys[13] ?? '', version: '1' }]);
  next = await publish();
  await database.close();
  actions = s3Actions(openReader());
  memory = memoryStores({ asOfDay: snapshot.asOfDay, orders, profiles });
});
afterAll(() => s3.close());

test('the value at risk in SQL is that of the formula, and some are slipping', () => {
  const atRisk = rows.map(({ frequency, recencyDays, ageDays, probabilityAlive, residualValue }) =>
    probabilityAlive === null || residualValue === null
      ? null
      : valueAtRisk({
          probabilityAlive,
          residual: residualValue,
          overdue: overdueDays({ frequency, recency: recencyDays, age: ageDays }),
        }),
  );
  expect(rows.map((row) => row.valueAtRisk)).toEqual(
    atRisk.map((value) => (value === null ? null : expect.closeTo(value, 9))),
  );
  expect(atRisk.filter((value) => value !== null).length).toBeGreaterThan(3);
});

test('the residual value and the next order in SQL are those of the models', () => {
  const predictors = predictorsOf(snapshot);
  if (isInsufficient(predictors)) {
    throw new Error(`Expected a model, got none: ${predictors.message}`);
  }
  for (const row of rows.filter(({ orders: count }) => count > 0)) {
    const { frequency, recencyDays: recency, ageDays: age, stratum } = row;
    const purchases = { frequency, recency, age, stratum };
    const left = predictors.orders.discountedOrders(purchases, Number.POSITIVE_INFINITY, 0.1);
    const orderValue = predictors.spend.expectedOrderValue(frequency, Number(row.repeatSpend));
    expect(row.residualValue).toBeCloseTo(left * orderValue * snapshot.marginRate, 8);
    const { median } = predictors.orders.expectedNextOrder(purchases);
    const isSoon = median !== null && median <= 90;
    const expected = isSoon ? addDays(snapshot.asOfDay, Math.ceil(median)) : null;
    expect(row.expectedNextOrder).toBe(expected);
  }
});

test('peers have the quartiles of a walk', async () => {
  const names = [
    onlyName('BUSINESS', 'business'),
    ...['cup-0', 'cup-1', 'cup-2'].map((product) => ({
      from: `FIRST_PRODUCT:${product}`,
      to: `FIRST_PRODUCT:${product}\0`,
    })),
    onlyName('SEGMENT', 'nobody'),
  ];
  const walk = await memory.stores.actions.peers(memory.snapshot, names);
  const found = await actions.peers(snapshot, names);
  expect(found).toEqual(
    walk.map(
      (one) =>
        one && {
          customers: one.customers,
          median: expect.closeTo(one.median, 9),
          upperQuartile: expect.closeTo(one.upperQuartile, 9),
        },
    ),
  );
  expect(walk.map((one) => (one?.customers ?? 0) > 5)).toEqual([true, true, true, true, false]);
});

test('pairs are those of a walk over baskets', async () => {
  const products = ['cup-0', 'cup-1', 'cup-2', 'pot-0', 'pot-4', 'none'];
  const walk = await memory.stores.actions.pairs(memory.snapshot, products);
  expect(await actions.pairs(snapshot, products)).toEqual(walk);
  expect(walk.flat().length).toBeGreaterThan(2);
});

test('pairs keep to their bounds: rare ones, more than so many a product, and the rest of a large basket are left out', async () => {
  const basket = (index: number, products: readonly string[]) =>
    order({
      orderId: String(index),
      lines: products.map((product) => ({
        product,
        name: null,
        quantity: new Big(1),
        amount: new Big(1),
      })),
    });
  const baskets = [
    ...Array.from({ length: 4 }, (_, index) => basket(index, ['a', 'b', 'c', 'd'])),
    ...Array.from({ length: 8 }, (_, index) => basket(10 + index, ['e'])),
    basket(30, ['a', 'rare']),
  ];
  const pairsWithin = (bounds: { mostPairs: number; mostOfBasket: number }) =>
    pairsOf(baskets, { leastBaskets: 2, ...bounds });
  expect(await pairsWithin({ mostPairs: 9, mostOfBasket: 9 })).toHaveLength(12);
  expect(await pairsWithin({ mostPairs: 1, mostOfBasket: 9 })).toHaveLength(4);
  expect(await pairsWithin({ mostPairs: 9, mostOfBasket: 2 })).toEqual(['a b', 'b a']);
});

async function pairsOf(
  baskets: readonly Order[],
  bounds: { leastBaskets: number; mostPairs: number; mostOfBasket: number },
) {
  const database = await openDatabase({ threads: 1 });
  try {
    const relation = `(${await jsonRelation(database, orderColumns, baskets.map(orderRow))})`;
    const relations = { lines: duckdbDialect.lines(relation), asOfDay: '2025-01-01' };
    const found = await database.rows(productPairs(relations, bounds));
    return found.map(({ population, other }) => `${String(population).slice(8)} ${other}`);
  } finally {
    await database.close();
  }
}

test.each(['CHANNEL', 'CAMPAIGN', 'COUNTRY', 'FIRST_PRODUCT', 'BUSINESS'])(
  'what customers of each %s brought by an age is what a walk finds',
  async (kind) => {
    const range = { from: `${kind}:`, to: `${kind};` };
    const walk = await memory.stores.actions.fit(memory.snapshot, range);
    const byName = walk.toSorted((a, b) => (a.name < b.name ? -1 : 1) * 2 || a.age - b.age);
    const found = await actions.fit(snapshot, range);
    const plain = (list: typeof walk) =>
      list
        .map(({ name, age, customers, mean, variance }) =>
          [name, age, customers, mean.toFixed(6), variance?.toFixed(5) ?? '-'].join(' '),
        )
        .sort();
    expect(plain(found)).toEqual(plain(byName));
    expect(found.length).toBeGreaterThan(3);
  },
);

test('lapse signals are those of a walk', async () => {
  const found = await actions.signals(snapshot);
  const walk = await memory.stores.actions.signals(memory.snapshot);
  const sorted = (list: typeof walk) =>
    list.toSorted((a, b) => (`${a.signal} ${a.value}` < `${b.signal} ${b.value}` ? -1 : 1));
  expect(sorted(found)).toEqual(sorted(walk));
  expect(found.length).toBeGreaterThan(8);
});

test('a signal knows nothing of the days after the split: orders there change who lapsed, and nothing else', async () => {
  const window = lapseWindow(snapshot.firstDay, snapshot.asOfDay);
  if (!window) {
    throw new Error('Expected a window');
  }
  const known = orders.filter(({ day: on }) => on <= window.splitDay);
  const changed = orders.map((one) =>
    one.day <= window.splitDay
      ? one
      : {
          ...one,
          discount: new Big(7),
          refund: new Big(3),
          channel: 'leak',
          lines: [{ product: 'leak', name: null, quantity: new Big(1), amount: new Big(1) }],
        },
  );
  const [before, other, withoutFuture] = await Promise.all(
    [orders, changed, known].map((some) => signalsOf(some, window)),
  );
  expect(other).toEqual(before);
  const shown = (rowsOf: typeof before = []) =>
    rowsOf.map(({ signal, value, customers, others }) => [signal, value, customers, others]);
  expect(shown(withoutFuture)).toEqual(shown(before));
  // Nobody is seen again where nothing of the future is known.
  expect(withoutFuture?.every(({ customers, lapsed }) => customers === lapsed)).toBe(true);
});

async function signalsOf(some: readonly Order[], window: Parameters<typeof lapseSignals>[1]) {
  const database = await openDatabase({ threads: 1 });
  try {
    const relation = `(${await jsonRelation(database, orderColumns, some.map(orderRow))})`;
    const lines = duckdbDialect.lines(relation);
    const found = await database.rows(lapseSignals({ orders: relation, lines }, window));
    return found.map(({ signal, value, customers, lapsed, others, others_lapsed }) => ({
      signal: String(signal),
      value,
      customers: Number(customers),
      lapsed: Number(lapsed),
      others: Number(others),
      othersLapsed: Number(others_lapsed),
    }));
  } finally {
    await database.close();
  }
}

test('hand-counted: of two with a discounted first order one lapsed, of two without none', () => {
  const at = (customer: string, on: string, discount = 0) =>
    order({
      customerKey: customer,
      orderId: `${customer}${on}`,
      orderedAt: `${on}T00:00:00.000Z`,
      discount: new Big(discount),
    });
  const counts = lapseSignalsByHand(
    [
      at('a', '2024-03-01', 5),
      at('b', '2024-03-02', 5),
      at('b', '2024-04-20'),
      at('c', '2024-03-03'),
      at('c', '2024-04-21'),
      at('d', '2024-03-04'),
      at('d', '2024-04-22'),
      at('long gone', '2024-01-01'),
    ],
    { splitDay: '2024-04-01', endDay: '2024-05-01', horizonDays: 60 },
  );
  expect(counts.find(({ signal }) => signal === 'FIRST_ORDER_DISCOUNTED')).toMatchObject({
    customers: 2,
    lapsed: 1,
    others: 2,
    othersLapsed: 0,
  });
  expect(counts.find(({ signal }) => signal === 'ALL')).toMatchObject({ customers: 4, lapsed: 1 });
});

test('those whom somebody referred are a group: each once, nobody by themselves', async () => {
  const populations = s3Populations(openReader());
  const [first = '', ...others] = keys;
  const named = (name: string) => ({ from: name, to: `${name}\0` });
  const ranges = [
    `REFERRER:${first}`,
    `REFERRER:${others[3]}`,
    `REFERRER:${keys[5]}`,
    'REFERRED:all',
  ];
  const found = await populations.entriesIn(snapshot, ranges.map(named));
  expect(found.map(([entry]) => entry?.customers ?? 0)).toEqual([2, 1, 0, 4]);
});

test('a first snapshot has nothing to be compared with, the next one has it', () => {
  expect(snapshot.former).toBeUndefined();
  expect(next.former).toMatchObject({ id: snapshot.id, asOfDay: snapshot.asOfDay });
  expect(next.former?.segments).toContain(segmentName(frequent));
});

test('who entered and left a segment is who a walk over both snapshots finds; a merge moves nobody', async () => {
  const segment = segmentName(frequent);
  const countsOf = (all: readonly Order[]) => {
    const valid = all.filter(({ exclusion }) => exclusion === null);
    return Map.groupBy(valid, ({ customerKey }) => customerKey);
  };
  const merged = (all: readonly Order[]) =>
    all.map((one) =>
      one.customerKey === keys[12] ? { ...one, customerKey: keys[13] ?? '' } : one,
    );
  const then = countsOf(orders);
  const now = countsOf(merged([...orders, ...later]));
  const isFrequent = (of: ReturnType<typeof countsOf>, key: string) =>
    (of.get(key) ?? []).length >= 4;
  const wasFrequent = (key: string) =>
    isFrequent(then, key) || (key === keys[13] && isFrequent(then, keys[12] ?? ''));
  const expected = keys
    .filter((key) => key !== keys[12] && isFrequent(now, key) && !wasFrequent(key))
    .sort();
  const request = { direction: 'ENTERED', segment, from: 0, to: 100 } as const;
  const entered = await actions.moved(next, request);
  expect(entered).toEqual({ customers: expected, total: expected.length });
  expect(expected.length).toBeGreaterThan(1);
  const left = await actions.moved(next, { ...request, direction: 'LEFT' });
  expect(left).toEqual({ customers: [], total: 0 });
  const second = await actions.moved(next, { ...request, from: 1, to: 2 });
  expect(second).toEqual({ customers: expected.slice(1, 2), total: expected.length });
});

test('a page of those at risk is one read, and so are rules, peers and those who moved', async () => {
  const customers = s3Customers(openReader());
  gets.length = 0;
  const page = await customers.page(snapshot, {
    orderBy: 'VALUE_AT_RISK',
    direction: 'DESC',
    filter: { valueAtRisk: { gte: 0 } },
    after: undefined,
    before: undefined,
    limit: 5,
    fromEnd: false,
  });
  const values = page.rows.map(({ valueAtRisk: value }) => value ?? 0);
  expect(values).toEqual(values.toSorted((a, b) => b - a));
  expect(values).toHaveLength(5);
  expect(gets).toHaveLength(1);
  const cold = s3Actions(openReader());
  gets.length = 0;
  await cold.pairs(snapshot, ['cup-0', 'pot-1']);
  await cold.peers(snapshot, [onlyName('BUSINESS', 'business')]);
  const segment = segmentName(frequent);
  await cold.moved(next, { direction: 'ENTERED', segment, from: 0, to: 5 });
  expect(gets).toHaveLength(3);
});
