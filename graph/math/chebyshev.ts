export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Points for a relative error of about 1e-13, for a function analytic within `distance` of the real axis
 * and not growing much there.
 *
 * In the ellipse with foci at the ends and semi-axes adding up to ρ half-lengths the error falls like ρ^-count.
 *
 * @see Trefethen (2013), Approximation Theory and Approximation Practice, chapters 3 and 8
 */
export function chebyshevPoints({ low, high }: Interval, distance: number): number {
  return Math.ceil(32 / Math.asinh((2 * distance) / Math.max(high - low, 1e-9))) + 2;
}
