import type { Minimum } from '../math/minimize.ts';
import type { SpendCells } from './cells.ts';
import { negatedInLogs } from './curvature.ts';
import { fitReport } from './fit-report.ts';
import {
  type GammaGammaParams,
  gammaGammaLikelihood,
  prepareSpend,
  type SpendData,
  sampleOfSpend,
} from './gamma-gamma-likelihood.ts';
import type { FitReport, FitWarning, Insufficient } from './outcome.ts';
import { type Ridge, settle } from './settle.ts';
import { type SpendSummary, summariseSpend } from './spend-summary.ts';
import { tooFewRepeatBuyers } from './too-little.ts';

/** A maximum-likelihood fit of the Gamma-Gamma model. */
export interface SpendFit extends FitReport {
  readonly model: 'GAMMA_GAMMA';
  readonly params: GammaGammaParams;
  /** Mean value of a repeat order in the data, each order counting once. */
  readonly observedMean: number;
  /** Correlation, over repeat buyers, of frequency and mean spend: the model assumes there is none. */
  readonly correlation: number;
  /** Repeat buyers left out because their repeat purchases sum to nothing or less. */
  readonly excludedCustomers: number;
}

export interface SpendFitOptions {
  /** Fewer repeat buyers with positive spend are answered by `Insufficient`; 10 unless told. */
  readonly minimumRepeatBuyers?: number;
}

/** Largest |ln parameter|, with spend in units of its geometric mean; beyond it the model has no more to say. */
const bound = 10;

/** Orders of one customer that are all worth the same, and customers who all spend alike. */
const constant: Ridge = { indices: [0, 2], towards: [1, -1] };
const alike: Ridge = { indices: [1, 2], towards: [1, 1] };

/** A correlation stronger than this is worth a warning: about 4 % of the variance of spend explained. */
const noticeableCorrelation = 0.2;

/** Maximum likelihood by Newton's method in the logarithms of the parameters. */
export function fitGammaGamma(
  cells: SpendCells,
  { minimumRepeatBuyers = 10 }: SpendFitOptions = {},
): SpendFit | Insufficient {
  const summary = summariseSpend(cells);
  const refusal = tooFewRepeatBuyers(summary.customers, minimumRepeatBuyers);
  if (refusal) {
    return refusal;
  }
  const scale = summary.typicalSpend;
  const data = prepareSpend(summary.cells, scale);
  const minimum = maximumOf(data, roughly(data, [5, 4, 0.6].map(Math.log)));
  const [p, q, v] = minimum.x.map(Math.exp) as unknown as GammaGammaParams;
  const params: GammaGammaParams = [p, q, v * scale];
  const report = fitReport({
    names: ['p', 'q', 'v'],
    params,
    minimum,
    bound,
    logLikelihood: -minimum.value - summary.customers * Math.log(scale),
    customers: summary.customers,
    warnings: warningsOf(summary, params),
  });
  return {
    ...report,
    model: 'GAMMA_GAMMA',
    params,
    observedMean: summary.observedMean,
    correlation: summary.correlation,
    excludedCustomers: summary.excludedCustomers,
  };
}

function maximumOf(data: SpendData, start: readonly number[]): Minimum {
  return settle(
    (logs) => {
      const params = logs.map(Math.exp) as unknown as GammaGammaParams;
      return negatedInLogs(gammaGammaLikelihood(data, params), params);
    },
    start,
    { bound, ridges: [[constant], [alike], [constant, alike]] },
  );
}

/** With more cells than this the first steps are taken on a sample of one in `sampledCells`. */
const manyCells = 50_000;
const sampledCells = 16;

/** Where to begin: near the maximum where cells are many, so that two or three passes over all of them are left. */
function roughly(data: SpendData, start: readonly number[]): readonly number[] {
  if (data.customers.length <= manyCells) {
    return start;
  }
  const rough = maximumOf(sampleOfSpend(data, sampledCells), start);
  return rough.converged ? rough.x : start;
}

function warningsOf(summary: SpendSummary, [, q]: GammaGammaParams): FitWarning[] {
  const warnings: FitWarning[] = [];
  if (summary.excludedCustomers > 0) {
    warnings.push({
      code: 'SPEND_NOT_POSITIVE',
      message: `${summary.excludedCustomers} repeat buyers are left out of the spend model: their repeat purchases sum to nothing or less`,
    });
  }
  if (q <= 1) {
    warnings.push({
      code: 'SPEND_MEAN_NOT_FINITE',
      message: `the fitted spend has no finite mean (q = ${q}): orders are valued at the observed mean instead`,
    });
  }
  if (Math.abs(summary.correlation) > noticeableCorrelation) {
    warnings.push({
      code: 'SPEND_CORRELATES_WITH_FREQUENCY',
      message: `frequency and mean spend correlate (${summary.correlation.toFixed(2)}), which the spend model assumes they do not`,
    });
  }
  return warnings;
}
