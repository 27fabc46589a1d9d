import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { fitAndChoose } from '../../../graph/models/fit.ts';
import type { Holdout } from '../../../graph/models/holdout.ts';
import { predictor } from '../../../graph/models/predictor.ts';
import { seeded } from '../../models/random.ts';
import { simulateBgNbd } from '../../models/simulate.ts';

const cells = simulateBgNbd(seeded(9), {
  params: [0.6, 60, 0.8, 2.4],
  customers: 1500,
  ages: [100, 700],
});
const spent = {
  ...cells,
  repeatSpend: cells.frequency.map((frequency, i) => frequency * (10 + (i % 37))),
  logIntervals: cells.frequency.map((frequency) => frequency * 3),
};
const holdout: Holdout = {
  cells: {
    ...spent,
    holdoutOrders: cells.frequency.map((frequency) => frequency % 3),
    holdoutSpend: spent.repeatSpend,
  },
  spendCells: spent,
  horizonDays: 91,
};
const fitted = fitAndChoose(spent, spent, { holdout });

test('a model file with every candidate and its backtest is smaller than 4 KB', () => {
  expect(fitted.candidates.every(({ backtest }) => backtest)).toBe(true);
  expect(JSON.stringify(fitted).length).toBeLessThan(4096);
});

const models = join(import.meta.dirname, '..', '..', '..', 'graph', 'models');

/** Prints what the model file in its first argument predicts. */
const script = `
  import { parseFittedModel } from '${join(models, 'fitted-model.ts')}';
  import { predictor } from '${join(models, 'predictor.ts')}';
  const { orders, spend } = predictor(parseFittedModel(JSON.parse(process.argv[1])));
  const purchases = { frequency: 3, recency: 80, age: 140 };
  console.log(JSON.stringify([
    orders.probabilityAlive(purchases, 30),
    orders.discountedOrders(purchases, 365, 0.1),
    spend.expectedOrderValue(3, 120),
  ]));`;

test('another process predicts from a model file to the last digit', async () => {
  const { orders, spend } = predictor(fitted);
  const purchases = { frequency: 3, recency: 80, age: 140 };
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    script,
    JSON.stringify(fitted),
  ]);
  expect(JSON.parse(stdout)).toEqual([
    orders?.probabilityAlive(purchases, 30),
    orders?.discountedOrders(purchases, 365, 0.1),
    spend?.expectedOrderValue(3, 120),
  ]);
});
