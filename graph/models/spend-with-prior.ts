import type { SpendCells } from './cells.ts';
import { fitReport } from './fit-report.ts';
import { pooled } from './fit-with-prior.ts';
import { gammaGamma } from './gamma-gamma.ts';
import type { SpendFit } from './gamma-gamma-fit.ts';
import type { GammaGammaParams } from './gamma-gamma-likelihood.ts';
import { mostProbable, priorBound } from './log-normal-prior.ts';
import type { Insufficient } from './outcome.ts';
import { summariseSpend } from './spend-summary.ts';
import { tooFewRepeatBuyers } from './too-little.ts';

const names = gammaGamma.parameterNames;

/**
 * Fits the spend model to fewer repeat buyers than a fit by likelihood needs, as `fitWithPrior` does for orders.
 *
 * What other shops tell is the shape: orders of one customer vary by some 40 % (p about 6), customers by some 70 %
 * (q about 4). The level is this shop's own: the prior of v puts the mean order value at the typical one seen,
 * within a factor of seven.
 *
 * `Insufficient` without a repeat buyer of positive spend.
 */
export function spendWithPrior(cells: SpendCells): SpendFit | Insufficient {
  const { cells: usable, customers, typicalSpend, ...seen } = summariseSpend(cells);
  const refusal = tooFewRepeatBuyers(customers, 1);
  if (refusal) {
    return refusal;
  }
  const logLikelihood = (params: readonly number[]) =>
    usable.customers.reduce(
      (sum, count, i) =>
        sum +
        count *
          gammaGamma.logLikelihood(
            params as unknown as GammaGammaParams,
            usable.frequency[i]!,
            usable.repeatSpend[i]!,
          ),
      0,
    );
  const minimum = mostProbable(logLikelihood, [
    { median: 6, spread: 0.7 },
    { median: 4, spread: 0.5 },
    // p v / (q - 1) = typical spend at the medians of p and q.
    { median: typicalSpend / 2, spread: 1 },
  ]);
  const [p, q, v] = minimum.x.map(Math.exp) as [number, number, number];
  const report = fitReport({
    names,
    params: [p, q, v],
    minimum,
    bound: priorBound,
    logLikelihood: logLikelihood([p, q, v]),
    customers,
    warnings: [pooled(customers)],
  });
  return {
    ...report,
    model: 'GAMMA_GAMMA',
    params: [p, q, v],
    observedMean: seen.observedMean,
    correlation: seen.correlation,
    excludedCustomers: seen.excludedCustomers,
  };
}
