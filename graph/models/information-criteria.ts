import type { FitReport } from './outcome.ts';

/** Likelihood with a price on parameters; lower is better. */
export interface InformationCriteria {
  /** Parameters that were estimated, a k chosen by likelihood among them. */
  readonly parameterCount: number;
  /** Akaike: 2 k - 2 ln L. */
  readonly aic: number;
  /** Schwarz: k ln(customers) - 2 ln L. */
  readonly bic: number;
}

export function informationCriteria(
  fit: Pick<FitReport, 'parameters' | 'logLikelihood' | 'customers'>,
): InformationCriteria {
  const parameterCount = fit.parameters.length;
  const deviance = -2 * fit.logLikelihood;
  return {
    parameterCount,
    aic: 2 * parameterCount + deviance,
    bic: parameterCount * Math.log(fit.customers) + deviance,
  };
}
