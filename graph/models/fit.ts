import { type Candidate, type CandidateOptions, tryModel } from './candidate.ts';
import { summariseCandidate, summariseHoldout } from './candidate-summary.ts';
import { type Cells, countCustomers, type SpendCells, scaleTime } from './cells.ts';
import { type Choice, choose, isChosen } from './choose.ts';
import { fitWithPrior } from './fit-with-prior.ts';
import { type FittedModel, fittedModelVersion } from './fitted-model.ts';
import { gammaGamma } from './gamma-gamma.ts';
import { mbgNbd } from './mbg-nbd.ts';
import { withinFile } from './model-file.ts';
import type { Insufficient } from './outcome.ts';
import { registeredModels, transactionModel } from './registry.ts';
import { spendWithPrior } from './spend-with-prior.ts';
import type {
  TransactionFit,
  TransactionFitOptions,
  TransactionModelName,
} from './transaction-model.ts';

/** Weeks, as the literature counts. */
export const usualUnitDays = 7;

export interface FitModelsOptions extends TransactionFitOptions {
  /** The order model to fit; BG_NBD unless told. */
  readonly model?: TransactionModelName;
  /** The unit of time to report parameters in, in days; 7 unless told, as the literature counts weeks. */
  readonly timeUnitDays?: number;
}

/**
 * Fits one order model to cells in days, and the spend model to the repeat buyers.
 *
 * Either may come out as `Insufficient`; neither throws for want of data.
 */
export function fitModels(
  cells: Cells,
  spendCells: SpendCells,
  options: FitModelsOptions = {},
): FittedModel {
  const { model = 'BG_NBD', timeUnitDays = usualUnitDays } = options;
  const candidate = tryModel(transactionModel(model), cells, { ...options, timeUnitDays })[0]!;
  return withinFile({
    ...describe([candidate], { cells, timeUnitDays }),
    transactions: candidate.fit,
    spend: gammaGamma.fit(spendCells, options),
    choice: requested(model),
  });
}

export interface FitAndChooseOptions extends Partial<CandidateOptions> {
  /** The only model to try; all registered ones unless told. */
  readonly model?: TransactionModelName | undefined;
}

/**
 * Fits every order model to cells in days, tests each on the holdout if there is one, and keeps the one that
 * `choose` picks. What is too little for a fit by likelihood is answered with a prior where that is honest.
 */
export function fitAndChoose(
  cells: Cells,
  spendCells: SpendCells,
  options: FitAndChooseOptions = {},
): FittedModel {
  const { model, timeUnitDays = usualUnitDays } = options;
  const candidates = tryModels(cells, options);
  return conclude(candidates, { cells, spendCells, timeUnitDays, isRequested: Boolean(model) });
}

/** Every order model fitted to cells in days, or the one that is asked for, and its backtest. */
export function tryModels(cells: Cells, options: FitAndChooseOptions = {}): Candidate[] {
  const { model, timeUnitDays = usualUnitDays } = options;
  const models = model ? [transactionModel(model)] : registeredModels();
  return models.flatMap((one) => tryModel(one, cells, { ...options, timeUnitDays }));
}

interface Evidence {
  readonly cells: Cells;
  readonly spendCells: SpendCells;
  readonly timeUnitDays: number;
  /** Whether the caller named the one candidate, so that there is nothing to choose. */
  readonly isRequested: boolean;
}

/** Chooses among candidates fitted to the cells, and writes down everything a model file holds. */
export function conclude(candidates: readonly Candidate[], evidence: Evidence): FittedModel {
  const answered = answer(candidates, evidence);
  return withinFile({
    ...describe(noted(candidates, answered.choice), evidence),
    ...answered,
    spend: spendAnswer(evidence.spendCells),
    ...seasonOf(candidates, answered.transactions),
  });
}

/** Candidates that a model file tells of: of extended ones only that which answers, for want of room. */
function noted(candidates: readonly Candidate[], choice: Choice): Candidate[] {
  return candidates.filter((one) => !one.extension || isChosen(choice, one));
}

/** The season that the likelihood pays for, where the model that answers does not have it itself. */
function seasonOf(
  candidates: readonly Candidate[],
  transactions: TransactionFit | Insufficient,
): Pick<FittedModel, 'season'> {
  const seasons = candidates.flatMap(({ fit }) =>
    fit.kind === 'fit' && fit.season ? [fit.season] : [],
  );
  const hasOwn = transactions.kind === 'fit' && transactions.season;
  const [season] = seasons;
  return season && !hasOwn ? { season } : {};
}

function describe(
  candidates: readonly Candidate[],
  { cells, timeUnitDays }: Pick<Evidence, 'cells' | 'timeUnitDays'>,
) {
  return {
    version: fittedModelVersion,
    timeUnitDays,
    customers: countCustomers(cells),
    candidates: candidates.map(summariseCandidate),
    holdout: summariseHoldout(candidates),
  } as const;
}

interface Answer {
  readonly transactions: TransactionFit | Insufficient;
  readonly choice: Choice;
}

function answer(
  candidates: readonly Candidate[],
  { cells, timeUnitDays, isRequested }: Evidence,
): Answer {
  const [first] = candidates;
  if (!first) {
    throw new RangeError('Expected at least one candidate to choose from, got none');
  }
  if (isRequested) {
    return { transactions: first.fit, choice: requested(first.model) };
  }
  const choice = choose(candidates);
  const chosen = candidates.find((one) => isChosen(choice, one));
  if (chosen) {
    return { transactions: chosen.fit, choice };
  }
  // Of all models this one makes the least of silence: it lets even a one-time buyer have left.
  const transactions = fitWithPrior(mbgNbd, scaleTime(cells, timeUnitDays), timeUnitDays);
  if (transactions.kind === 'insufficient') {
    return { transactions: first.fit.kind === 'fit' ? transactions : first.fit, choice };
  }
  return {
    transactions,
    choice: {
      model: transactions.model,
      by: 'PRIOR',
      reason: `${choice.reason}; answered with the help of what other shops look like, so the interval is wide`,
    },
  };
}

function requested(model: TransactionModelName): Choice {
  return { model, by: 'REQUEST', reason: 'the model asked for' };
}

function spendAnswer(spendCells: SpendCells): FittedModel['spend'] {
  const plain = gammaGamma.fit(spendCells);
  if (plain.kind === 'fit') {
    return plain;
  }
  const pooled = spendWithPrior(spendCells);
  return pooled.kind === 'fit' ? pooled : plain;
}
