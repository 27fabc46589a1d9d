import type { FitReport, Insufficient } from '../models/outcome.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { type InsufficientData, isInsufficient, predictorsOf } from './prediction.ts';

/** What stands behind the GraphQL type ValueModel: the snapshot, undefined before the first. */
export interface ValueModelSource {
  readonly snapshot: Snapshot | undefined;
}

type Fit = FitReport & { readonly model?: string };

export function orderFit({ snapshot }: ValueModelSource): Fit | null {
  return fitOf(snapshot?.model.transactions);
}

export function spendFit({ snapshot }: ValueModelSource): FitReport | null {
  return fitOf(snapshot?.model.spend);
}

export function modelReason({ snapshot }: ValueModelSource): InsufficientData | null {
  const predictors = predictorsOf(snapshot);
  return isInsufficient(predictors) ? predictors : null;
}

function fitOf<T extends FitReport>(outcome: T | Insufficient | undefined): T | null {
  return outcome?.kind === 'fit' ? (outcome as T) : null;
}
