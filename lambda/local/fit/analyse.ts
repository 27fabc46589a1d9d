import { type Candidate, tryModel } from '../../../graph/models/candidate.ts';
import { countCustomers } from '../../../graph/models/cells.ts';
import { conclude } from '../../../graph/models/fit.ts';
import type { FittedModel } from '../../../graph/models/fitted-model.ts';
import { type Holdout, usualHoldoutDays } from '../../../graph/models/holdout.ts';
import { registeredModels } from '../../../graph/models/registry.ts';
import { seriesBefore } from '../../../graph/models/season-estimate.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import type { SplitDays } from '../../engines/sql/holdout-cells.ts';
import {
  dayBefore,
  daysBetween,
  type HistoryRelations,
  readDays,
  readHoldout,
  readOrdersByWeek,
} from '../../pipeline/refresh/holdout.ts';
import { leaveTraits } from '../../pipeline/refresh/known-traits.ts';
import { UsageError } from '../usage-error.ts';
import type { FitOptions } from './options.ts';

/** A candidate, and what it cost. */
export interface TimedCandidate extends Candidate {
  /** Of the fits and the backtests of the model, with and without what extends it. */
  readonly seconds: number;
}

/** What was fitted to which days, and what came out. */
export interface Analysis {
  readonly firstDay: string;
  /** Last day of the data that the models are fitted to. */
  readonly fittedUntil: string;
  /** Where the backtest splits, whether asked for or not; null without a backtest. */
  readonly splitDay: string | null;
  readonly lastDay: string;
  /** True: the fit ends at the split that was asked for. */
  readonly isSplit: boolean;
  readonly customers: number;
  /** Purchase days: orders of a customer on one day are one. */
  readonly purchases: number;
  readonly candidates: readonly TimedCandidate[];
  readonly fitted: FittedModel;
}

/**
 * Fits and compares the models on the tables `purchase_days` and `customers`.
 *
 * @throws UsageError where there is no purchase, or none on one side of the split.
 */
export async function analyse(database: Database, options: FitOptions): Promise<Analysis> {
  const { firstDay, lastDay } = await observedDays(database, options.asOf);
  const isSplit = options.split !== undefined;
  const splitDay = options.split ?? usualSplit(firstDay, lastDay);
  if (isSplit && splitDay !== null) {
    checkSplit(splitDay, firstDay, lastDay);
  }
  const relations = { days: 'purchase_days', traits: await leaveTraits(database, 'customers') };
  const days = await readDays(database, 'purchase_days', { firstDay, endDay: lastDay });
  const held =
    splitDay === null
      ? undefined
      : await readTracked(database, relations, { splitDay, endDay: lastDay });
  const holdout = held && { ...held, days: seriesBefore(days, held.horizonDays) };
  const all =
    isSplit && holdout
      ? holdout
      : {
          ...(await readHoldout(database, relations, { splitDay: lastDay, endDay: lastDay })),
          days,
        };
  const candidates = tryAll(all, holdout, options);
  return {
    firstDay,
    lastDay,
    splitDay,
    isSplit,
    fittedUntil: isSplit && splitDay !== null ? splitDay : lastDay,
    customers: countCustomers(all.cells),
    purchases: all.cells.customers.reduce(
      (sum, customers, i) => sum + customers * (1 + (all.cells.frequency[i] ?? 0)),
      0,
    ),
    candidates,
    fitted: conclude(candidates, {
      ...all,
      timeUnitDays: options.unitDays,
      isRequested: options.model !== undefined,
    }),
  };
}

async function observedDays(database: Database, asOf: string | undefined) {
  const until = asOf === undefined ? '' : `WHERE order_day <= DATE '${asOf}'`;
  const [row] = await database.rows(
    `SELECT min(order_day)::VARCHAR AS first_day, max(order_day)::VARCHAR AS last_day
     FROM purchase_days ${until}`,
  );
  const firstDay = row?.['first_day'];
  const lastDay = row?.['last_day'];
  if (typeof firstDay !== 'string' || typeof lastDay !== 'string') {
    const when = asOf === undefined ? '' : ` up to ${asOf}`;
    throw new UsageError(`Expected a file with at least one purchase${when}, got none.`);
  }
  return { firstDay, lastDay: asOf ?? lastDay };
}

async function readTracked(
  database: Database,
  relations: HistoryRelations,
  split: SplitDays,
): Promise<Holdout> {
  const holdout = await readHoldout(database, relations, split);
  return { ...holdout, ordersByWeek: await readOrdersByWeek(database, relations.days, split) };
}

function usualSplit(firstDay: string, lastDay: string): string | null {
  const heldOut = usualHoldoutDays(daysBetween(firstDay, lastDay));
  return heldOut === null ? null : dayBefore(lastDay, heldOut);
}

function checkSplit(splitDay: string, firstDay: string, lastDay: string): void {
  if (splitDay < firstDay || splitDay >= lastDay) {
    throw new UsageError(
      `Expected --split to be a day from ${firstDay} (the first purchase) to before ${lastDay} (the end), got ${splitDay}.`,
    );
  }
}

function tryAll(
  { cells, traitCells, days }: Holdout,
  holdout: Holdout | undefined,
  { model, unitDays }: FitOptions,
): TimedCandidate[] {
  const models = registeredModels().filter(({ name }) => model === undefined || name === model);
  return models.flatMap((one) => {
    const startedAt = performance.now();
    const tried = tryModel(one, cells, { holdout, traitCells, days, timeUnitDays: unitDays });
    const seconds = (performance.now() - startedAt) / 1000;
    return tried.map((candidate) => ({ ...candidate, seconds }));
  });
}
