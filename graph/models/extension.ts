import type { Extension } from './candidate.ts';
import type { TransactionFit } from './transaction-model.ts';

/** What a fit has beyond its model; undefined for the model as the papers have it. */
export function extensionOf({
  season,
  covariates,
}: Pick<TransactionFit, 'season' | 'covariates'>): Extension | undefined {
  if (season && covariates) {
    return 'SEASON_AND_COVARIATES';
  }
  if (season) {
    return 'SEASON';
  }
  return covariates ? 'COVARIATES' : undefined;
}
