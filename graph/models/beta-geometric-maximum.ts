import type { Minimum } from '../math/minimize.ts';
import { type BetaGeometricData, prepareBetaGeometric, sampleOf } from './beta-geometric-data.ts';
import { betaGeometricLikelihood, nbdLikelihood } from './beta-geometric-likelihood.ts';
import { type Cells, countCustomers } from './cells.ts';
import { cnbdLikelihood, cnbdLikelihoodWithoutDropout } from './cnbd-likelihood.ts';
import { type Derivatives, negatedInLogs } from './curvature.ts';
import { noGain, type Ridge, settle } from './settle.ts';

/** Largest |ln parameter|, with time in units of the mean age. */
export const logBound = 12;

/** Order rates that are all alike, probabilities to leave that are, and such that are 0 or 1. */
const steady: Ridge = { indices: [0, 1], towards: [1, 1] };
const alike: Ridge = { indices: [2, 3], towards: [1, 1] };
const opposite: Ridge = { indices: [2, 3], towards: [-1, -1] };
const ridges = [[alike], [steady], [opposite], [steady, alike], [steady, opposite]];

/** Where fewer than this share drops out, the model is compared to the one without dropout. */
const rareDropout = 1e-3;

/** Cells ready to be fitted, and their totals. */
export interface Calibration {
  readonly cells: Cells;
  readonly entryChances: 0 | 1;
  readonly customers: number;
  readonly orders: number;
  /** Mean age: the unit of time of the fit. */
  readonly scale: number;
}

export function calibrationOf(cells: Cells, entryChances: 0 | 1): Calibration {
  const customers = countCustomers(cells);
  let orders = 0;
  let time = 0;
  for (let i = 0; i < cells.customers.length; i++) {
    const count = cells.customers[i]!;
    orders += count * cells.frequency[i]!;
    time += count * cells.age[i]!;
  }
  return { cells, entryChances, customers, orders, scale: time / customers };
}

/** Data of the likelihood for k; more than one phase an order has to be told apart cell by cell. */
export function dataFor({ cells, entryChances, scale }: Calibration, k: number): BetaGeometricData {
  return prepareBetaGeometric(cells, { entryChances, scale, everyCell: k > 1 });
}

/** Where the likelihood of one k is greatest, in the logarithms of r, α / scale, a and b. */
export interface Maximum {
  readonly k: number;
  readonly minimum: Minimum;
  /** Whether it is that of the model without dropout: r and α alone. */
  readonly isWithoutDropout: boolean;
}

/** Newton's method in the logarithms of the parameters; `start` in the same. */
export function maximise(
  data: BetaGeometricData,
  k: number,
  { orders, customers }: Calibration,
  start?: readonly number[],
): Maximum {
  const usual = [0.5, (0.5 * customers) / (k * orders), 0.8, 2.5].map(Math.log);
  const full = minimizeOver(start ?? roughly(data, k, usual), (params) =>
    likelihood(data, params, k),
  );
  const dropout = 1 / (1 + Math.exp(full.x[3]! - full.x[2]!));
  if (full.converged && dropout > rareDropout) {
    return { k, minimum: full, isWithoutDropout: false };
  }
  // If the model without dropout is as likely, the data show none.
  const limit = minimizeOver(usual.slice(0, 2), (params) => likelihoodOfLimit(data, params, k));
  const isWithoutDropout = limit.value <= full.value + noGain;
  return { k, minimum: isWithoutDropout ? limit : full, isWithoutDropout };
}

/** With more cells than this the first steps are taken on a sample of one in `sampledCells`. */
const manyCells = 50_000;
const sampledCells = 16;

/** Where to begin: near the maximum where cells are many, so that two or three passes over all of them are left. */
function roughly(data: BetaGeometricData, k: number, start: readonly number[]): readonly number[] {
  if (data.customers.length <= manyCells) {
    return start;
  }
  const sample = sampleOf(data, sampledCells);
  const rough = minimizeOver(start, (params) => likelihood(sample, params, k));
  return rough.converged ? rough.x : start;
}

/** The maximum of the same k over other data, looked for where a like set of data has it. */
export function refine(
  data: BetaGeometricData,
  { k, minimum, isWithoutDropout }: Maximum,
  calibration: Calibration,
): Maximum {
  if (!isWithoutDropout) {
    const refined = minimizeOver(minimum.x, (params) => likelihood(data, params, k));
    if (refined.converged) {
      return { k, minimum: refined, isWithoutDropout };
    }
  }
  return maximise(data, k, calibration);
}

function minimizeOver(
  start: readonly number[],
  evaluate: (params: readonly number[]) => Derivatives,
): Minimum {
  return settle(
    (logs) => {
      const params = logs.map(Math.exp);
      return negatedInLogs(evaluate(params), params);
    },
    start,
    { bound: logBound, ridges: start.length > 2 ? ridges : [[steady]] },
  );
}

function likelihood(data: BetaGeometricData, params: readonly number[], k: number): Derivatives {
  const four = params as unknown as readonly [number, number, number, number];
  return k === 1 ? betaGeometricLikelihood(data, four) : cnbdLikelihood(data, four, k);
}

function likelihoodOfLimit(
  data: BetaGeometricData,
  params: readonly number[],
  k: number,
): Derivatives {
  const [r, alpha] = params as unknown as readonly [number, number];
  return k === 1
    ? nbdLikelihood(data, r, alpha)
    : cnbdLikelihoodWithoutDropout(data, [r, alpha], k);
}
