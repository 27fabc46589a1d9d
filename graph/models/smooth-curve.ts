import { chebyshevPoints } from '../math/chebyshev.ts';
import { chebyshevPowers } from '../math/chebyshev-surface.ts';

/** A curve of expected orders over τ >= 0. */
type OfTime = (tau: number) => number;

/** Half of π: the curves have no singularity nearer in ln(1 + τ / bend) than π. */
const safeDistance = Math.PI / 2;

/** How closely to interpolate. */
interface Smoothness {
  /** As many as 1e-13 needs unless told. */
  readonly points?: number;
  /** The last coefficients may be so large, see `Powers`: 1e-12 unless told. */
  readonly tolerance?: number;
}

/**
 * A curve of randomly timed orders made cheap to evaluate hundreds of times on [0, longest], to about 1e-12; the
 * curve itself where so much cannot be had.
 *
 * What is interpolated is the logarithm of the mean pace, curve(τ) / τ, over ln(1 + τ / bend).
 */
export function smoothCurve(
  curve: OfTime,
  bend: number,
  longest: number,
  { points: count, tolerance = 1e-12 }: Smoothness = {},
): OfTime {
  const high = Math.log1p(longest / bend);
  const points = count ?? chebyshevPoints({ low: 0, high }, safeDistance);
  const logPace = (v: number) => {
    const tau = bend * Math.expm1(v);
    return Math.log(curve(tau) / tau);
  };
  const { coefficients, tail } = chebyshevPowers(logPace, { low: 0, high }, points);
  if (!(tail <= tolerance)) {
    return curve;
  }
  return (tau) => {
    const u = (2 * Math.log1p(tau / bend)) / high - 1;
    let sum = 0;
    for (let k = coefficients.length - 1; k >= 0; k--) {
      sum = sum * u + coefficients[k]!;
    }
    return tau * Math.exp(sum);
  };
}
