import type { FitReport } from '../../graph/models/outcome.ts';

/** How many standard errors the logarithm of each parameter is from the truth; all that have a standard error. */
export function zScores(fit: FitReport | { readonly kind: string }, truth: readonly number[]) {
  if (!('parameters' in fit)) {
    throw new Error(`Expected a fit, got ${JSON.stringify(fit)}`);
  }
  return fit.parameters
    .filter(({ name }) => name !== 'k')
    .map(({ name, value, standardError }, i) => {
      if (standardError === null) {
        throw new Error(`Expected ${name} to have a standard error, got none`);
      }
      return (Math.log(value / (truth[i] ?? Number.NaN)) * value) / standardError;
    });
}

export interface Spread {
  readonly mean: number;
  readonly deviation: number;
  /** Kolmogorov and Smirnov's statistic times the root of the number: above 1.63 once in a hundred samples of the normal. */
  readonly distance: number;
}

/** How a sample compares with the standard normal distribution. */
export function spreadOf(sample: readonly number[]): Spread {
  const count = sample.length;
  const mean = sample.reduce((sum, z) => sum + z, 0) / count;
  const square = sample.reduce((sum, z) => sum + (z - mean) ** 2, 0) / (count - 1);
  const farthest = sample
    .toSorted((one, other) => one - other)
    .reduce((most, z, i) => {
      const below = normalShare(z);
      return Math.max(most, below - i / count, (i + 1) / count - below);
    }, 0);
  return { mean, deviation: Math.sqrt(square), distance: Math.sqrt(count) * farthest };
}

/** The normal distribution function to 1e-7. @see Abramowitz & Stegun 26.2.17 */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const poly =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
  return z > 0 ? 1 - tail : tail;
}
