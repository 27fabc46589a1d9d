import type { Cells } from '../../../graph/models/cells.ts';
import { fitAndChoose } from '../../../graph/models/fit.ts';
import type { FittedModel } from '../../../graph/models/fitted-model.ts';
import { usualHoldoutDays } from '../../../graph/models/holdout.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import { purchaseDays } from '../../engines/sql/holdout-cells.ts';
import { dayBefore, daysBetween, readHoldout } from './holdout.ts';

/** The days that were observed, YYYY-MM-DD. */
interface ObservedDays {
  /** Null before the first order. */
  readonly firstDay: string | null;
  readonly asOfDay: string;
}

/**
 * The models fitted to the table `purchases` and chosen by how they forecast its last quarter, and the
 * cells, for scoring.
 */
export async function fitCells(
  database: Pick<Database, 'connection' | 'run'>,
  { firstDay, asOfDay }: ObservedDays,
): Promise<{ readonly model: FittedModel; readonly cells: Cells }> {
  await database.run(`CREATE TEMP TABLE purchase_days AS ${purchaseDays('purchases')}`);
  const whole = { splitDay: asOfDay, endDay: asOfDay };
  const { cells, spendCells } = await readHoldout(database, 'purchase_days', whole);
  const heldOut = firstDay === null ? null : usualHoldoutDays(daysBetween(firstDay, asOfDay));
  const split = heldOut !== null && {
    splitDay: dayBefore(asOfDay, heldOut),
    endDay: asOfDay,
  };
  const holdout = split ? await readHoldout(database, 'purchase_days', split) : undefined;
  await database.run('DROP TABLE purchase_days');
  return { cells, model: fitAndChoose(cells, spendCells, { holdout }) };
}
