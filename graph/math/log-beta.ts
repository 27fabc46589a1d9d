import { logGamma } from './log-gamma.ts';
import { stirlingCorrection, stirlingFrom } from './stirling.ts';

/**
 * ln B(a, b) = ln Γ(a) + ln Γ(b) - ln Γ(a + b), for a, b > 0.
 *
 * Where an argument is large the gammas nearly cancel, so their Stirling main terms are combined
 * by hand and only the corrections are subtracted. Error at most 32 epsilon, relative or absolute,
 * whichever is larger.
 *
 * @see https://dlmf.nist.gov/5.12
 * @example logBeta(2.5, 1e9); // -51.523...
 */
export function logBeta(a: number, b: number): number {
  const low = Math.min(a, b);
  const high = Math.max(a, b);
  if (high < stirlingFrom) {
    return logGamma(low) + (logGamma(high) - logGamma(low + high));
  }
  const correction = stirlingCorrection(high) - stirlingCorrection(low + high);
  const share = low / (low + high);
  if (low < stirlingFrom) {
    return (
      logGamma(low) +
      correction +
      low -
      low * Math.log(low + high) +
      (high - 0.5) * Math.log1p(-share)
    );
  }
  return (
    0.5 * Math.log((2 * Math.PI) / high) +
    correction +
    stirlingCorrection(low) +
    (low - 0.5) * Math.log(share) +
    high * Math.log1p(-share)
  );
}
