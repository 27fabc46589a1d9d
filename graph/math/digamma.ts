/** B(2k) / 2k for k = 1..7. */
const coefficients = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12] as const;

/**
 * The digamma function ψ(x), the derivative of ln Γ, for x > 0.
 *
 * Recurrence up to 10, then the asymptotic series. Error at most 8 epsilon, relative or absolute,
 * whichever is larger (ψ has a zero at 1.4616).
 *
 * @see https://dlmf.nist.gov/5.11#E2
 * @example digamma(1); // -0.5772156649015329
 */
export function digamma(x: number): number {
  let shift = 0;
  let y = x;
  for (; y < 10; y++) {
    shift += 1 / y;
  }
  const square = 1 / (y * y);
  let series = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) {
    series = (series + coefficients[k]!) * square;
  }
  return Math.log(y) - 0.5 / y - series - shift;
}
