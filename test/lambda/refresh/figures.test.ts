import Big from 'big.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { predictor } from '../../../graph/models/predictor.ts';
import type { Order } from '../../../graph/orders/order.ts';
import { type RankingField, rankingFields } from '../../../lambda/lake/schema.ts';
import { snapshotFiles } from '../../../lambda/layout.ts';
import type { Manifest } from '../../../lambda/pipeline/refresh/manifest.ts';
import { type Harness, openHarness } from './harness.ts';
import { order, randomOrders, randomSource } from './shop.ts';

const orders = randomOrders(400, 7);
const valid = orders.filter(({ exclusion }) => exclusion === null);

/** A row of customers/0000.parquet, amounts as numbers. */
interface Row {
  readonly customer_key: string;
  readonly orders: number;
  readonly revenue: number;
  readonly gross_margin: number;
  readonly frequency: number;
  readonly recency_days: number;
  readonly age_days: number;
  readonly repeat_spend: number;
  readonly rfm_recency: number | null;
  readonly rfm_frequency: number | null;
  readonly rfm_monetary: number | null;
  readonly probability_alive: number | null;
  readonly expected_orders: number | null;
  readonly predicted_value: number | null;
  readonly total_value: number | null;
  readonly value_percentile: number | null;
  readonly loyalty_rank: number | null;
}

let harness: Harness;
let manifest: Manifest;
let customers: Row[];
let buyers: Row[];
beforeAll(async () => {
  harness = await openHarness();
  await harness.lake.orders('run-1', orders);
  manifest = await harness.publish();
  customers = (await harness.snapshotRows(
    manifest,
    snapshotFiles.customers(0),
  )) as unknown as Row[];
  buyers = customers.filter((row) => row.orders > 0);
});
afterAll(() => harness.close());

test('everybody with an order is a customer, buyers are those with a valid one', () => {
  expect(customers).toHaveLength(400);
  expect(buyers.map((row) => row.customer_key).sort()).toEqual(
    [...new Set(valid.map((order) => order.customerKey))].sort(),
  );
  expect(manifest.counts).toMatchObject({
    customers: 400,
    buyers: buyers.length,
    orders: valid.length,
    excludedOrders: orders.length - valid.length,
  });
});

test('the totals are the exact sums over the orders', () => {
  const sum = (amounts: Big[]) => amounts.reduce((total, amount) => total.plus(amount), new Big(0));
  expect(manifest.totals).toEqual({
    revenue: sum(valid.map(({ net }) => net)).toFixed(4),
    refunds: sum(orders.map(({ refund }) => refund)).toFixed(4),
    grossMargin: sum(valid.map(margin)).toFixed(10),
  });
});

describe('RFM', () => {
  const quintile = (value: (row: Row) => number) => (row: Row) =>
    1 +
    Math.floor((5 * buyers.filter((other) => value(other) < value(row)).length) / buyers.length);

  test('recency is the quintile of the last purchase day', () => {
    const expected = quintile((row) => row.recency_days - row.age_days);
    expect(buyers.map((row) => row.rfm_recency)).toEqual(buyers.map(expected));
  });

  test('frequency is the quintile of orders', () => {
    const expected = quintile((row) => row.orders);
    expect(buyers.map((row) => row.rfm_frequency)).toEqual(buyers.map(expected));
  });

  test('monetary is the quintile of revenue', () => {
    const expected = quintile((row) => row.revenue);
    expect(buyers.map((row) => row.rfm_monetary)).toEqual(buyers.map(expected));
  });
});

