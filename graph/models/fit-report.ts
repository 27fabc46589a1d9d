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

/**
 * Turns a minimum into what a fit reports: standard errors from the Hessian, and the usual warnings.
 *
 * A parameter at the limit of the search has no standard error; those of the others hold for it as it is.
 */
export function fitReport(input: ReportInput): FitReport {
  const { names, params, minimum, bound, logLikelihood, customers } = input;
  const isAtLimit = names.map((_, i) => Math.abs(minimum.x[i]!) >= bound);
  const atLimit = names.filter((_, i) => isAtLimit[i]);
  const logCovariance = covariance(minimum.hessian, isAtLimit);
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
      standardError:
        logCovariance && !isAtLimit[i] ? params[i]! * Math.sqrt(logCovariance[i]![i]!) : null,
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

/** The inverse of the Hessian of what is not held; 0 where one of two parameters is. */
function covariance(hessian: Matrix, isHeld: readonly boolean[]): Matrix | null {
  const free = isHeld.flatMap((held, i) => (held ? [] : [i]));
  const inverse = invert(free.map((i) => free.map((j) => hessian[i]![j]!)));
  if (free.length === 0 || !inverse?.every((row, i) => row[i]! < vaguest ** 2)) {
    return null;
  }
  return isHeld.map((_, i) =>
    isHeld.map((_unused, j) => inverse[free.indexOf(i)]?.[free.indexOf(j)] ?? 0),
  );
}
