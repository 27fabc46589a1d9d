import Big from 'big.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CustomerFilter } from '../../../graph/customers/filter.ts';
import type { Cells } from '../../../graph/models/cells.ts';
import { cellsOfFigures } from '../../../graph/populations/figure-cells.ts';
import { factsOf, metricsOf } from '../../../graph/populations/metrics.ts';
import { namesOfKind, onlyName } from '../../../graph/populations/population-name.ts';
import type { PopulationStore } from '../../../graph/populations/store.ts';
import { profileOf, traits } from '../../../graph/populations/traits.ts';
import { type Lives, lifeFields } from '../../../graph/retention/lives.ts';
import { builtInSegments } from '../../../graph/segments/built-in.ts';
import { segmentName } from '../../../graph/segments/definition.ts';
import { defaultSettings } from '../../../graph/settings.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { openDatabase } from '../../../lambda/engines/duckdb/database.ts';
import { refresh } from '../../../lambda/pipeline/refresh/refresh.ts';
import { s3Customers } from '../../../lambda/stores/s3/customers.ts';
import { createGetObject } from '../../../lambda/stores/s3/get-object.ts';
import { s3Populations } from '../../../lambda/stores/s3/populations.ts';
import { createReader, type S3Reader } from '../../../lambda/stores/s3/reader.ts';
import { s3Snapshots } from '../../../lambda/stores/s3/snapshots.ts';
import { memoryStores } from '../../support/memory-stores.ts';
import { openLake } from './lake.ts';
import { openS3, type TestS3 } from './s3.ts';
import { randomOrders } from './shop.ts';

/** What the SQL of a refresh groups is what a plain walk over customers finds. */
const orders = randomOrders(120, 21);
const countries = ['DE', "D'or", null];
const profiles = [...new Set(orders.map(({ customerKey }) => customerKey))].map((key, index) => ({
  customerKey: key,
  email: null,
  name: null,
  phone: null,
  country: countries[index % 3] ?? null,
  referredBy: null,
}));

const spend = (['2023-02-01', '2023-02-02', '2024-05-01', '2030-01-01'] as const).flatMap((day) =>
  (['search', null] as const).flatMap((channel) =>
    (['ADS', 'OTHER'] as const).flatMap((kind) =>
      ['spring/50 %', null].map((campaign, index) => ({
        ...{ day, channel, campaign, kind },
        amount: `${day.slice(-2)}.0${index + 1}`,
      })),
    ),
  ),
);

const bound = <T>(value: fc.Arbitrary<T>) =>
  fc.record({ gte: fc.option(value), lt: fc.option(value) }, { requiredKeys: [] });
