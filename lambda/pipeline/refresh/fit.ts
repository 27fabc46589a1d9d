import type { CalibrationGroup } from '../../../graph/models/calibration.ts';
import { alternativesOf, calibrationOf } from '../../../graph/models/candidate-summary.ts';
import type { Cells } from '../../../graph/models/cells.ts';
import type { Covariate } from '../../../graph/models/covariates.ts';
import { conclude, tryModels, usualUnitDays } from '../../../graph/models/fit.ts';
import type { FittedModel } from '../../../graph/models/fitted-model.ts';
import { usualHoldoutDays } from '../../../graph/models/holdout.ts';
import { seriesBefore } from '../../../graph/models/season-estimate.ts';
import { cellsByStratum } from '../../../graph/models/trait-cells.ts';
import type { TransactionFit } from '../../../graph/models/transaction-model.ts';
import type { Settings } from '../../../graph/settings.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import { firstTraits } from '../../engines/sql/customer-traits.ts';
import { purchaseDays } from '../../engines/sql/holdout-cells.ts';
import { dayBefore, daysBetween, readDays, readHoldout } from './holdout.ts';
import { type KnownTraits, leaveTraits } from './known-traits.ts';

/** The days that were observed, YYYY-MM-DD. */
interface ObservedDays {
  /** Null before the first order. */
  readonly firstDay: string | null;
  readonly asOfDay: string;
}

/** What a refresh scores with. */
export interface FittedCells {
  readonly model: FittedModel;
  /** What else can be predicted with. */
  readonly alternatives: readonly TransactionFit[];
  readonly calibration: readonly CalibrationGroup[];
  /** Told apart by stratum where the model has covariates. */
  readonly cells: Cells;
  /** How customers are told apart; none where the model has no covariates. */
  readonly traits?: KnownTraits;
  readonly covariates?: readonly Covariate[];
}

/**
 * The models fitted to the tables `purchases` and `summaries` and chosen by how they forecast its last quarter, and the
 * cells, for scoring.
 */
export async function fitCells(
  database: Pick<Database, 'connection' | 'run' | 'rows'>,
  { firstDay, asOfDay }: ObservedDays,
  { plainModels = false }: Pick<Settings, 'plainModels'> = {},
): Promise<FittedCells> {
  await database.run(`CREATE TEMP TABLE purchase_days AS ${purchaseDays('purchases')}`);
  const whole = { splitDay: asOfDay, endDay: asOfDay };
  const traits = plainModels
    ? undefined
    : await leaveTraits(database, `(${firstTraits('summaries', 'purchases')})`);
  const relations = { days: 'purchase_days', traits };
  const { cells, spendCells, traitCells } = await readHoldout(database, relations, whole);
  const days =
    firstDay === null || plainModels
      ? undefined
      : await readDays(database, 'purchase_days', { firstDay, endDay: asOfDay });
  const heldOut = firstDay === null ? null : usualHoldoutDays(daysBetween(firstDay, asOfDay));
  const split = heldOut !== null && {
    splitDay: dayBefore(asOfDay, heldOut),
    endDay: asOfDay,
  };
  const held = split ? await readHoldout(database, relations, split) : undefined;
  await database.run('DROP TABLE purchase_days');
  const holdout = held && days ? { ...held, days: seriesBefore(days, held.horizonDays) } : held;
  const candidates = tryModels(cells, { holdout, traitCells, days });
  const model = conclude(candidates, {
    cells,
    spendCells,
    timeUnitDays: usualUnitDays,
    isRequested: false,
  });
  const { transactions } = model;
  const covariates = (transactions.kind === 'fit' && transactions.covariates) || [];
  const isStratified = covariates.length > 0 && traits && traitCells;
  return {
    model,
    alternatives: alternativesOf(candidates),
    calibration: calibrationOf(candidates, model.choice),
    cells: isStratified ? cellsByStratum(traitCells, covariates) : cells,
    ...(isStratified && { traits, covariates }),
  };
}
