import { type Cells, purchasesOf, scaleTime } from '../../graph/models/cells.ts';
import { forecastTime, totalsUntil } from '../../graph/models/forecast.ts';
import type { Future } from '../../graph/models/future.ts';
import { gammaGamma } from '../../graph/models/gamma-gamma.ts';
import type { SpendFit } from '../../graph/models/gamma-gamma-fit.ts';
import {
  type OrderPredictor,
  orderPredictor,
  spendPredictor,
} from '../../graph/models/predictor.ts';
import { transactionModel } from '../../graph/models/registry.ts';
import type { TransactionFit, TransactionModelName } from '../../graph/models/transaction-model.ts';
import { toWeekCells } from '../../graph/models/week-cells.ts';
import { expectedRevenue } from '../../graph/value/valuation.ts';
import { duckdbTimes } from './duckdb-peer.ts';
import { bestOf, timed } from './measure.ts';
import { printTable, short } from './print.ts';
import { type ScipyTimes, scipyTimes } from './scipy-peer.ts';
import { group, simulatedMillion } from './simulated-million.ts';

const week = 7;
const year = 365;
const annualRate = 0.1;

/** What a million customers cost, beside what is asked, a loop over customers and other people's tools. */
export async function millionBench(directory: string, withScipy: boolean): Promise<void> {
  const customers = simulatedMillion();
  const { ms: groupMs, result: cells } = await timed(() => group(customers));
  const inWeeks = scaleTime(cells, week);
  const scipy = withScipy ? await scipyTimes(inWeeks, directory, { withPareto: false }) : null;
  const spend = await timed(() => gammaGamma.fit(customers) as SpendFit);
  const weekCells = toWeekCells(cells);
  const shop = { cells, weekCells, customers, spend: spend.result };
  const rows: Row[] = [row('Gamma-Gamma fit, a cell each', spend.ms, { limit: 500 })];
  for (const name of ['BG_NBD', 'MBG_NBD', 'PARETO_NBD'] as const) {
    const fit = await timed(() => transactionModel(name).fit(inWeeks) as TransactionFit);
    const peer = name === 'BG_NBD' ? scipy : null;
    rows.push(
      row(`${name} grouped and fitted`, groupMs + fit.ms, {
        limit: name === 'PARETO_NBD' ? 6000 : 1500,
        scipy: peer?.bgNbdFit,
      }),
      ...(await scored(name, fit.result, shop, peer)),
    );
  }
  // Before DuckDB takes its own.
  const most = process.resourceUsage().maxRSS / 1024;
  const duckdb = await duckdbTimes(customers, directory);
  rows.push(
    row('group by x, t_x and T', groupMs, { duckdb: duckdb.group }),
    row('BG_NBD P(alive) alone', await bestOf(3, () => aliveOf(inWeeks)), {
      duckdb: duckdb.alive,
    }),
  );
  printTable(
    `A simulated million in ms: ${cells.age.length} day cells, ${weekCells.age.length} week cells; DuckDB on one thread over customers, scipy over day cells`,
    ['', 'ms', 'at most', 'naive loop', 'DuckDB', 'scipy', 'error of the total'],
    rows,
  );
  process.stdout.write(
    `Most memory of a process that does all this, the simulation included: ${short(most)} MB (at most 512).\n`,
  );
}

function aliveOf(cells: Cells): Float64Array {
  return transactionModel('BG_NBD').probabilityAliveByCell([0.55, 6, 0.8, 2.4], cells);
}

interface Shop {
  readonly cells: Cells;
  readonly weekCells: Cells;
  readonly customers: Cells;
  readonly spend: SpendFit;
}

