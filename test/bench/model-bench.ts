import { type Cells, countCustomers, purchasesOf, scaleTime } from '../../graph/models/cells.ts';
import { gammaGamma } from '../../graph/models/gamma-gamma.ts';
import { registeredModels } from '../../graph/models/registry.ts';
import { toWeekCells } from '../../graph/models/week-cells.ts';
import { calibrationCustomers, cellsOf, spendCellsOf } from '../models/cdnow-calibration.ts';
import { seeded } from '../models/random.ts';
import { simulateBgNbd } from '../models/simulate.ts';
import { cdnowForecasts } from './cdnow-forecasts.ts';
import { bestOf, timed } from './measure.ts';
import { printTable, short } from './print.ts';

const transactionModels = registeredModels();
const million = 1_000_000;
const year = 52;
const weeklyRate = Math.log1p(0.1) / year;

/** Fits and predictions, one thread: on CDNOW where it is, and on a simulated million. */
export async function modelBench(): Promise<void> {
  await cdnowFits();
  cdnowForecasts();
  await simulatedMillion();
}

async function cdnowFits(): Promise<void> {
  const customers = calibrationCustomers('cdnow_full.csv');
  if (!customers) {
    return;
  }
  const cells = scaleTime(cellsOf(customers), 7);
  const spend = spendCellsOf(customers);
  const rows = [];
  for (const model of transactionModels) {
    const fit = model.fit(cells);
    const ms = await bestOf(5, () => model.fit(cells));
    rows.push([
      model.name,
      short(ms),
      fit.kind === 'fit' ? fit.logLikelihood.toFixed(4) : fit.code,
    ]);
  }
  const fit = gammaGamma.fit(spend);
  rows.push([
    'GAMMA_GAMMA',
    short(await bestOf(5, () => gammaGamma.fit(spend))),
    fit.kind === 'fit' ? fit.logLikelihood.toFixed(4) : fit.code,
  ]);
  printTable(
    `CDNOW, ${customers.length} customers, calibration 1997-09-30: fits from prepared cells`,
    ['model', 'ms', 'log-likelihood'],
    rows,
  );
}

async function simulatedMillion(): Promise<void> {
  const customers = simulateBgNbd(seeded(1), {
    params: [0.55, 6, 0.8, 2.4],
    customers: million,
    ages: [26, 130],
  });
  const inDays: Cells = {
    ...customers,
    recency: customers.recency.map((weeks) => Math.floor(weeks * 7)),
    age: customers.age.map((weeks) => Math.ceil(weeks * 7)),
  };
  const { ms: groupMs, result: dayCells } = await timed(() => group(inDays));
  const weekCells = scaleTime(toWeekCells(dayCells), 7);
  const cells = scaleTime(dayCells, 7);
  printTable(
    `A simulated million: ${cells.age.length} day cells (grouped in ${short(groupMs)} ms), ${weekCells.age.length} week cells`,
    [
      'model',
      'fit s',
      'P(alive)+E[Y] ms',
      'the same, one by one',
      '12-month value, day cells',
      'week cells',
      'one customer µs',
    ],
    await Promise.all(transactionModels.map((model) => millionRow(model, { cells, weekCells }))),
  );
}

async function millionRow(
  model: (typeof transactionModels)[number],
  { cells, weekCells }: { readonly cells: Cells; readonly weekCells: Cells },
): Promise<(string | number)[]> {
  const { ms: fitMs, result: fit } = await timed(() => model.fit(cells));
  if (fit.kind !== 'fit') {
    return [model.name, fit.code];
  }
  const { params } = fit;
  const byCell = await bestOf(3, () => {
    model.probabilityAliveByCell(params, cells);
    model.expectedOrdersByCell(params, cells, year);
  });
  const naive = await timed(() => {
    let sum = 0;
    for (let index = 0; index < cells.age.length; index += 1) {
      const purchases = purchasesOf(cells, index);
      sum +=
        model.probabilityAlive(params, purchases) + model.expectedOrders(params, purchases, year);
    }
    return sum;
  });
  const value = (of: Cells) =>
    bestOf(3, () => model.discountedExpectedOrdersByCell(params, of, year, weeklyRate));
  const one = { frequency: 5, recency: 20, age: 40 };
  const calls = 10_000;
  const oneMs = await bestOf(3, () => {
    for (let index = 0; index < calls; index += 1) {
      model.discountedExpectedOrders(params, one, year, weeklyRate);
    }
  });
  return [
    `${model.name} (${countCustomers(cells)})`,
    short(fitMs / 1000),
    short(byCell),
    short(naive.ms),
    short(await value(cells)),
    short(await value(weekCells)),
    short((oneMs / calls) * 1000),
  ];
}

/** Customers with equal x, t_x and T become one cell. */
function group(customers: Cells): Cells {
  const index = new Map<number, number>();
  const { frequency, recency, age } = customers;
  const cells = { frequency: [], recency: [], age: [], customers: [], repeatSpend: [] } as {
    [Name in keyof Cells]: number[];
  };
  for (let i = 0; i < frequency.length; i += 1) {
    const [x, t, T] = [frequency[i] ?? 0, recency[i] ?? 0, age[i] ?? 0];
    const key = (x * 4096 + t) * 4096 + T;
    const known = index.get(key);
    if (known === undefined) {
      index.set(key, cells.frequency.length);
      cells.frequency.push(x);
      cells.recency.push(t);
      cells.age.push(T);
      cells.customers.push(1);
      cells.repeatSpend.push(0);
    } else {
      cells.customers[known] = (cells.customers[known] ?? 0) + 1;
    }
  }
  return {
    frequency: Float64Array.from(cells.frequency),
    recency: Float64Array.from(cells.recency),
    age: Float64Array.from(cells.age),
    customers: Float64Array.from(cells.customers),
    repeatSpend: Float64Array.from(cells.repeatSpend),
  };
}