const whole = bound(fc.integer({ min: 0, max: 12 }));
const day = bound(fc.constantFrom('2023-03-01', '2023-09-15', '2024-06-01', '2024-12-31'));
const instant = bound(fc.constantFrom('2023-05-01T05:00:00.000Z', '2024-04-01T00:00:00.000Z'));
const share = bound(fc.double({ min: 0, max: 1, noNaN: true }));
const leaf: fc.Arbitrary<CustomerFilter> = fc.oneof(
  whole.map((orders) => ({ orders })),
  whole.map((frequency) => ({ frequency })),
  whole.map((referrals) => ({ referrals })),
  bound(fc.integer({ min: 0, max: 120 })).map((loyaltyRank) => ({ loyaltyRank })),
  bound(fc.integer({ min: 0, max: 900 })).map((recencyDays) => ({ recencyDays })),
  bound(fc.integer({ min: 0, max: 150 })).map((averageOrderValue) => ({ averageOrderValue })),
  bound(fc.double({ min: 0, max: 8, noNaN: true })).map((expectedOrders) => ({ expectedOrders })),
  bound(fc.constantFrom('0', '1', '20.25')).map((refunds) => ({ refunds })),
  bound(fc.constantFrom('0', '16.65', '90')).map((grossMargin) => ({ grossMargin })),
  whole.map((valueDecile) => ({ valueDecile })),
  whole.map((rfmRecency) => ({ rfmRecency })),
  whole.map((rfmMonetary) => ({ rfmMonetary })),
  bound(fc.integer({ min: 0, max: 900 })).map((daysSinceLastOrder) => ({ daysSinceLastOrder })),
  bound(fc.integer({ min: 0, max: 900 })).map((daysSinceFirstOrder) => ({ daysSinceFirstOrder })),
  bound(fc.constantFrom('0', '55.50', '300')).map((revenue) => ({ revenue })),
  bound(fc.integer({ min: 0, max: 100 })).map((valuePercentile) => ({ valuePercentile })),
  share.map((probabilityAlive) => ({ probabilityAlive })),
  day.map((firstDay) => ({ firstDay })),
  instant.map((lastOrderAt) => ({ lastOrderAt })),
  fc.subarray(['DE', "D'or", 'FR']).map((countries) => ({ countries })),
  fc.subarray(['search', 'social']).map((channels) => ({ channels })),
  fc.subarray(['pot-1', 'pot-2', 'cup-0', 'none']).map((products) => ({ products })),
  fc.boolean().map((isAttributed) => ({ isAttributed })),
);
const { tree } = fc.letrec<{ tree: CustomerFilter }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({
      not: tie('tree'),
      and: fc.array(tie('tree'), { maxLength: 2 }),
      or: fc.array(tie('tree'), { minLength: 1, maxLength: 2 }),
    }),
  ),
}));
const saved = fc.sample(tree, { numRuns: 90, seed: 20_261_122 }).map((filter, index) => ({
  key: `s${index}`,
  label: 'some',
  filter: JSON.parse(JSON.stringify(filter)) as CustomerFilter,
  isBuiltIn: false,
}));

let s3: TestS3;
let reader: S3Reader;
let snapshot: Snapshot;
let populations: PopulationStore;
let memory: ReturnType<typeof memoryStores>;
const gets: string[] = [];
const options = () => ({
  store: s3.store,
  settings: defaultSettings,
  clock: () => new Date('2026-01-01T00:00:00Z'),
  newSuffix: () => 'a',
  databaseOptions: { threads: 1 },
  savedSegments: async () => saved,
});
beforeAll(async () => {
  s3 = await openS3();
  const database = await openDatabase({ threads: 1 });
  const lake = openLake(database, s3.store);
  await lake.orders('run-1', orders);
  await lake.spend(
    'run-3',
    spend.map(({ day, channel, campaign, kind, amount }, index) => ({
      ...{ day, channel, campaign, kind, amount },
      ...{ source: `s${index % 2}`, currency: 'USD', version: '1', run: 'run-3' },
    })),
  );
  await lake.profiles(
    'run-2',
    profiles.map(({ customerKey, country }) => ({
      customer_key: customerKey,
      source: 'shop',
      email: null,
      email_hash: null,
      name: null,
      phone: null,
      country,
      referred_by: null,
      version: '1',
      run: 'run-2',
    })),
  );
  await database.close();
  await refresh(options());
  const get = createGetObject(s3);
  reader = createReader({
    get: (request) => {
      gets.push(request.key);
      return get(request);
    },
  });
  const snapshots = s3Snapshots({ reader, startRefresh: () => Promise.resolve('none') });
  const current = await snapshots.current();
  if (!current) {
    throw new Error('Expected a served snapshot, got none');
  }
  snapshot = current;
  populations = s3Populations(reader);
  memory = memoryStores({ asOfDay: snapshot.asOfDay, orders, profiles, spend });
});
afterAll(() => s3.close());

/** Of the snapshot's files, and of the walk. */
async function both<T>(ask: (store: PopulationStore, snapshot: Snapshot) => Promise<T>) {
  return {
    files: await ask(populations, snapshot),
    walk: await ask(memory.stores.populations, memory.snapshot),
  };
}

const kinds = ['CHANNEL', 'CAMPAIGN', 'COUNTRY', 'COHORT', 'PRODUCT'] as const;

