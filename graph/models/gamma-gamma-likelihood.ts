import { digamma } from '../math/digamma.ts';
import { logBeta } from '../math/log-beta.ts';
import { trigamma } from '../math/trigamma.ts';
import type { SpendCells } from './cells.ts';
import { type Derivatives, noDerivatives } from './curvature.ts';
import { pickAt } from './pick-at.ts';
import { sortedPlaces } from './sorted-places.ts';

/** Parameters of the Gamma-Gamma model, named as in Fader & Hardie (2013). */
export type GammaGammaParams = readonly [
  /** Shape of the gamma distribution of a customer's order values. */
  p: number,
  /** Shape of the gamma distribution of the rates of those. */
  q: number,
  /** Rate of that distribution, in the unit of spend. */
  v: number,
];

/** Spend cells sorted by frequency, so that gamma functions are taken once for each x. */
export interface SpendData {
  readonly frequency: Float64Array;
  readonly repeatSpend: Float64Array;
  readonly customers: Float64Array;
  readonly logSpend: Float64Array;
  /** Σ customers · ln(x / spend): the part of the log-likelihood without parameters. */
  readonly constant: number;
}

/** Sorts cells by frequency and divides spend by `scale`. */
export function prepareSpend(cells: SpendCells, scale: number): SpendData {
  const { order } = sortedPlaces(cells.frequency);
  const data = {
    frequency: pickAt(cells.frequency, order),
    repeatSpend: pickAt(cells.repeatSpend, order),
    customers: pickAt(cells.customers, order),
  };
  const { frequency, repeatSpend, customers } = data;
  const logSpend = new Float64Array(order.length);
  let constant = 0;
  let x = NaN;
  let logX = NaN;
  for (let i = 0; i < logSpend.length; i++) {
    if (frequency[i] !== x) {
      x = frequency[i]!;
      logX = Math.log(x);
    }
    repeatSpend[i]! /= scale;
    logSpend[i] = Math.log(repeatSpend[i]!);
    constant += customers[i]! * (logX - logSpend[i]!);
  }
  return { ...data, logSpend, constant };
}

/** One cell in `every`. */
export function sampleOfSpend(data: SpendData, every: number): SpendData {
  const places = Int32Array.from(
    { length: Math.floor(data.customers.length / every) },
    (_, i) => i * every,
  );
  return {
    frequency: pickAt(data.frequency, places),
    repeatSpend: pickAt(data.repeatSpend, places),
    customers: pickAt(data.customers, places),
    logSpend: pickAt(data.logSpend, places),
    constant: data.constant / every,
  };
}

/**
 * Log-likelihood of the mean spends, with gradient and Hessian in (p, q, v). Fader & Hardie (2013), equation 1a:
 * ln L = ln(x / S) - ln B(p x, q) - q ln(1 + S/v) - p x ln(1 + v/S), where S is the sum of the x values.
 */
export function gammaGammaLikelihood(data: SpendData, params: GammaGammaParams): Derivatives {
  const sums = noDerivatives(3);
  sums.value = data.constant;
  let start = 0;
  while (start < data.frequency.length) {
    start = addFrequency(sums, data, start, params);
  }
  return sums;
}

/** Adds the run of cells from `start` that share a frequency; returns where the next run starts. */
function addFrequency(
  sums: Derivatives,
  data: SpendData,
  start: number,
  [p, q, v]: GammaGammaParams,
): number {
  const x = data.frequency[start]!;
  const shape = p * x;
  const logV = Math.log(v);
  let count = 0;
  let logAbove = 0;
  let logBelow = 0;
  let inverse = 0;
  let inverseSquare = 0;
  let i = start;
  for (; data.frequency[i] === x; i++) {
    const customers = data.customers[i]!;
    const spend = data.repeatSpend[i]!;
    const one = 1 / (spend + v);
    count += customers;
    const above = Math.log1p(spend / v);
    logAbove += customers * above;
    // ln(1 + v/S), for one logarithm instead of two.
    logBelow += customers * (above + logV - data.logSpend[i]!);
    inverse += customers * one;
    inverseSquare += customers * one * one;
  }
  const atSum = digamma(shape + q);
  const bendAtSum = trigamma(shape + q);
  const { gradient, hessian } = sums;
  sums.value -= count * logBeta(shape, q) + q * logAbove + shape * logBelow;
  gradient[0]! += x * (count * (atSum - digamma(shape)) - logBelow);
  gradient[1]! += count * (atSum - digamma(q)) - logAbove;
  gradient[2]! += (count * q) / v - (shape + q) * inverse;
  hessian[0]![0]! += x * x * count * (bendAtSum - trigamma(shape));
  hessian[0]![1]! += x * count * bendAtSum;
  hessian[0]![2]! -= x * inverse;
  hessian[1]![1]! += count * (bendAtSum - trigamma(q));
  hessian[1]![2]! += count / v - inverse;
  hessian[2]![2]! += (shape + q) * inverseSquare - (count * q) / (v * v);
  return i;
}
