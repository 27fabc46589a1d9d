import type { Backtest } from './backtest.ts';
import type { Candidate, Extension } from './candidate.ts';
import { type Standing, standingOf } from './choose.ts';
import { informationCriteria } from './information-criteria.ts';
import type { TransactionFit, TransactionModelName } from './transaction-model.ts';

/** What a model file says of a model that was tried. Numbers but those of `fit` are rounded: they are for reading. */
export interface CandidateSummary {
  readonly model: TransactionModelName;
  /** None for the model as the papers have it. */
  readonly extension?: Extension;
  readonly standing: Standing;
  /** Null, as the next two are, where too little data allowed no fit. */
  readonly logLikelihood: number | null;
  readonly parameterCount: number | null;
  readonly aic: number | null;
  /** To predict with it all the same; null where it converged nowhere, absent in older files. */
  readonly fit?: TransactionFit | null;
  readonly backtest:
    | (Pick<
        Backtest,
        'expectedOrders' | 'totalError' | 'mae' | 'rmse' | 'coverage' | 'revenueError'
      > & {
        /** Absent in older files. */
        readonly calibration?: Backtest['calibration'];
      })
    | null;
}

/** What happened in the holdout: the same for every candidate. */
export type HoldoutSummary = Pick<
  Backtest,
  'horizonDays' | 'customers' | 'actualOrders' | 'actualRevenue'
>;

export function summariseCandidate(candidate: Candidate): CandidateSummary {
  const { model, extension, fit, backtest } = candidate;
  const criteria = fit.kind === 'fit' ? informationCriteria(fit) : null;
  const standing = standingOf(candidate);
  return {
    model,
    ...(extension && { extension }),
    standing,
    fit: fit.kind === 'fit' && standing !== 'NOT_CONVERGED' ? fit : null,
    logLikelihood: fit.kind === 'fit' ? short(fit.logLikelihood, 11) : null,
    parameterCount: criteria?.parameterCount ?? null,
    aic: short(criteria?.aic ?? null, 11),
    backtest: backtest && {
      expectedOrders: short(backtest.expectedOrders),
      totalError: short(backtest.totalError),
      mae: short(backtest.mae),
      rmse: short(backtest.rmse),
      coverage: short(backtest.coverage),
      revenueError: short(backtest.revenueError),
      calibration: backtest.calibration.map((group) => ({
        customers: short(group.customers),
        expectedOrders: short(group.expectedOrders),
        actualOrders: short(group.actualOrders),
      })),
    },
  };
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
