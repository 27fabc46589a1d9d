import type { Candidate, Extension } from './candidate.ts';
import { informationCriteria } from './information-criteria.ts';
import type { TransactionModelName } from './transaction-model.ts';

/** Which model answers, and why. */
export interface Choice {
  /** Null when no model could be fitted. */
  readonly model: TransactionModelName | null;
  /** What it has beyond the model; none for the model as the papers have it. */
  readonly extension?: Extension;
  readonly by: ChosenBy;
  /** For a reader, with the figures it rests on. */
  readonly reason: string;
}

type ChosenBy =
  /** Its forecast of a holdout. */
  | 'BACKTEST'
  /** Its likelihood: no holdout, or one too small to tell. */
  | 'LIKELIHOOD'
  /** Nothing else could be fitted. */
  | 'ONLY_ONE'
  /** The caller named it. */
  | 'REQUEST'
  /** Too little data for a fit of its own: pooled with what other shops look like. */
  | 'PRIOR'
  /** No model could be fitted. */
  | 'NONE';

/** Whether a fit may be relied upon. */
export type Standing =
  | 'SOUND'
  /** The likelihood rises to a limit of the model, or is flat: there are no standard errors. */
  | 'AT_LIMIT'
  | 'NOT_CONVERGED'
  | 'INSUFFICIENT';

/** With fewer orders in the holdout, chance decides which forecast comes closest. */
const fewestHoldoutOrders = 50;

/** Totals this near to the best one, as a share of the orders, count as equally good. */
const totalTolerance = 0.02;

/** Errors per customer this near to the best one, relatively, count as equal. */
const errorTolerance = 1e-3;

/** Two AIC nearer than this say nothing about which model is the better one. */
const aicTolerance = 2;

/**
 * Picks a model. The rule:
 *
 * 0. A model with a season or covariates, which the likelihood has paid for already, must not lose to itself without: its
 *    RMSE in the holdout is lower, or equal to a thousandth with a total at least as near.
 * 1. Only fits that converged count. One at a limit of its model is the limiting model, in which nobody leaves or
 *    customers are alike, and competes like any other.
 * 2. With at least 50 orders in the holdout, models whose total is within two percentage points of the
 *    best total stay in: budgets and equity are totals, and a bias does not average out. Of these the one
 *    with the smallest RMSE wins. (Not the smallest mean absolute error: most customers order nothing, so that
 *    rewards whoever expects too little.)
 * 3. Without such a holdout, and among errors equal to a thousandth, the lowest AIC wins: of one likelihood, the
 *    model with fewer parameters. Within two units of the lowest, which is no evidence against it (Burnham & Anderson
 *    2002, section 2.6), a fit inside the limits of its model goes before one at a limit.
 */
export function choose(candidates: readonly Candidate[]): Choice {
  const contenders = candidates.filter((candidate) => !losesToPlain(candidate, candidates));
  const pool = contenders.filter((candidate) => isUsable(standingOf(candidate)));
  const [first, ...others] = pool;
  if (!first) {
    return { model: null, by: 'NONE', reason: reasonForNone(candidates) };
  }
  if (others.length === 0) {
    return chosen(first, 'ONLY_ONE', 'the only model with a usable fit');
  }
  const tested = pool.filter(isTested);
  return tested.length > 1 ? byBacktest(tested) : byLikelihood(pool);
}

function isUsable(standing: Standing): boolean {
  return standing === 'SOUND' || standing === 'AT_LIMIT';
}

function chosen(candidate: Candidate, by: ChosenBy, reason: string): Choice {
  const { model, extension } = candidate;
  const note = standingOf(candidate) === 'AT_LIMIT' ? '; its fit lies at a limit of the model' : '';
  return { model, ...(extension && { extension }), by, reason: reason + note };
}

/** Whether a choice is of this candidate. */
export function isChosen(
  choice: Pick<Choice, 'model' | 'extension'>,
  candidate: Pick<Candidate, 'model' | 'extension'>,
): boolean {
  return choice.model === candidate.model && choice.extension === candidate.extension;
}

/** The name of a candidate for a reader: PARETO_NBD, or PARETO_NBD+SEASON. */
export function labelOf({ model, extension }: Pick<Candidate, 'model' | 'extension'>): string {
  return extension ? `${model}+${extension}` : model;
}

/** Whether an extended model forecast the holdout worse than the model itself. */
function losesToPlain(candidate: Candidate, candidates: readonly Candidate[]): boolean {
  const plain = candidates.find(({ model, extension }) => model === candidate.model && !extension);
  if (!candidate.extension || !plain || !isTested(plain)) {
    return false;
  }
  if (!isTested(candidate)) {
    return true;
  }
  const bias = ({ totalError }: Tested['backtest']) => Math.abs(totalError ?? Infinity);
  const ratio = candidate.backtest.rmse / plain.backtest.rmse;
  return ratio > 1 - errorTolerance
    ? ratio > 1 + errorTolerance || bias(candidate.backtest) > bias(plain.backtest)
    : false;
}

