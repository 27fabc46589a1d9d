import { logBeta } from './log-beta.ts';
import { logGamma } from './log-gamma.ts';

/** Up to here the product is as fast as the gamma functions. */
const longestProduct = 12;

/**
 * The logarithm of the rising factorial s (s + 1) ... (s + n - 1) = Γ(s + n) / Γ(s), for s > 0 and whole n >= 0.
 *
 * Never the difference of two gammas, which loses every digit for large s. Error at most 64 epsilon,
 * relative or absolute, whichever is larger.
 *
 * @see https://dlmf.nist.gov/5.2#iii
 * @example logRising(0.5, 3); // 0.6286086594223742
 */
export function logRising(s: number, n: number): number {
  if (n > longestProduct) {
    return logGamma(n) - logBeta(s, n);
  }
  let sum = 0;
  for (let j = 0; j < n; j++) {
    sum += Math.log(s + j);
  }
  return sum;
}
