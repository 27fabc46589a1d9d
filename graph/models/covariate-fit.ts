import { invert } from '../math/cholesky.ts';
import { type Minimum, minimize } from '../math/minimize.ts';
import { type CovariateProblem, covariateLikelihood } from './covariate-likelihood.ts';
import type { CovariateModel } from './covariate-model.ts';
import { type Covariate, type Effect, signOf, type Trait } from './covariates.ts';
import { fitReport } from './fit-report.ts';
import { pickCells, placesByNumber } from './strata.ts';
import { strataByCell, type TraitCells } from './trait-cells.ts';
import type { TransactionFit } from './transaction-model.ts';

/** A trait in a model: which levels differ from the baseline, and in which parameters. */
export interface TraitEffect {
  readonly trait: Trait;
  readonly levels: readonly string[];
  readonly parameters: readonly string[];
}

/** One γ for each level and parameter of each trait. */
interface Gamma {
  readonly trait: Trait;
  readonly level: string;
  readonly parameter: string;
}

export function gammasOf(design: readonly TraitEffect[]): Gamma[] {
  return design.flatMap(({ trait, levels, parameters }) =>
    levels.flatMap((level) => parameters.map((parameter) => ({ trait, level, parameter }))),
  );
}

/** Binds a design to cells: what `covariateLikelihood` is evaluated on. */
export function covariateProblem(
  { names, likelihood }: CovariateModel,
  cells: TraitCells,
  { design, scale }: { readonly design: readonly TraitEffect[]; readonly scale: number },
): CovariateProblem {
  const gammas = gammasOf(design);
  const covariates = covariatesWith(
    design,
    gammas.map(() => ({ value: 0, standardError: null })),
  );
  const groups = [...placesByNumber(strataByCell(covariates, cells)).values()];
  return {
    size: names.length,
    strata: groups.map((places) => likelihood(pickCells(cells, places), scale)),
    terms: gammas.map(({ trait, level, parameter }) => ({
      place: names.indexOf(parameter),
      sign: signOf(parameter),
      holds: groups.map((places) => levelOf(cells, trait, places[0]!) === level),
    })),
  };
}

function levelOf({ traits }: TraitCells, trait: Trait, place: number): string | undefined {
  const column = traits.find((one) => one.trait === trait);
  return column?.levels[column.index[place]! - 1];
}

/** The most likely parameters and γ, in logarithms and in the time of the search, from a start. */
export function minimizeWithCovariates(
  { bound }: CovariateModel,
  problem: CovariateProblem,
  start: readonly number[],
): Minimum {
  return minimize((x) => covariateLikelihood(problem, x), start, { bound, maxIterations: 100 });
}

export interface CovariateAnswer {
  readonly model: CovariateModel;
  readonly design: readonly TraitEffect[];
  readonly minimum: Minimum;
  /** In the unit of time of the cells, without the ridge. */
  readonly logLikelihood: number;
  readonly scale: number;
  readonly customers: number;
}

/**
 * What a fit with covariates reports. `logCovariance` is that of the baseline's parameters, with all that not knowing γ
 * adds to it: the covariance of everything would not fit a model file.
 */
export function reportWithCovariates(answer: CovariateAnswer): TransactionFit {
  const { model, design, minimum, scale } = answer;
  const { names, bound } = model;
  const params = minimum.x
    .slice(0, names.length)
    .map((log, i) => Math.exp(log) * (names[i] === 'alpha' || names[i] === 'beta' ? scale : 1));
  const report = fitReport({ ...answer, names, params, bound, warnings: [] });
  const covariance = invert(minimum.hessian);
  const gammas = minimum.x.slice(names.length).map((value, i) => {
    const variance = covariance?.[names.length + i]?.[names.length + i];
    return { value, standardError: variance === undefined ? null : Math.sqrt(variance) };
  });
  const { logCovariance } = report;
  return {
    ...report,
    logCovariance: logCovariance
      ? logCovariance.slice(0, names.length).map((row) => row.slice(0, names.length))
      : null,
    model: model.name,
    params,
    covariates: covariatesWith(design, gammas),
  };
}

interface FittedGamma {
  readonly value: number;
  readonly standardError: number | null;
}

/** A model file has no room for digits that mean nothing: γ is used as it is written there. */
const gammaDigits = 7;
const errorDigits = 3;

function short(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

function covariatesWith(
  design: readonly TraitEffect[],
  gammas: readonly FittedGamma[],
): Covariate[] {
  let next = 0;
  return design.flatMap(({ trait, levels, parameters }) =>
    levels.map((level) => ({
      trait,
      level,
      effects: Object.fromEntries(
        parameters.map((parameter): [string, Effect] => {
          const { value, standardError } = gammas[next++]!;
          return [
            parameter,
            [short(value, gammaDigits), standardError && short(standardError, errorDigits)],
          ];
        }),
      ),
    })),
  );
}
