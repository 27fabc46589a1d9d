import { principalAxes } from '../math/principal-axes.ts';
import type { FitReport } from './outcome.ts';

/**
 * How far a fit's parameters may be off: steps of their logarithms, one standard deviation long, that are independent of
 * each other. None where the fit has no standard errors.
 */
export type Doubt = readonly (readonly number[])[];

/**
 * Where the likelihood is so flat that a step is longer than a factor of e, its curvature at the top says nothing of
 * how it falls: steps end there.
 */
const longestStep = 1;

/** The principal axes of the covariance of the log-parameters, without those shorter than `least`. */
export function doubtOf({ logCovariance }: Pick<FitReport, 'logCovariance'>, least: number): Doubt {
  return principalAxes(logCovariance ?? [])
    .filter(({ variance }) => variance > least * least)
    .map(({ variance, direction }) => {
      const length = Math.min(longestStep, Math.sqrt(variance));
      return direction.map((share) => share * length);
    });
}

/** Parameters moved along a step, `times` times; those the step does not reach stay. */
export function moved<P extends readonly number[]>(
  params: P,
  step: readonly number[],
  times: number,
): P {
  return params.map((param, i) => param * Math.exp(times * (step[i] ?? 0))) as unknown as P;
}