async function scored(
  name: TransactionModelName,
  fit: TransactionFit,
  { cells, weekCells, customers, spend }: Shop,
  scipy: ScipyTimes | null,
): Promise<Row[]> {
  const orders = orderPredictor(fit, week);
  const values = spendPredictor(spend);
  const valueIn = (of: Cells, future?: Future) =>
    expectedRevenue({ orders, spend: values }, of, {
      horizonDays: year,
      discountRate: annualRate,
      ...(future && { future }),
    });
  // A refresh scores cells it has not seen before; queries sum cells that are kept, with their index.
  const alive = await bestOf(3, () => {
    const unseen = { ...cells };
    orders.probabilityAliveByCell(unseen);
    orders.expectedOrdersByCell(unseen, year);
  });
  const each = await bestOf(3, () => {
    const unseen = { ...customers };
    orders.discountedOrdersByCell(unseen, year, annualRate);
    values.orderValueSumByCell(unseen);
  });
  const score = (i: number) => {
    const purchases = purchasesOf(customers, i);
    return orders.probabilityAlive(purchases) + orders.expectedOrders(purchases, year);
  };
  const naiveAlive = await naive(customers, score);
  const naiveValue = await naive(customers, (i) =>
    orders.discountedOrders(purchasesOf(customers, i), year, annualRate),
  );
  const error = valueIn(weekCells) / valueIn(cells) - 1;
  const oneMs = await oneCustomer(orders);
  return [
    row(`${name} P(alive) + E[Y]`, alive, {
      limit: 300,
      naive: naiveAlive,
      scipy: scipy?.aliveAndOrders,
    }),
    row(`${name} discounted value of a year, each of a million`, each, {
      limit: 1000,
      naive: naiveValue,
    }),
    row(`${name} value of a year, day cells`, await bestOf(3, () => valueIn(cells)), {
      limit: 100,
      scipy: scipy?.yearOfValue,
    }),
    row(`${name} value of a year, week cells`, await bestOf(10, () => valueIn(weekCells)), {
      limit: 20,
      error,
    }),
    row(
      `${name} scenario of a year, week cells`,
      await bestOf(5, () => scenario(valueIn, weekCells)),
      {
        limit: 60,
      },
    ),
    row(
      `${name} forecast of 52 weeks, week cells`,
      await bestOf(3, () => forecast(orders, fit, weekCells)),
      {
        limit: 400,
      },
    ),
    row(`${name} value of one customer`, oneMs, { limit: 0.02 }),
  ];
}

/** As things are, and if customers ordered more often and stayed longer. */
function scenario(valueIn: (of: Cells, future?: Future) => number, cells: Cells): number {
  return valueIn(cells, { orderRate: 1.1, dropout: 0.9 }) - valueIn(cells);
}

function forecast(orders: OrderPredictor, transactions: TransactionFit, cells: Cells) {
  const ends = Array.from({ length: 53 }, (_, count) => week * count);
  const time = forecastTime({ transactions });
  return totalsUntil(orders, { cells, orderValues: cells.customers }, { time, ends });
}

/** A loop over one customer in a hundred, times a hundred. */
async function naive(customers: Cells, score: (index: number) => number): Promise<number> {
  const stride = 100;
  const { ms } = await timed(() => {
    let sum = 0;
    for (let i = 0; i < customers.age.length; i += stride) {
      sum += score(i);
    }
    return sum;
  });
  return ms * stride;
}

async function oneCustomer(orders: OrderPredictor): Promise<number> {
  const calls = 10_000;
  const one = { frequency: 5, recency: 140, age: 280 };
  const ms = await bestOf(3, () => {
    for (let i = 0; i < calls; i += 1) {
      orders.discountedOrders(one, year, annualRate);
    }
  });
  return ms / calls;
}

type Row = readonly (string | number)[];

interface Beside {
  readonly limit?: number;
  readonly naive?: number;
  readonly duckdb?: number | undefined;
  readonly scipy?: number | undefined;
  readonly error?: number;
}

function row(what: string, ms: number, { limit, naive, duckdb, scipy, error }: Beside): Row {
  const others = [limit, naive, duckdb, scipy].map((value) =>
    value === undefined ? '-' : short(value),
  );
  return [what, short(ms), ...others, error === undefined ? '-' : `${short(error * 100)} %`];
}