describe.each(kinds)('every %s', (kind) => {
  test('adds up to what its members do', async () => {
    const { files, walk } = await both((store, of) => store.entriesIn(of, [namesOfKind(kind)]));
    const plain = (entries: typeof walk) =>
      entries.flat().map(({ product, ...entry }) => ({
        ...entry,
        revenue: Number(entry.revenue),
        refunds: Number(entry.refunds),
        grossMargin: Number(entry.grossMargin),
        product: product && {
          ...product,
          units: Number(product.units),
          revenue: Number(product.revenue),
        },
      }));
    expect(files.flat().length).toBeGreaterThan(1);
    expect(plain(files)).toEqual(plain(walk));
  });

  test('has the metrics of its members', async () => {
    const names = (await populations.entriesIn(snapshot, [namesOfKind(kind)])).flat();
    const ranges = names.slice(0, 8).map(({ name }) => onlyName(kind, name.slice(kind.length + 1)));
    const { files, walk } = await both(async (store, of) => {
      const days = await store.daysIn(of, ranges);
      const gaps = await store.gapsIn(of, ranges);
      return ranges.map((_range, index) => {
        const facts = factsOf(of, days[index] ?? [], gaps[index] ?? []);
        const window = { from: '2024-01-01', to: '2024-07-01' };
        const metrics = facts && metricsOf(facts, window);
        return JSON.stringify({ ...metrics, averageOrderValue: 0, customerValue: 0, simpleClv: 0 });
      });
    });
    expect(files).toEqual(walk);
  });
});

test.each(['CHANNEL', 'CAMPAIGN', 'COUNTRY', 'PRODUCT'] as const)(
  'the cells of every %s are those of its members',
  async (kind) => {
    const names = (await populations.entriesIn(snapshot, [namesOfKind(kind)])).flat();
    const ranges = names.map(({ name }) => onlyName(kind, name.slice(kind.length + 1)));
    const { files, walk } = await both((store, of) => store.cellsIn(of, ranges));
    expect(files.map(sortedCells)).toEqual(walk.map(cellsOfFigures).map(sortedCells));
  },
);

test.each([
  ['everybody', undefined],
  ['a group', { channels: ['search'] }],
  ['buyers of a product', { products: ['pot-1'] }],
])('a past day of %s is what their orders by then say', async (_name, filter) => {
  for (const day of ['2022-12-31', '2023-09-15', '2024-06-01']) {
    const { files, walk } = await both((store, of) => store.past(of, filter, day));
    const numbers = ({ totals }: typeof walk) => Object.values(totals).map(Number);
    expect(numbers(files)).toEqual(numbers(walk));
    expect(sortedCells(cellsOfFigures(files.figures))).toEqual(
      sortedCells(cellsOfFigures(walk.figures)),
    );
  }
});

test('SQL and TypeScript agree on who is in a segment, built in or saved', async () => {
  const all = [...builtInSegments, ...saved];
  const ranges = all.map((segment) =>
    onlyName('SEGMENT', segmentName(segment).slice('SEGMENT:'.length)),
  );
  const entries = await populations.entriesIn(snapshot, ranges);
  for (const [index, { filter }] of all.entries()) {
    const {
      name: _name,
      product: _product,
      ...facts
    } = entries[index]?.[0] ?? {
      name: '',
      product: null,
    };
    const counted = await populations.facts(snapshot, filter);
    const exact = { revenue: undefined, refunds: undefined, grossMargin: undefined };
    expect({ filter, ...facts, ...exact }).toEqual({ filter, ...counted, ...exact });
    expect(await s3Customers(reader).count(snapshot, filter)).toBe(counted.customers);
  }
  const sizes = entries.map(([entry]) => entry?.customers ?? -1);
  expect(Math.min(...sizes)).toBe(0);
  expect(sizes.filter((size) => size > 0 && size < 120).length).toBeGreaterThan(40);
});

test.each(['CHANNEL', 'CAMPAIGN', 'COUNTRY', 'PRODUCT'] as const)(
  'the lives of every %s are those of its members',
  async (kind) => {
    const names = (await populations.entriesIn(snapshot, [namesOfKind(kind)])).flat();
    const ranges = names.map(({ name }) => onlyName(kind, name.slice(kind.length + 1)));
    const { files, walk } = await both((store, of) => store.livesIn(of, ranges));
    expect(files.map(sortedLives)).toEqual(walk.map(sortedLives));
  },
);

