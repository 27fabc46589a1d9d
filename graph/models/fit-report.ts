import { invert, type Matrix } from '../math/cholesky.ts';
import type { Minimum } from '../math/minimize.ts';
import type { FitReport, FitWarning } from './outcome.ts';

interface ReportInput {
  readonly names: readonly string[];
  readonly params: readonly number[];
  /** Of the negative log-likelihood, over the logarithms of the parameters. */
  readonly minimum: Minimum;
  readonly bound: number;
  readonly logLikelihood: number;
  readonly customers: number;
  readonly warnings: readonly FitWarning[];
}

/** Turns a minimum into what a fit reports: standard errors from the Hessian, and the usual warnings. */
export function fitReport(input: ReportInput): FitReport {
  const { names, params, minimum, bound, logLikelihood, customers } = input;
  const atLimit = names.filter((_, i) => Math.abs(minimum.x[i]!) >= bound);
  const logCovariance = atLimit.length > 0 ? null : covariance(minimum.hessian);
  const warnings = [...input.warnings];
  if (!minimum.converged) {
    warnings.push({
      code: 'NOT_CONVERGED',
      message: `no maximum found in ${minimum.iterations} iterations; largest slope ${minimum.gradientNorm}`,
    });
  }
  if (atLimit.length > 0) {
    warnings.push({
      code: 'PARAMETER_AT_LIMIT',
      message: `the likelihood rises up to the limit of ${atLimit.join(', ')}: the customers are more alike, or more unlike, than the model can say`,
    });
  } else if (logCovariance === null) {
    warnings.push({
      code: 'NO_STANDARD_ERRORS',
      message:
        'the likelihood is flat in some direction, so the parameters have no standard errors',
    });
  }
  return {
    kind: 'fit',
    parameters: names.map((name, i) => ({
      name,
      value: params[i]!,
      standardError: logCovariance ? params[i]! * Math.sqrt(logCovariance[i]![i]!) : null,
    })),
    logCovariance,
    logLikelihood,
    customers,
    iterations: minimum.iterations,
    converged: minimum.converged,
    gradientNorm: minimum.gradientNorm,
    warnings,
  };
}

/** Beyond this standard deviation of a log-parameter the data say nothing about it. */
const vaguest = 20;

function covariance(hessian: Matrix): Matrix | null {
  const inverse = invert(hessian);
  return inverse?.every((row, i) => row[i]! < vaguest ** 2) ? inverse : null;
}
