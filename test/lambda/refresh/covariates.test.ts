import { afterAll, beforeAll, expect, test } from 'vitest';
import { stratumOf } from '../../../graph/models/covariates.ts';
import { predictor } from '../../../graph/models/predictor.ts';
import { defaultSettings } from '../../../graph/settings.ts';
import { snapshotFiles } from '../../../lambda/layout.ts';
import type { Manifest } from '../../../lambda/pipeline/refresh/manifest.ts';
import { seeded } from '../../models/random.ts';
import { gammaVariable } from '../../models/simulate.ts';
import { type Harness, openHarness } from './harness.ts';
import { order } from './shop.ts';

const random = seeded(21);
const days = 540;

/** Those whom mail brought order three times as often as those of search; a country says nothing. */
function orderDays(channel: string): number[] {
  const rate = gammaVariable(random, 0.9) / (channel === 'mail' ? 40 : 120);
  const dropout = 0.1 + 0.4 * random();
  const history = [Math.floor(300 * random())];
  while (random() > dropout) {
    history.push((history.at(-1) ?? 0) + Math.ceil(-Math.log(random()) / rate));
  }
  return history.filter((day) => day < days);
}

const orders = Array.from({ length: 900 }, (_, customer) => {
  const channel = customer % 3 === 0 ? 'mail' : 'search';
  return orderDays(channel).map((day, index) =>
    order({
      customerKey: `id:${customer}`,
      orderId: `${customer}-${index}`,
      orderedAt: new Date(Date.UTC(2024, 0, 1 + day, 12)).toISOString(),
      // Only the first order says how the customer came.
      channel: index === 0 ? channel : 'direct',
    }),
  );
}).flat();

let harness: Harness;
let manifest: Manifest;
beforeAll(async () => {
  harness = await openHarness();
  await harness.lake.orders('run-1', orders);
  manifest = await harness.publish({ settings: defaultSettings });
}, 30_000);
afterAll(() => harness.close());

function covariates() {
  const { transactions } = manifest.model;
  return transactions.kind === 'fit' ? (transactions.covariates ?? []) : [];
}

test('a refresh finds that customers of a channel order at another rate', () => {
  expect(covariates().map(({ trait, level }) => [trait, level])).toEqual([['CHANNEL', 'mail']]);
});

test('each customer is scored with the parameters of the channel of their first order', async () => {
  const rows = await harness.snapshotRows(manifest, snapshotFiles.customers(0));
  const { orders: model } = predictor(manifest.model);
  const first = new Map(
    orders.filter(({ orderId }) => orderId.endsWith('-0')).map((one) => [one.customerKey, one]),
  );
  expect(rows).toHaveLength(900);
  for (const row of rows) {
    const { channel = null } = first.get(String(row['customer_key'])) ?? {};
    const stratum = stratumOf(covariates(), { CHANNEL: channel });
    const purchases = {
      frequency: Number(row['frequency']),
      recency: Number(row['recency_days']),
      age: Number(row['age_days']),
      stratum,
    };
    expect(row['stratum']).toBe(stratum);
    expect(row['expected_orders']).toBeCloseTo(model?.expectedOrders(purchases, 365) ?? -1, 9);
  }
});

test('cells tell the strata apart and hold everybody', async () => {
  const cells = await harness.snapshotRows(manifest, snapshotFiles.cells);
  const customersOf = (stratum: number) =>
    cells
      .filter((cell) => cell['stratum'] === stratum)
      .reduce((sum, cell) => sum + Number(cell['customers']), 0);
  expect([customersOf(0), customersOf(1)]).toEqual([600, 300]);
  expect(manifest.counts.cells).toBe(cells.length);
});
