import {
  type BetaGeometricParams,
  type BetaGeometricVariant,
  betaGeometricNames,
  logLikelihoodAt,
  paramsAt,
  reportOf,
} from './beta-geometric-fit.ts';
import {
  type Calibration,
  calibrationOf,
  dataFor,
  type Maximum,
  maximise,
  refine,
} from './beta-geometric-maximum.ts';
import { type Cells, checkCells } from './cells.ts';
import type { FitWarning, Insufficient } from './outcome.ts';
import { tooLittle } from './too-little.ts';
import type {
  TransactionFit,
  TransactionFitOptions,
  TransactionModelName,
} from './transaction-model.ts';
import { toWeekCells } from './week-cells.ts';

/** Parameters of the beta-geometric CNBD-k models: r and α of the rate of phases, and the phases an order takes. */
export type CnbdParams = readonly [...BetaGeometricParams, k: number];

export const cnbdNames = [...betaGeometricNames, 'k'] as const;

/** Orders more regular than this differ little from those of a calendar, for which the model is not meant. */
const largestK = 12;

/**
 * Maximum likelihood over r, α, a, b and whole k, which is counted up from 1 for as long as the likelihood rises.
 *
 * k is held as known in the standard errors. Cells without `logIntervals` are refused: without them
 * likelihoods of different k cannot be compared.
 */
export function fitCnbd(
  cells: Cells,
  { model, entryChances }: BetaGeometricVariant,
  options: TransactionFitOptions = {},
): TransactionFit<CnbdParams> | Insufficient {
  checkCells(cells);
  const refusal = cells.logIntervals ? tooLittle(cells, options) : withoutIntervals(model, options);
  if (refusal) {
    return refusal;
  }
  const calibration = calibrationOf(cells, entryChances);
  const maximum = mostLikely(calibration);
  const report = reportOf(maximum, calibration);
  return {
    ...report,
    parameters: [...report.parameters, { name: 'k', value: maximum.k, standardError: null }],
    warnings: maximum.k === largestK ? [...report.warnings, atLargestK] : report.warnings,
    model,
    params: [...paramsAt(maximum, calibration), maximum.k],
  };
}

function withoutIntervals(
  model: TransactionModelName,
  { minimumRepeatBuyers = 10 }: TransactionFitOptions,
): Insufficient {
  return {
    kind: 'insufficient',
    code: 'TOO_FEW_REPEAT_BUYERS',
    have: 0,
    need: minimumRepeatBuyers,
    message: `a fit of ${model} needs repeat buyers with known times between orders, and these cells have no logIntervals`,
  };
}

const atLargestK: FitWarning = {
  code: 'PARAMETER_AT_LIMIT',
  message: `the likelihood rises up to the limit of k, ${largestK}: orders come as on a calendar`,
};

/** More cells than this are merged for the search of k, which takes some forty passes over them. */
const manyCells = 20_000;

/** The oldest age spans so many merged cells. */
const mergedPerAge = 50;

/**
 * Where cells are many, k is found on merged ones, and its parameters then on all, from where they were found:
 * likelihoods of two k differ by far more than the merging moves them, unless it hardly matters which is taken.
 */
function mostLikely(calibration: Calibration): Maximum {
  const { cells, entryChances } = calibration;
  if (cells.age.length <= manyCells) {
    return mostLikelyK(calibration);
  }
  const oldest = cells.age.reduce((most, age) => Math.max(most, age), 0);
  const merged = toWeekCells(cells, oldest / mergedPerAge);
  const rough = mostLikelyK(calibrationOf(merged, entryChances));
  return refine(dataFor(calibration, rough.k), rough, calibration);
}

function mostLikelyK(calibration: Calibration): Maximum {
  let best = maximise(dataFor(calibration, 1), 1, calibration);
  const data = dataFor(calibration, 2);
  for (let k = 2; k <= largestK; k++) {
    const next = maximise(data, k, calibration, startAfter(best));
    if (logLikelihoodAt(next, calibration) <= logLikelihoodAt(best, calibration)) {
      break;
    }
    best = next;
  }
  return best;
}

/** Where to look for the next k: with one phase more to an order, phases come that much faster. */
function startAfter({ k, minimum, isWithoutDropout }: Maximum): readonly number[] | undefined {
  if (isWithoutDropout || !minimum.converged) {
    return undefined;
  }
  const [r, alpha, a, b] = minimum.x;
  return [r!, alpha! + Math.log(k / (k + 1)), a!, b!];
}
