import { type Backtest, backtest } from './backtest.ts';
import { type Cells, scaleTime } from './cells.ts';
import { gammaGamma } from './gamma-gamma.ts';
import type { SpendFit } from './gamma-gamma-fit.ts';
import type { Holdout } from './holdout.ts';
import { orderCoverage } from './order-coverage.ts';
import type { Insufficient } from './outcome.ts';
import { predictor } from './predictor.ts';
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
  /** The unit of time to report parameters in, in days. */
  readonly timeUnitDays: number;
}

/** Fits a model to cells in days, and once more to the part before the split where there is one. */
export function tryModel(
  model: TransactionModel,
  cells: Cells,
  options: CandidateOptions,
): Candidate {
  const { holdout, timeUnitDays } = options;
  const fitTo = (seen: Cells) => model.fit(scaleTime(seen, timeUnitDays), options);
  const fit = fitTo(cells);
  if (!holdout) {
    return { model: model.name, fit, backtest: null };
  }
  const transactions = holdout.cells === cells ? fit : fitTo(holdout.cells);
  const spend = spendOf(holdout);
  const terms = { timeUnitDays, horizonDays: holdout.horizonDays, level: coverageLevel };
  const coverage = transactions.kind === 'fit' ? orderCoverage(transactions, terms) : undefined;
  return {
    model: model.name,
    fit,
    backtest: backtest(predictor({ transactions, spend, timeUnitDays }), holdout, coverage),
  };
}

/** Every candidate is judged with the same spend model, so it is fitted once. */
const spendFits = new WeakMap<Holdout, SpendFit | Insufficient>();

function spendOf(holdout: Holdout): SpendFit | Insufficient {
  const spend = spendFits.get(holdout) ?? gammaGamma.fit(holdout.spendCells);
  spendFits.set(holdout, spend);
  return spend;
}
