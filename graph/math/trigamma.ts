/** B(2k) for k = 1..8. */
const bernoulli = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
] as const;

/**
 * The trigamma function ψ'(x), the second derivative of ln Γ, for x > 0.
 *
 * Recurrence up to 10, then the asymptotic series. Relative error at most 8 epsilon.
 *
 * @see https://dlmf.nist.gov/5.15#E8
 * @example trigamma(1); // 1.6449340668482264
 */
export function trigamma(x: number): number {
  let shift = 0;
  let y = x;
  for (; y < 10; y++) {
    shift += 1 / (y * y);
  }
  const square = 1 / (y * y);
  let series = 0;
  for (let k = bernoulli.length - 1; k >= 0; k--) {
    series = (series + bernoulli[k]!) * square;
  }
  return shift + (1 + 0.5 / y + series) / y;
}
