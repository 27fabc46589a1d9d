export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The polynomial that agrees with `f` at `count` Chebyshev points of an interval, as a function.
 *
 * For an f that is analytic in the ellipse with foci at the ends and semi-axes adding up to ρ half-lengths,
 * the error falls like ρ^-count. One evaluation costs `count` multiply-adds (Clenshaw).
 *
 * @see Trefethen (2013), Approximation Theory and Approximation Practice, chapters 3 and 8
 */
export function chebyshev(
  f: (x: number) => number,
  { low, high }: Interval,
  count: number,
): (x: number) => number {
  const middle = (high + low) / 2;
  const half = (high - low) / 2;
  if (!(half > 0)) {
    const only = f(middle);
    return () => only;
  }
  const values = Float64Array.from({ length: count }, (_, i) =>
    f(middle + half * Math.cos((Math.PI * (i + 0.5)) / count)),
  );
  const coefficients = Float64Array.from({ length: count }, (_, k) => {
    const sum = values.reduce(
      (total, value, i) => total + value * Math.cos((Math.PI * k * (i + 0.5)) / count),
      0,
    );
    return (sum * (k === 0 ? 1 : 2)) / count;
  });
  return (x) => {
    const u = (x - middle) / half;
    let next = 0;
    let afterNext = 0;
    for (let k = count - 1; k > 0; k--) {
      const current = coefficients[k]! + 2 * u * next - afterNext;
      afterNext = next;
      next = current;
    }
    return coefficients[0]! + u * next - afterNext;
  };
}

/**
 * Points for a relative error of about 1e-13, for a function analytic within `distance` of the real axis
 * and not growing much there.
 */
export function chebyshevPoints({ low, high }: Interval, distance: number): number {
  return Math.ceil(32 / Math.asinh((2 * distance) / Math.max(high - low, 1e-9))) + 2;
}