describe('values', () => {
  test('each customer is scored as the predictor scores their own purchases', () => {
    const { orders: model, spend } = predictor(manifest.model);
    for (const row of buyers) {
      const purchases = {
        frequency: row.frequency,
        recency: row.recency_days,
        age: row.age_days,
      };
      const predicted =
        (model?.discountedOrders(purchases, 365, 0.1) ?? Number.NaN) *
        (spend?.expectedOrderValue(row.frequency, row.repeat_spend) ?? Number.NaN) *
        manifest.marginRate;
      expect(row.probability_alive).toBeCloseTo(model?.probabilityAlive(purchases) ?? -1, 10);
      expect(row.expected_orders).toBeCloseTo(model?.expectedOrders(purchases, 365) ?? -1, 10);
      expect((row.predicted_value ?? 0) / predicted).toBeCloseTo(1, 9);
    }
  });

  test('total value is gross margin so far plus what is predicted', () => {
    for (const row of buyers) {
      expect(row.total_value).toBe(row.gross_margin + (row.predicted_value ?? Number.NaN));
    }
  });

  test('the percentile counts those worth at most as much, the rank those worth more', () => {
    const value = (row: Row) => row.total_value ?? Number.NaN;
    const percentile = (row: Row) =>
      (100 * buyers.filter((other) => value(other) <= value(row)).length) / buyers.length;
    const rank = (row: Row) => 1 + buyers.filter((other) => value(other) > value(row)).length;
    expect(buyers.map((row) => row.value_percentile)).toEqual(buyers.map(percentile));
    expect(buyers.map((row) => row.loyalty_rank)).toEqual(buyers.map(rank));
  });

  test('a customer without a valid order has no value and no place', () => {
    const others = customers.filter((row) => row.orders === 0);
    expect(others.length).toBeGreaterThan(0);
    for (const row of others) {
      expect(row).toMatchObject({ rfm_monetary: null, total_value: null, loyalty_rank: null });
    }
  });
});

test('whoever never bought has no value, even where somebody bought for the first time today', async () => {
  const shop = await openHarness();
  await shop.lake.orders('run-1', [
    ...orders,
    order({ orderId: 'x', customerKey: 'id:new', orderedAt: '2025-12-31T00:00:00.000Z' }),
  ]);
  const rows = await shop.snapshotRows(await shop.publish(), snapshotFiles.customers(0));
  await shop.close();
  expect(rows.find((row) => row['customer_key'] === 'id:new')?.['probability_alive']).toBe(1);
  for (const row of rows.filter(({ orders: count }) => count === 0)) {
    expect(row).toMatchObject({ probability_alive: null, predicted_value: null });
  }
});

describe('cells', () => {
  test('cells add up to the buyers and their repeat spend', async () => {
    const cells = await harness.snapshotRows(manifest, snapshotFiles.cells);
    const groups = Map.groupBy(buyers, (row) =>
      [row.frequency, row.recency_days, row.age_days].join(),
    );
    expect(cells).toHaveLength(groups.size);
    for (const { frequency, recency, age, customers: count, repeat_spend: spend } of cells) {
      const group = groups.get([frequency, recency, age].join()) ?? [];
      expect(Number(count)).toBe(group.length);
      expect(spend).toBeCloseTo(
        group.reduce((sum, row) => sum + row.repeat_spend, 0),
        6,
      );
    }
  });
});

describe('rollups', () => {
  test('days are the exact totals of each calendar day', async () => {
    const rows = await harness.snapshotRows(
      manifest,
      snapshotFiles.days,
      `CAST(day AS VARCHAR) AS day, orders, CAST(revenue AS VARCHAR) AS revenue,
       CAST(refunds AS VARCHAR) AS refunds, CAST(gross_margin AS VARCHAR) AS gross_margin`,
    );
    const byDay = [...Map.groupBy(orders, ({ day }) => day)].sort(([a], [b]) => (a < b ? -1 : 1));
    expect(rows).toEqual(byDay.map(([day, ofDay]) => expectedDay(day, ofDay)));
  });

  test('distinct buyers of any window follow from the gaps', async () => {
    const gaps = await gapRows(1);
    for (const { from, to } of randomWindows(50)) {
      const inWindow = gaps.filter(({ day }) => day >= from && day < to);
      const firsts = inWindow.filter(({ previous }) => previous === null || previous < from);
      const distinct = new Set(
        valid.filter(({ day }) => day >= from && day < to).map(({ customerKey }) => customerKey),
      );
      expect(firsts.reduce((sum, gap) => sum + gap.orders, 0)).toBe(distinct.size);
    }
  });

  test('buyers with a second order in a window follow from the gaps', async () => {
    const [one, two] = [await gapRows(1), await gapRows(2)];
    for (const { from, to } of randomWindows(50)) {
      const ordersOfWindow = (gaps: readonly GapRow[], isWithin: (gap: GapRow) => boolean) =>
        gaps
          .filter((gap) => gap.day >= from && gap.day < to && isWithin(gap))
          .reduce((sum, gap) => sum + gap.orders, 0);
      const afterOne = ordersOfWindow(one, ({ previous }) => previous !== null && previous >= from);
      const afterTwo = ordersOfWindow(two, ({ previous }) => previous !== null && previous >= from);
      const counts = Map.groupBy(
        valid.filter(({ day }) => day >= from && day < to),
        ({ customerKey }) => customerKey,
      );
      const repeaters = [...counts.values()].filter(({ length }) => length >= 2).length;
      expect(afterOne - afterTwo).toBe(repeaters);
    }
  });
});