/** Whether the fit to all data may be relied upon. */
export function standingOf({ fit }: Pick<Candidate, 'fit'>): Standing {
  if (fit.kind === 'insufficient') {
    return 'INSUFFICIENT';
  }
  if (!(fit.converged && Number.isFinite(fit.logLikelihood))) {
    return 'NOT_CONVERGED';
  }
  return fit.logCovariance === null || fit.warnings.some(isOfLimit) ? 'AT_LIMIT' : 'SOUND';
}

function isOfLimit({ code }: { readonly code: string }): boolean {
  return ['NO_VISIBLE_DROPOUT', 'PARAMETER_AT_LIMIT', 'NO_STANDARD_ERRORS'].includes(code);
}

type Tested = Candidate & { readonly backtest: NonNullable<Candidate['backtest']> };

function isTested(candidate: Candidate): candidate is Tested {
  const { backtest } = candidate;
  return backtest !== null && backtest.actualOrders >= fewestHoldoutOrders;
}

function byBacktest(tested: readonly Tested[]): Choice {
  const bias = ({ backtest }: Tested) => Math.abs(backtest.totalError ?? Infinity);
  const leastBias = Math.min(...tested.map(bias));
  const near = tested.filter((candidate) => bias(candidate) <= leastBias + totalTolerance);
  const leastError = Math.min(...near.map(({ backtest }) => backtest.rmse));
  const equal = near.filter(({ backtest }) => backtest.rmse <= leastError * (1 + errorTolerance));
  const best = mostLikely(equal) as Tested;
  const { horizonDays, totalError, rmse } = best.backtest;
  const points = `${totalTolerance * 100} percentage points`;
  const total = `of the ${horizonDays} days held out it expects ${signedPercent(totalError ?? 0)} orders`;
  const rivals = listed(equal, best).filter((candidate) => candidate !== best);
  const error =
    near.length > 1
      ? `no model within ${points} of the best total has a smaller RMSE than its ${rmse.toFixed(4)}`
      : `every other total is worse by more than ${points}`;
  const tie = rivals.length > 0 ? `; ${list(rivals)} did as well, with no lower AIC` : '';
  return chosen(best, 'BACKTEST', `${total}, and ${error}${tie}`);
}

function byLikelihood(pool: readonly Candidate[]): Choice {
  const best = mostLikely(pool);
  const aic = aicOf(best).toFixed(2);
  return chosen(
    best,
    'LIKELIHOOD',
    `lowest AIC (${aic}) of ${list(listed(pool, best))}; there is no holdout with at least ${fewestHoldoutOrders} orders to compare forecasts on`,
  );
}

/** The first of those with the lowest AIC; before one at a limit, the first of those as good as it that is at none. */
function mostLikely(candidates: readonly Candidate[]): Candidate {
  const lowest = lowestAic(candidates);
  if (standingOf(lowest) === 'SOUND') {
    return lowest;
  }
  const sound = candidates.filter(
    (candidate) =>
      standingOf(candidate) === 'SOUND' && aicOf(candidate) <= aicOf(lowest) + aicTolerance,
  );
  return sound.length > 0 ? lowestAic(sound) : lowest;
}

function lowestAic(candidates: readonly Candidate[]): Candidate {
  return candidates.reduce((best, other) => (aicOf(other) < aicOf(best) ? other : best));
}

function aicOf({ fit }: Candidate): number {
  return fit.kind === 'fit' ? informationCriteria(fit).aic : Infinity;
}

function reasonForNone(candidates: readonly Candidate[]): string {
  const reasons = candidates.map(({ model, fit }) =>
    fit.kind === 'insufficient' ? fit.message : `${model} found no maximum`,
  );
  return [...new Set(reasons)].join('; ') || 'there is no model to choose from';
}

/**
 * The candidates that a reader can look up beside the best one: a model file tells of no other extended one. With k = 1 a
 * CNBD-k model is the one without k, and no rival of it.
 */
function listed(candidates: readonly Candidate[], best: Candidate): Candidate[] {
  return candidates.filter(
    (one) =>
      one === best ||
      (!one.extension &&
        !candidates.some((other) => other !== one && other.model === withoutRegularity(one))),
  );
}

/** The model that a CNBD-k model with k = 1 is. */
function withoutRegularity({ model, fit }: Candidate): TransactionModelName | undefined {
  const isPlain =
    fit.kind === 'fit' && fit.parameters.some(({ name, value }) => name === 'k' && value === 1);
  if (!isPlain) {
    return undefined;
  }
  return model === 'BG_CNBD_K' ? 'BG_NBD' : 'MBG_NBD';
}

function list(candidates: readonly Candidate[]): string {
  return candidates.map(labelOf).join(', ');
}

function signedPercent(share: number): string {
  return `${Math.abs(share * 100).toFixed(1)} % too ${share < 0 ? 'few' : 'many'}`;
}
