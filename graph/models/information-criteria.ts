import { seasonParameters } from './season.ts';
import type { TransactionFit } from './transaction-model.ts';

/** Likelihood with a price on parameters; lower is better. */
export interface InformationCriteria {
  /** Parameters that were estimated, a k chosen by likelihood the γ of covariates and the factors of a season among them. */
  readonly parameterCount: number;
  /** Akaike: 2 k - 2 ln L. */
  readonly aic: number;
  /** Schwarz: k ln(customers) - 2 ln L. */
  readonly bic: number;
}

export function informationCriteria(
  fit: Pick<TransactionFit, 'parameters' | 'logLikelihood' | 'customers' | 'covariates' | 'season'>,
): InformationCriteria {
  const { parameters, covariates = [], season } = fit;
  const effects = covariates.reduce(
    (sum, covariate) => sum + Object.keys(covariate.effects).length,
    0,
  );
  const ofSeason = season ? seasonParameters(season) : 0;
  const parameterCount = parameters.length + effects + ofSeason;
  const deviance = -2 * fit.logLikelihood;
  return {
    parameterCount,
    aic: 2 * parameterCount + deviance,
    bic: parameterCount * Math.log(fit.customers) + deviance,
  };
}