describe('rankings', () => {
  const fields = Object.keys(rankingFields) as RankingField[];

  test.each(fields)(
    '%s holds all customers, none first, then ascending, ties by key',
    async (field) => {
      const rows = (await harness.snapshotRows(
        manifest,
        snapshotFiles.ranking(field),
      )) as unknown as Row[];
      const value = (row: Row) => fieldValue(field, row);
      const expected = customers.toSorted(
        (a, b) => compare(value(a), value(b)) || compare(a.customer_key, b.customer_key),
      );
      expect(rows.map((row) => row.customer_key)).toEqual(expected.map((row) => row.customer_key));
      expect(manifest.rankings[field]).toEqual({
        rows: 400,
        nonNull: customers.filter((row) => value(row) !== null).length,
      });
    },
  );
});

function fieldValue(field: RankingField, row: Row): number | string | Date | null {
  if (field === 'AVERAGE_ORDER_VALUE') {
    return row.orders > 0 ? row.revenue / row.orders : null;
  }
  return row[rankingFields[field] as keyof Row];
}

function compare(a: number | string | Date | null, b: number | string | Date | null): number {
  if (a === b || Number(a) === Number(b)) {
    return 0;
  }
  if (a === null || b === null) {
    return a === null ? -1 : 1;
  }
  return a < b ? -1 : 1;
}

function margin({ net, cost }: Order): Big {
  return cost === null ? net.times('0.3') : net.minus(cost);
}

function expectedDay(day: string, ofDay: readonly Order[]) {
  const counted = ofDay.filter(({ exclusion }) => exclusion === null);
  const sum = (amounts: Big[]) => amounts.reduce((total, amount) => total.plus(amount), new Big(0));
  return {
    day,
    orders: counted.length,
    revenue: sum(counted.map(({ net }) => net)).toFixed(4),
    refunds: sum(ofDay.map(({ refund }) => refund)).toFixed(4),
    gross_margin: sum(counted.map(margin)).toFixed(10),
  };
}

interface GapRow {
  readonly day: string;
  readonly previous: string | null;
  readonly orders: number;
}

async function gapRows(back: 1 | 2): Promise<GapRow[]> {
  const rows = await harness.snapshotRows(
    manifest,
    snapshotFiles.gaps,
    'back, CAST(day AS VARCHAR) AS day, CAST(previous_day AS VARCHAR) AS previous, orders',
  );
  return rows.filter((row) => row['back'] === back) as unknown as GapRow[];
}

function randomWindows(count: number) {
  const random = randomSource(11);
  return Array.from({ length: count }, () => {
    const start = Date.UTC(2023, 0, 1) + Math.floor(random() * 700) * 86_400_000;
    const length = 1 + Math.floor(random() * 200);
    const text = (instant: number) => new Date(instant).toISOString().slice(0, 10);
    return { from: text(start), to: text(start + length * 86_400_000) };
  });
}
