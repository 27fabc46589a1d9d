/** Something a reader of a fit ought to know. */
export interface FitWarning {
  readonly code: FitWarningCode;
  readonly message: string;
}

type FitWarningCode =
  | 'NOT_CONVERGED'
  | 'NO_VISIBLE_DROPOUT'
  | 'PARAMETER_AT_LIMIT'
  | 'NO_STANDARD_ERRORS'
  | 'POOLED_WITH_PRIOR'
  | 'SPEND_NOT_POSITIVE'
  | 'SPEND_MEAN_NOT_FINITE'
  | 'SPEND_CORRELATES_WITH_FREQUENCY';

/** Too little data for a fit: expected absence, so a value and not an exception. */
export interface Insufficient {
  readonly kind: 'insufficient';
  readonly code: InsufficientCode;
  readonly have: number;
  readonly need: number;
  readonly message: string;
}

type InsufficientCode = 'TOO_FEW_CUSTOMERS' | 'TOO_FEW_REPEAT_BUYERS';

/** One fitted number. */
interface Parameter {
  readonly name: string;
  readonly value: number;
  /** From the Hessian at the maximum; null where the maximum lies at a limit of the model. */
  readonly standardError: number | null;
}

/** What every fit reports, whatever the model. */
export interface FitReport {
  readonly kind: 'fit';
  readonly parameters: readonly Parameter[];
  /**
   * Covariance of the logarithms of the parameters, in their order: the uncertainty that intervals
   * need; 0 for one at a limit of the model, which is taken as it is. Null where there are no standard errors.
   */
  readonly logCovariance: readonly (readonly number[])[] | null;
  readonly logLikelihood: number;
  /** Customers the likelihood was taken over. */
  readonly customers: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Largest slope of the log-likelihood in a log-parameter at the answer. */
  readonly gradientNorm: number;
  readonly warnings: readonly FitWarning[];
}
