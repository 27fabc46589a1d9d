import { logBeta } from '../math/log-beta.ts';
import type { SpendCells } from './cells.ts';
import { fitGammaGamma, type SpendFit, type SpendFitOptions } from './gamma-gamma-fit.ts';
import type { GammaGammaParams } from './gamma-gamma-likelihood.ts';
import type { Insufficient } from './outcome.ts';

/**
 * Gamma-Gamma: a customer's order values vary about the customer's own mean, which differs from
 * customer to customer and has nothing to do with how often the customer orders.
 *
 * @see Fader & Hardie (2013); http://www.brucehardie.com/notes/025/gamma_gamma.pdf
 */
export const gammaGamma = {
  name: 'GAMMA_GAMMA',
  parameterNames: ['p', 'q', 'v'],

  /** Log-likelihood (density) of the mean spend of `frequency` > 0 purchases that sum to `repeatSpend` > 0. */
  logLikelihood([p, q, v]: GammaGammaParams, frequency: number, repeatSpend: number): number {
    const shape = p * frequency;
    return (
      Math.log(frequency / repeatSpend) -
      logBeta(shape, q) -
      q * Math.log1p(repeatSpend / v) -
      shape * Math.log1p(v / repeatSpend)
    );
  },

  fit(cells: SpendCells, options?: SpendFitOptions): SpendFit | Insufficient {
    return fitGammaGamma(cells, options);
  },

  /**
   * E[M | x, spend]: the expected value of an order of a customer whose `frequency` repeat purchases sum to
   * `repeatSpend`; the population mean for frequency 0. Linear in `repeatSpend`. Infinite where p x + q <= 1.
   *
   * @example gammaGamma.expectedOrderValue([6.25, 3.74, 15.44], 2, 44.69); // 24.65
   */
  expectedOrderValue([p, q, v]: GammaGammaParams, frequency: number, repeatSpend: number): number {
    const weight = p * frequency + (q - 1);
    return weight > 0 ? (p * (v + repeatSpend)) / weight : Infinity;
  },

  /** p v / (q - 1): the mean order value over all customers; Infinity for q <= 1. */
  populationMean(params: GammaGammaParams): number {
    return gammaGamma.expectedOrderValue(params, 0, 0);
  },
} as const;
