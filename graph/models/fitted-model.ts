import type { CandidateSummary, HoldoutSummary } from './candidate-summary.ts';
import type { Choice } from './choose.ts';
import type { SpendFit } from './gamma-gamma-fit.ts';
import type { Insufficient } from './outcome.ts';
import type { Season } from './season.ts';
import type { TransactionFit } from './transaction-model.ts';

/** The version of the model file's shape that this code writes and reads. */
export const fittedModelVersion = 3;

/** Files of this version lack what later ones may have, and mean the same otherwise. */
const oldestReadable = 2;

/**
 * What a refresh publishes as its model: plain JSON under 4 KB, complete, so that another process predicts
 * from it to the last digit.
 */
export interface FittedModel {
  readonly version: typeof fittedModelVersion;
  /** Length in days of the unit of time the order model's parameters are in: 7 for weeks. */
  readonly timeUnitDays: number;
  readonly customers: number;
  /** The model that answers. */
  readonly transactions: TransactionFit | Insufficient;
  readonly spend: SpendFit | Insufficient;
  /**
   * How busy days are, where the likelihood pays for a season and `transactions` has none: predictions do not follow it,
   * but a forecast can be spread over days by it. See `seasonOf`.
   */
  readonly season?: Season;
  readonly choice: Choice;
  /** Every model that was tried, the chosen one among them. */
  readonly candidates: readonly CandidateSummary[];
  /** What the candidates' backtests are measured against; null where there was none. */
  readonly holdout: HoldoutSummary | null;
}

/** How busy days are by all that is known; null where no season was found. */
export function seasonOf({
  transactions,
  season,
}: Pick<FittedModel, 'transactions' | 'season'>): Season | null {
  return (transactions.kind === 'fit' ? transactions.season : undefined) ?? season ?? null;
}

/** Reads a model file's value; throws a TypeError that says what is wrong with it. */
export function parseFittedModel(value: unknown): FittedModel {
  const { version, timeUnitDays, candidates, choice, ...parts } = (value ??
    {}) as Partial<FittedModel>;
  if (!(version && version >= oldestReadable && version <= fittedModelVersion)) {
    throw new TypeError(
      `Expected a fitted model of version ${fittedModelVersion}, got ${version}: refresh to fit the models anew`,
    );
  }
  if (!(typeof timeUnitDays === 'number' && timeUnitDays > 0)) {
    throw new TypeError(
      `Expected timeUnitDays of a fitted model to be a number > 0, got ${timeUnitDays}`,
    );
  }
  const { transactions, spend } = parts;
  for (const [name, part] of Object.entries({ transactions, spend })) {
    if (part?.kind !== 'fit' && part?.kind !== 'insufficient') {
      throw new TypeError(
        `Expected ${name} of a fitted model to be a fit or insufficient, got ${part}`,
      );
    }
  }
  if (!(Array.isArray(candidates) && typeof choice?.reason === 'string')) {
    throw new TypeError(
      `Expected a fitted model with candidates and a choice, got ${candidates} and ${choice}`,
    );
  }
  return value as FittedModel;
}
