import type { Holdout } from '../../../graph/models/holdout.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import {
  holdoutCells,
  holdoutOrdersByWeek,
  holdoutSpendCells,
  type SplitDays,
  splitHistories,
} from '../../engines/sql/holdout-cells.ts';
import { numericColumns } from './numeric-columns.ts';

const dayMs = 86_400_000;

/** Cuts the histories in a relation of purchase days (customer_key, order_day, spend) at a day. */
export async function readHoldout(
  database: Pick<Database, 'connection' | 'run'>,
  days: string,
  split: SplitDays,
): Promise<Holdout> {
  await database.run(`CREATE TEMP TABLE split_histories AS ${splitHistories(days, split)}`);
  await database.run(`CREATE TEMP TABLE split_cells AS ${holdoutCells('split_histories')}`);
  await database.run(`CREATE TEMP TABLE split_spend AS ${holdoutSpendCells('split_histories')}`);
  const cells = await numericColumns(database, 'split_cells', [
    'frequency',
    'recency',
    'age',
    'customers',
    'repeat_spend',
    'log_intervals',
    'holdout_orders',
    'holdout_spend',
  ]);
  const spend = await numericColumns(database, 'split_spend', [
    'frequency',
    'repeat_spend',
    'customers',
  ]);
  for (const table of ['split_histories', 'split_cells', 'split_spend']) {
    await database.run(`DROP TABLE ${table}`);
  }
  const { frequency, recency, age, customers } = cells;
  return {
    cells: {
      frequency,
      recency,
      age,
      customers,
      repeatSpend: cells.repeat_spend,
      logIntervals: cells.log_intervals,
      holdoutOrders: cells.holdout_orders,
      holdoutSpend: cells.holdout_spend,
    },
    spendCells: {
      frequency: spend.frequency,
      repeatSpend: spend.repeat_spend,
      customers: spend.customers,
    },
    horizonDays: daysBetween(split.splitDay, split.endDay),
  };
}

/** Purchases in each week after the split: what follows a forecast week by week. */
export async function readOrdersByWeek(
  database: Pick<Database, 'rows'>,
  days: string,
  split: SplitDays,
): Promise<Float64Array> {
  const weeks = Math.ceil(daysBetween(split.splitDay, split.endDay) / 7);
  const ordersByWeek = new Float64Array(weeks);
  for (const { week, orders } of await database.rows(holdoutOrdersByWeek(days, split))) {
    ordersByWeek[Number(week)] = Number(orders);
  }
  return ordersByWeek;
}

/** Days from one day to another, both YYYY-MM-DD. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs;
}

/** The day so many days before another. */
export function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * dayMs).toISOString().slice(0, 10);
}
