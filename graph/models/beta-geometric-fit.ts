import { logGamma } from '../math/log-gamma.ts';
import {
  type Calibration,
  calibrationOf,
  dataFor,
  logBound,
  type Maximum,
  maximise,
} from './beta-geometric-maximum.ts';
import { type Cells, checkCells } from './cells.ts';
import { fitReport } from './fit-report.ts';
import type { FitReport, FitWarning, Insufficient } from './outcome.ts';
import { tooLittle } from './too-little.ts';
import type {
  TransactionFit,
  TransactionFitOptions,
  TransactionModelName,
} from './transaction-model.ts';

/** Parameters of the beta-geometric NBD models, named as in Fader, Hardie & Lee (2005). */
export type BetaGeometricParams = readonly [
  /** Shape of the gamma distribution of order rates. */
  r: number,
  /** Rate of that distribution, in the unit of time of the purchases. */
  alpha: number,
  /** First shape of the beta distribution of dropout probabilities; 0 where nobody drops out (NBD). */
  a: number,
  /** Second shape of that distribution. */
  b: number,
];

export const betaGeometricNames = ['r', 'alpha', 'a', 'b'] as const;

export interface BetaGeometricVariant {
  readonly model: TransactionModelName;
  readonly entryChances: 0 | 1;
}

/** Maximum likelihood by Newton's method in the logarithms of the parameters. */
export function fitBetaGeometric(
  cells: Cells,
  { model, entryChances }: BetaGeometricVariant,
  options: TransactionFitOptions = {},
): TransactionFit<BetaGeometricParams> | Insufficient {
  checkCells(cells);
  const refusal = tooLittle(cells, options);
  if (refusal) {
    return refusal;
  }
  const calibration = calibrationOf(cells, entryChances);
  const maximum = maximise(dataFor(calibration, 1), 1, calibration);
  const params = paramsAt(maximum, calibration);
  return { ...reportOf(maximum, calibration), model, params };
}

/** The parameters in the unit of time of the cells. */
export function paramsAt({ minimum, isWithoutDropout }: Maximum, { scale }: Calibration) {
  const [r, alpha, a, b] = minimum.x.map(Math.exp) as unknown as BetaGeometricParams;
  return [r, alpha * scale, isWithoutDropout ? 0 : a, isWithoutDropout ? 1 : b] as const;
}

const noDropout: FitWarning = {
  code: 'NO_VISIBLE_DROPOUT',
  message: 'no customer is seen to leave: answered by the NBD model, in which nobody does',
};

export function reportOf(maximum: Maximum, calibration: Calibration): FitReport {
  const { minimum, isWithoutDropout } = maximum;
  const params = paramsAt(maximum, calibration);
  const estimated = isWithoutDropout ? 2 : 4;
  const report = fitReport({
    names: betaGeometricNames.slice(0, estimated),
    params,
    minimum,
    bound: logBound,
    logLikelihood: logLikelihoodAt(maximum, calibration),
    customers: calibration.customers,
    warnings: isWithoutDropout ? [noDropout] : [],
  });
  const held = betaGeometricNames.slice(estimated).map((name, i) => ({
    name,
    value: params[estimated + i]!,
    standardError: null,
  }));
  return { ...report, parameters: [...report.parameters, ...held] };
}

/**
 * The log-likelihood in the unit of time of the cells, with the terms that hold no parameter: the fit counts
 * time in units of `scale`, and of k phases an order it has seen k densities instead of one.
 */
export function logLikelihoodAt({ k, minimum }: Maximum, calibration: Calibration): number {
  const { orders, scale, cells } = calibration;
  const ofIntervals =
    k === 1 ? 0 : (k - 1) * sumOf(cells.logIntervals ?? new Float64Array()) - orders * logGamma(k);
  return -minimum.value - k * orders * Math.log(scale) + ofIntervals;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
