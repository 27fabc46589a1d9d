import { addDays } from '../calendar.ts';
import type { CalibrationGroup } from '../models/calibration.ts';
import type { CandidateSummary } from '../models/candidate-summary.ts';
import { isChosen, labelOf } from '../models/choose.ts';
import { seasonOf } from '../models/fitted-model.ts';
import type { FitReport, Insufficient } from '../models/outcome.ts';
import type { Season } from '../models/season.ts';
import type { TransactionFit } from '../models/transaction-model.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { type InsufficientData, isInsufficient, predictorsOf } from './prediction.ts';

/** What stands behind the GraphQL type ValueModel: the snapshot, undefined before the first. */
export interface ValueModelSource {
  readonly snapshot: Snapshot | undefined;
}

type Fit = FitReport & Partial<Pick<TransactionFit, 'model' | 'covariates'>>;

export function orderFit({ snapshot }: ValueModelSource): Fit | null {
  return fitOf(snapshot?.model.transactions);
}

/** Identifies fitted parameters: a snapshot's never change. Null without a model. */
export function modelVersion(snapshot: Snapshot | undefined): string | null {
  return snapshot?.model.transactions.kind === 'fit' ? snapshot.id : null;
}

export function spendFit({ snapshot }: ValueModelSource): FitReport | null {
  return fitOf(snapshot?.model.spend);
}

export function modelSeason({ snapshot }: ValueModelSource): Season | null {
  return snapshot ? seasonOf(snapshot.model) : null;
}

export function modelReason({ snapshot }: ValueModelSource): InsufficientData | null {
  const predictors = predictorsOf(snapshot);
  return isInsufficient(predictors) ? predictors : null;
}

function fitOf<T extends FitReport>(outcome: T | Insufficient | undefined): T | null {
  return outcome?.kind === 'fit' ? (outcome as T) : null;
}

/** The choice as a sentence of its own: which model, and why. Null without a snapshot. */
export function choiceOf({ snapshot }: ValueModelSource) {
  const choice = snapshot?.model.choice;
  if (!choice) {
    return null;
  }
  const { model, extension, by, reason } = choice;
  const name = model === null ? 'No model' : labelOf({ model, ...(extension && { extension }) });
  return { model, extension: extension ?? null, by, reason: `${name}: ${reason}.` };
}

/** A candidate's backtest beside what happened; null without one. */
interface BacktestView {
  readonly splitAt: string;
  readonly horizonDays: number;
  readonly actualOrders: number;
  readonly expectedOrders: number;
  readonly totalError: number | null;
  readonly mae: number;
  readonly rmse: number;
  readonly coverage: number | null;
  readonly revenueError: number | null;
  readonly customers: number;
  readonly calibration: readonly CalibrationGroup[];
}

interface CandidateView {
  readonly name: string;
  readonly extension: NonNullable<CandidateSummary['extension']> | null;
  readonly standing: CandidateSummary['standing'];
  readonly parameters: FitReport['parameters'];
  readonly logLikelihood: number | null;
  readonly aic: number | null;
  readonly backtest: BacktestView | null;
}

export function candidatesOf({ snapshot }: ValueModelSource): CandidateView[] {
  return (snapshot?.model.candidates ?? []).map((candidate) => ({
    name: candidate.model,
    extension: candidate.extension ?? null,
    standing: candidate.standing,
    parameters: parametersOf(snapshot, candidate),
    logLikelihood: candidate.logLikelihood,
    aic: candidate.aic,
    backtest: backtestView(snapshot, candidate),
  }));
}

function parametersOf(
  snapshot: Snapshot | undefined,
  { model, extension }: CandidateSummary,
): FitReport['parameters'] {
  const answering = snapshot?.model.transactions;
  if (extension) {
    return answering?.kind === 'fit' ? answering.parameters : [];
  }
  return snapshot?.alternatives.find((fit) => fit.model === model)?.parameters ?? [];
}

/** The backtest of the model that answers. */
export function chosenBacktest(source: ValueModelSource): BacktestView | null {
  const { choice, candidates = [] } = source.snapshot?.model ?? {};
  const place = candidates.findIndex((candidate) => choice && isChosen(choice, candidate));
  return candidatesOf(source)[place]?.backtest ?? null;
}

/** The holdout is the last part of the observation, so it began its length before the end. */
function backtestView(
  snapshot: Snapshot | undefined,
  candidate: CandidateSummary,
): BacktestView | null {
  const { backtest } = candidate;
  const holdout = snapshot?.model.holdout;
  if (!snapshot || !holdout || !backtest) {
    return null;
  }
  const { horizonDays, actualOrders, customers } = holdout;
  const splitAt = addDays(snapshot.asOfDay, -horizonDays);
  const calibration = isChosen(snapshot.model.choice, candidate) ? snapshot.calibration : [];
  return { splitAt, horizonDays, actualOrders, customers, calibration, ...backtest };
}
