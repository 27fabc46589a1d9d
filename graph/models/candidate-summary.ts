import type { Backtest } from './backtest.ts';
import type { CalibrationGroup } from './calibration.ts';
import type { Candidate, Extension } from './candidate.ts';
import { type Choice, isChosen, type Standing, standingOf } from './choose.ts';
import { informationCriteria } from './information-criteria.ts';
import type { TransactionFit, TransactionModelName } from './transaction-model.ts';

/** What a model file says of a model that was tried. Numbers are rounded: they are for reading. */
export interface CandidateSummary {
  readonly model: TransactionModelName;
  /** None for the model as the papers have it. */
  readonly extension?: Extension;
  readonly standing: Standing;
  /** Null, as the next is, where too little data allowed no fit. */
  readonly logLikelihood: number | null;
  readonly aic: number | null;
  readonly backtest: Pick<
    Backtest,
    'expectedOrders' | 'totalError' | 'mae' | 'rmse' | 'coverage' | 'revenueError'
  > | null;
}

/** What happened in the holdout: the same for every candidate. */
export type HoldoutSummary = Pick<
  Backtest,
  'horizonDays' | 'customers' | 'actualOrders' | 'actualRevenue'
>;

export function summariseCandidate(candidate: Candidate): CandidateSummary {
  const { model, extension, fit, backtest } = candidate;
  const criteria = fit.kind === 'fit' ? informationCriteria(fit) : null;
  return {
    model,
    ...(extension && { extension }),
    standing: standingOf(candidate),
    logLikelihood: fit.kind === 'fit' ? short(fit.logLikelihood, 11) : null,
    aic: short(criteria?.aic ?? null, 11),
    backtest: backtest && {
      expectedOrders: short(backtest.expectedOrders),
      totalError: short(backtest.totalError),
      mae: short(backtest.mae),
      rmse: short(backtest.rmse),
      coverage: short(backtest.coverage),
      revenueError: short(backtest.revenueError),
    },
  };
}

/** The fits that can be predicted with though another model answers: of the models as the papers have them. */
export function alternativesOf(candidates: readonly Candidate[]): TransactionFit[] {
  return candidates.flatMap((candidate) => {
    const { fit, extension } = candidate;
    const isUsable = !extension && standingOf(candidate) !== 'NOT_CONVERGED';
    return fit.kind === 'fit' && isUsable ? [fit] : [];
  });
}

/** What the candidate that answers expected in the holdout beside what happened; empty without a backtest. */
export function calibrationOf(
  candidates: readonly Candidate[],
  choice: Choice,
): readonly CalibrationGroup[] {
  return candidates.find((one) => isChosen(choice, one))?.backtest?.calibration ?? [];
}

/** The holdout that candidates were tested on, or null. */
export function summariseHoldout(candidates: readonly Candidate[]): HoldoutSummary | null {
  const tested = candidates.find(({ backtest }) => backtest !== null)?.backtest;
  if (!tested) {
    return null;
  }
  const { horizonDays, customers, actualOrders, actualRevenue } = tested;
  return { horizonDays, customers, actualOrders, actualRevenue };
}

function short<T extends number | null>(value: T, digits = 6): T {
  return (value === null ? null : Number(value.toPrecision(digits))) as T;
}
