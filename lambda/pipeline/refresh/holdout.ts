import type { Holdout, HoldoutCells } from '../../../graph/models/holdout.ts';
import type { DaySeries } from '../../../graph/models/season-estimate.ts';
import type { TraitCells } from '../../../graph/models/trait-cells.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import { traitColumns } from '../../engines/sql/customer-traits.ts';
import {
  holdoutCells,
  holdoutOrdersByWeek,
  holdoutSpendCells,
  purchasesByDay,
  type SplitDays,
  splitHistories,
} from '../../engines/sql/holdout-cells.ts';
import type { KnownTraits } from './known-traits.ts';
import { numericColumns } from './numeric-columns.ts';

const dayMs = 86_400_000;

/** What histories are read from. */
export interface HistoryRelations {
  /** Purchase days: customer_key, order_day, spend. */
  readonly days: string;
  /** What `leaveTraits` found; none where customers are not told apart by trait. */
  readonly traits?: KnownTraits | undefined;
}

/** Cuts histories at a day. */
export async function readHoldout(
  database: Pick<Database, 'connection' | 'run'>,
  { days, traits }: HistoryRelations,
  split: SplitDays,
): Promise<Holdout> {
  await database.run(`CREATE TEMP TABLE split_histories AS ${splitHistories(days, split)}`);
  const { cells } = await readCells(database, holdoutCells('split_histories'), []);
  const spend = await numericColumns(database, holdoutSpendCells('split_histories'), [
    'frequency',
    'repeat_spend',
    'customers',
  ]);
  const traitCells = traits && (await readTraitCells(database, traits));
  await database.run('DROP TABLE split_histories');
  return {
    cells,
    spendCells: {
      frequency: spend.frequency,
      repeatSpend: spend.repeat_spend,
      customers: spend.customers,
    },
    ...(traitCells && { traitCells }),
    horizonDays: daysBetween(split.splitDay, split.endDay),
  };
}

async function readTraitCells(
  database: Pick<Database, 'connection'>,
  { relation, levels }: KnownTraits,
): Promise<HoldoutCells & TraitCells> {
  const told = `(SELECT * FROM split_histories JOIN ${relation} AS told USING (customer_key))`;
  const columns = levels.map(({ trait }) => traitColumns[trait]);
  const { cells, more } = await readCells(database, holdoutCells(told, columns), columns);
  const traits = levels.map((level) => ({ ...level, index: more[traitColumns[level.trait]] }));
  return { ...cells, traits };
}

async function readCells<Name extends string>(
  database: Pick<Database, 'connection'>,
  query: string,
  more: readonly Name[],
): Promise<{ readonly cells: HoldoutCells; readonly more: Record<Name, Float64Array> }> {
  const names = [
    'frequency',
    'recency',
    'age',
    'customers',
    'repeat_spend',
    'log_intervals',
    'holdout_orders',
    'holdout_spend',
  ] as const;
  const columns = await numericColumns(database, query, [...names, ...more]);
  const { frequency, recency, age, customers } = columns;
  const cells = {
    frequency,
    recency,
    age,
    customers,
    repeatSpend: columns.repeat_spend,
    logIntervals: columns.log_intervals,
    holdoutOrders: columns.holdout_orders,
    holdoutSpend: columns.holdout_spend,
  };
  return { cells, more: columns };
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

/** Purchases on each day from the first to the end: what a season shows in. */
export async function readDays(
  database: Pick<Database, 'rows'>,
  days: string,
  { firstDay, endDay }: { readonly firstDay: string; readonly endDay: string },
): Promise<DaySeries> {
  const purchases = new Float64Array(daysBetween(firstDay, endDay) + 1);
  for (const { day, count } of await database.rows(purchasesByDay(days, firstDay))) {
    if (Number(day) < purchases.length) {
      purchases[Number(day)] = Number(count);
    }
  }
  return { endDay, purchases };
}

/** Days from one day to another, both YYYY-MM-DD. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs;
}

/** The day so many days before another. */
export function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * dayMs).toISOString().slice(0, 10);
}
