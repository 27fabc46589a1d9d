import { type Backtest, backtest } from './backtest.ts';
import { type Cells, scaleTime } from './cells.ts';
import { withCovariates } from './covariate-selection.ts';
import { gammaGamma } from './gamma-gamma.ts';
import type { SpendFit } from './gamma-gamma-fit.ts';
import type { Holdout } from './holdout.ts';
import { orderCoverage } from './order-coverage.ts';
import type { Insufficient } from './outcome.ts';
import { predictor } from './predictor.ts';
import { strataByCell, type TraitCells } from './trait-cells.ts';
import type {
  TransactionFit,
  TransactionFitOptions,
  TransactionModel,
  TransactionModelName,
} from './transaction-model.ts';

/** The level of the intervals whose coverage a backtest reports. */
const coverageLevel = 0.9;

/** An order model that might be chosen: its fit, and how it did on orders it had not seen. */
export interface Candidate {
  readonly model: TransactionModelName;
  /** To all that it may see. */
  readonly fit: TransactionFit | Insufficient;
  /** Of a fit to what came before the split; null without a holdout, or without a fit to that part. */
  readonly backtest: Backtest | null;
}

export interface CandidateOptions extends TransactionFitOptions {
  readonly holdout?: Holdout | undefined;
  /** All customers, told apart by trait too, in days; without them no covariates are tried. */
  readonly traitCells?: TraitCells | undefined;
  /** The unit of time to report parameters in, in days. */
  readonly timeUnitDays: number;
}

/** Fits a model to cells in days, and once more to the part before the split where there is one. */
export function tryModel(
  model: TransactionModel,
  cells: Cells,
  options: CandidateOptions,
): Candidate {
  const { holdout, timeUnitDays, traitCells } = options;
  const fitTo = (seen: Cells, told: TraitCells | undefined) =>
    fitWithTraits(model, { seen, told }, options);
  const fit = fitTo(cells, traitCells);
  if (!holdout) {
    return { model: model.name, fit, backtest: null };
  }
  const transactions = holdout.cells === cells ? fit : fitTo(holdout.cells, holdout.traitCells);
  const spend = spendOf(holdout);
  const terms = { timeUnitDays, horizonDays: holdout.horizonDays, level: coverageLevel };
  const coverage = transactions.kind === 'fit' ? orderCoverage(transactions, terms) : undefined;
  const judge = predictor({ transactions, spend, timeUnitDays });
  return {
    model: model.name,
    fit,
    backtest: backtest(judge, stratified(holdout, transactions), coverage),
  };
}

interface SeenCells {
  readonly seen: Cells;
  /** The same told apart by trait. */
  readonly told: TraitCells | undefined;
}

/** The fit to cells in days, with the covariates that the likelihood pays for where traits are known. */
function fitWithTraits(
  model: TransactionModel,
  { seen, told }: SeenCells,
  options: CandidateOptions,
): TransactionFit | Insufficient {
  const { timeUnitDays } = options;
  const fit = model.fit(scaleTime(seen, timeUnitDays), options);
  return fit.kind === 'fit' && told
    ? withCovariates(fit, { ...scaleTime(told, timeUnitDays), traits: told.traits })
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
