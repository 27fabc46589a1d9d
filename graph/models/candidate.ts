import { type Backtest, backtest } from './backtest.ts';
import { type Cells, scaleTime } from './cells.ts';
import { withCovariates } from './covariate-selection.ts';
import { extensionOf } from './extension.ts';
import { gammaGamma } from './gamma-gamma.ts';
import type { SpendFit } from './gamma-gamma-fit.ts';
import type { Holdout } from './holdout.ts';
import { orderCoverage } from './order-coverage.ts';
import type { Insufficient } from './outcome.ts';
import { predictor } from './predictor.ts';
import type { DaySeries } from './season-estimate.ts';
import { seasonalCells, withSeason } from './seasonal-fit.ts';
import { strataByCell, type TraitCells } from './trait-cells.ts';
import type {
  TransactionFit,
  TransactionFitOptions,
  TransactionModel,
  TransactionModelName,
} from './transaction-model.ts';

/** The level of the intervals whose coverage a backtest reports. */
const coverageLevel = 0.9;

/** What a fit has beyond its model: a season, covariates, or both. */
export type Extension = 'SEASON' | 'COVARIATES' | 'SEASON_AND_COVARIATES';

/** An order model that might be chosen: its fit, and how it did on orders it had not seen. */
export interface Candidate {
  readonly model: TransactionModelName;
  /** None for the model as the papers have it. */
  readonly extension?: Extension;
  /** To all that it may see. */
  readonly fit: TransactionFit | Insufficient;
  /** Of a fit to what came before the split; null without a holdout, or without a fit to that part. */
  readonly backtest: Backtest | null;
}

export interface CandidateOptions extends TransactionFitOptions {
  readonly holdout?: Holdout | undefined;
  /** All customers, told apart by trait too, in days; without them no covariates are tried. */
  readonly traitCells?: TraitCells | undefined;
  /** Purchases on each day; without them no season is looked for. */
  readonly days?: DaySeries | undefined;
  /** The unit of time to report parameters in, in days. */
  readonly timeUnitDays: number;
}

/**
 * Fits a model to cells in days, and once more to the part before the split where there is one. A second candidate is the
 * same model with the season and the covariates that the likelihood pays for, where it pays for any.
 */
export function tryModel(
  model: TransactionModel,
  cells: Cells,
  options: CandidateOptions,
): Candidate[] {
  const { holdout, timeUnitDays, traitCells, days } = options;
  const plainFit = (seen: Cells) => model.fit(scaleTime(seen, timeUnitDays), options);
  const fit = plainFit(cells);
  const seen = holdout && (holdout.cells === cells ? fit : plainFit(holdout.cells));
  const judged = (one: TransactionFit | Insufficient | undefined) =>
    holdout && one ? judge(one, holdout, timeUnitDays) : null;
  const plain = { model: model.name, fit, backtest: judged(seen) };
  const extended = extend(model, fit, { cells, traitCells, days }, options);
  const extension = extended.kind === 'fit' ? extensionOf(extended) : undefined;
  if (!extension) {
    return [plain];
  }
  const extendedSeen =
    seen && (holdout.cells === cells ? extended : extend(model, seen, holdout, options));
  return [plain, { model: model.name, extension, fit: extended, backtest: judged(extendedSeen) }];
}

function judge(
  fit: TransactionFit | Insufficient,
  holdout: Holdout,
  timeUnitDays: number,
): Backtest | null {
  const spend = spendOf(holdout);
  const terms = { timeUnitDays, horizonDays: holdout.horizonDays, level: coverageLevel };
  const coverage = fit.kind === 'fit' ? orderCoverage(fit, terms) : undefined;
  const predictors = predictor({ transactions: fit, spend, timeUnitDays });
  return backtest(predictors, stratified(holdout, fit), coverage);
}

/** All that may be seen: of everything, or of what came before the split. */
type Seen = Pick<CandidateOptions, 'traitCells' | 'days'> & { readonly cells: Cells };

/** The fit with the season and the covariates that the likelihood pays for; itself where it pays for none. */
function extend(
  model: TransactionModel,
  plain: TransactionFit | Insufficient,
  { cells, traitCells, days }: Seen,
  options: CandidateOptions,
): TransactionFit | Insufficient {
  if (plain.kind === 'insufficient') {
    return plain;
  }
  const { timeUnitDays } = options;
  const fit = days ? withSeason(model, plain, { cells, days, timeUnitDays }, options) : plain;
  return traitCells
    ? withCovariates(fit, seasonalCells(fit.season, traitCells, timeUnitDays))
    : fit;
}

/** The holdout as a fit sees it: with covariates, cells of one stratum each. */
function stratified(holdout: Holdout, fit: TransactionFit | Insufficient): Holdout {
  const { traitCells } = holdout;
  const covariates = fit.kind === 'fit' ? fit.covariates : undefined;
  return traitCells && covariates
    ? { ...holdout, cells: { ...traitCells, stratum: strataByCell(covariates, traitCells) } }
    : holdout;
}

/** Every candidate is judged with the same spend model, so it is fitted once. */
const spendFits = new WeakMap<Holdout, SpendFit | Insufficient>();

function spendOf(holdout: Holdout): SpendFit | Insufficient {
  const spend = spendFits.get(holdout) ?? gammaGamma.fit(holdout.spendCells);
  spendFits.set(holdout, spend);
  return spend;
}
