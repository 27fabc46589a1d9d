import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { stratumOf } from '../../../graph/models/covariates.ts';
import { parseFittedModel } from '../../../graph/models/fitted-model.ts';
import { orderPredictor } from '../../../graph/models/predictor.ts';
import { runFit } from '../../../lambda/local/fit/run.ts';
import { seeded } from '../../models/random.ts';
import { gammaVariable } from '../../models/simulate.ts';
import { orderFiles, runFitJson } from './run-fit.ts';

const files = await orderFiles();
const start = Date.UTC(2023, 0, 1);
const days = 700;
const channels = [
  'search',
  'search',
  'search',
  'mail with a name of nearly forty letters',
  'fair',
  'shop',
  'friends',
];

/** Orders over two years whose pace depends on the channel; twice as many of them on Saturdays as on other days. */
function shopLines(customers: number): string[] {
  const random = seeded(41);
  const lines = Array.from({ length: customers }, (_, index) => {
    const place = index % channels.length;
    const rate = (gammaVariable(random, 0.9) * (1 + place)) / 200;
    const dropout = 0.05 + 0.3 * random();
    const orders: number[] = [];
    let day = Math.floor(400 * random());
    while (day < days && (orders.length === 0 || random() > dropout)) {
      orders.push(day);
      day += Math.ceil(-Math.log(random()) / rate);
      // 2023-01-01 was a Sunday: of those on its day, every third waits for the next Saturday.
      day += day % 7 !== 6 && random() < 0.15 ? 6 - (day % 7) : 0;
    }
    return orders.map((at) => {
      const date = new Date(start + at * 86_400_000).toISOString().slice(0, 10);
      return `c${index},${date},${(20 + 30 * random()).toFixed(2)},${channels[place]},${['DE', 'FR'][index % 2]}`;
    });
  }).flat();
  return ['customer_id,order_date,total,channel,country', ...lines];
}

const path = await files.write('channels.csv', shopLines(1500));

test('a file with channels and Saturdays has both found, beside the plain models', async () => {
  const { models } = await runFitJson('--orders', path, '--model', 'pareto-nbd');
  expect(models.map(({ name, extension }) => [name, extension])).toEqual([
    ['PARETO_NBD', null],
    ['PARETO_NBD', 'SEASON_AND_COVARIATES'],
  ]);
  const [plain, extended] = models;
  if (plain?.kind !== 'fit' || extended?.kind !== 'fit') {
    throw new Error('expected two fits');
  }
  expect(extended.bic).toBeLessThan(plain.bic ?? 0);
  expect(new Set(extended.covariates?.map(({ trait }) => trait))).toEqual(new Set(['CHANNEL']));
  expect(Math.max(...(extended.season?.weekdays ?? []))).toBe(extended.season?.weekdays[5]);
}, 30_000);

test('the table shows effects and season, and the model file is complete and small', async () => {
  const model = files.pathOf('model.json');
  const out = await runFit(['--orders', path, '--save', model]);
  expect(out).toMatch(/^MBG_NBD\+SEASON_AND_COVARIATES .*\n {2}r .*\n {2}channel fair: γ\(/m);
  expect(out).toMatch(/^ {2}season: Mon \d/m);
  const text = await readFile(model, 'utf8');
  const { transactions, choice, timeUnitDays } = parseFittedModel(JSON.parse(text));
  expect(choice.extension).toBe('SEASON_AND_COVARIATES');
  if (transactions.kind !== 'fit') {
    throw new Error('expected a fit');
  }
  const orders = orderPredictor(transactions, timeUnitDays);
  const expected = (CHANNEL: string) => {
    const stratum = stratumOf(transactions.covariates ?? [], { CHANNEL });
    return orders.expectedOrders({ frequency: 2, recency: 195, age: 200, stratum }, 365);
  };
  expect(expected('friends')).toBeGreaterThan(1.1 * expected('search'));
  expect(expected('never seen')).toBe(expected('search'));
  expect(Buffer.byteLength(text)).toBeLessThan(4096);
}, 30_000);
