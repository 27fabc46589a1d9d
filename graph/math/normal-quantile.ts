/** Coefficients of the rational approximations near the middle and in the tails, highest power first. */
const middleAbove = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
] as const;
const middleBelow = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572,
  1,
] as const;
const tailAbove = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
] as const;
const tailBelow = [
  0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1,
] as const;

/** The tails begin here. */
const tail = 0.02425;

/**
 * The z that a standard normal variable stays below with probability `p` in (0, 1). Relative error below 1.2e-9.
 *
 * @see Acklam (2003), An algorithm for computing the inverse normal cumulative distribution function
 * @example normalQuantile(0.95); // 1.644854
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) {
    throw new RangeError(`Expected a probability between 0 and 1, got ${p}`);
  }
  if (p > 1 - tail) {
    return -normalQuantile(1 - p);
  }
  if (p < tail) {
    const u = Math.sqrt(-2 * Math.log(p));
    return polynomial(tailAbove, u) / polynomial(tailBelow, u);
  }
  const u = p - 0.5;
  return (u * polynomial(middleAbove, u * u)) / polynomial(middleBelow, u * u);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