test('the lives of the business are those of everybody', async () => {
  const { files, walk } = await both((store, of) => store.lives(of));
  expect(files.firstDay.length).toBeGreaterThan(100);
  expect(sortedLives(files)).toEqual(sortedLives(walk));
});

test('spend and new customers by day are those of the entries and rows, later spend left out', async () => {
  const { files, walk } = await both((store, of) => store.acquisitions(of));
  const groups = Map.groupBy(walk, ({ day, channel, campaign }) =>
    JSON.stringify([day, channel, campaign]),
  );
  const expected = [...groups.values()].map((rows) => ({
    ...rows[0],
    ads: sumOf(rows.map(({ ads }) => ads)),
    other: sumOf(rows.map(({ other }) => other)),
    newCustomers: rows.reduce((sum, { newCustomers }) => sum + newCustomers, 0),
  }));
  const byName = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  expect(files.toSorted(byName)).toEqual(expected.toSorted(byName));
  expect(files.filter(({ ads }) => Number(ads) > 0).length).toBe(12);
});

test('traits are counted alike by SQL and one by one, also of everybody', async () => {
  const ranges = [
    onlyName('BUSINESS', 'business'),
    onlyName('CHANNEL', 'search'),
    onlyName('PRODUCT', 'pot-1'),
  ];
  const filters = [undefined, { channels: ['search'] }, { products: ['pot-1'] }];
  const found = await populations.traitsIn(snapshot, ranges);
  for (const [index, filter] of filters.entries()) {
    const counted = await populations.traits(snapshot, filter);
    for (const trait of traits) {
      const [bySql, oneByOne] = [found[index] ?? [], counted].map((counts) =>
        profileOf(trait, counts, counted),
      );
      expect(bySql).toEqual(oneByOne);
    }
  }
});

test('the buyers of a product are found by their numbers', async () => {
  const { files, walk } = await both((store, of) => store.figures(of, { products: ['pot-1'] }));
  expect(sortedCells(cellsOfFigures(files))).toEqual(sortedCells(cellsOfFigures(walk)));
});

test('the cells of many groups are one read, and none when they are asked for again', async () => {
  const ranges = [
    onlyName('CHANNEL', 'search'),
    onlyName('COUNTRY', 'DE'),
    onlyName('PRODUCT', 'pot-1'),
  ];
  const cold = s3Populations(createReader({ get: reader.get }));
  gets.length = 0;
  await cold.cellsIn(snapshot, ranges);
  expect(gets).toHaveLength(1);
  await cold.cellsIn(snapshot, ranges);
  expect(gets).toHaveLength(1);
});

test('a refresh without a changed rule makes no snapshot, one with a new rule does', async () => {
  const unchanged = await refresh(options());
  const [first, ...others] = saved;
  const changed = {
    ...first,
    key: 's0',
    label: 'l',
    isBuiltIn: false,
    filter: { orders: { gte: 7 } },
  };
  const next = await refresh({
    ...options(),
    newSuffix: () => 'b',
    savedSegments: async () => [changed, ...others],
  });
  expect([unchanged, next]).toMatchObject([{ isNew: false }, { isNew: true }]);
});

function sumOf(amounts: readonly string[]): string {
  return amounts.reduce((sum, amount) => sum.plus(amount), new Big(0)).toFixed(4);
}

/** Grouped by day of the first order and days since, in that order. */
function sortedLives(lives: Lives): string[] {
  const rows = Array.from(lives.firstDay, (_, index) =>
    lifeFields.map((field) => lives[field][index] ?? 0),
  );
  return [...Map.groupBy(rows, ([first, since]) => `${first} ${since}`)]
    .map(([key, group]) => {
      const sums = lifeFields
        .slice(2)
        .map((_, column) => group.reduce((sum, row) => sum + (row[column + 2] ?? 0), 0).toFixed(6));
      return `${key} ${sums.join(' ')}`;
    })
    .sort();
}

function sortedCells(cells: Cells): string[] {
  return Array.from(cells.frequency, (frequency, index) =>
    [
      frequency,
      cells.recency[index],
      cells.age[index],
      cells.customers[index],
      (cells.repeatSpend[index] ?? 0).toFixed(6),
    ].join(' '),
  ).sort();
}
