import { cholesky, solveCholesky } from '../math/cholesky.ts';
import { countCustomers } from './cells.ts';
import {
  covariateProblem,
  gammasOf,
  minimizeWithCovariates,
  reportWithCovariates,
  type TraitEffect,
} from './covariate-fit.ts';
import { covariateLikelihood, ridgeOf } from './covariate-likelihood.ts';
import { type CovariateModel, covariateModel } from './covariate-model.ts';
import { coarseTraitCells, type TraitCells } from './trait-cells.ts';
import { usableLevels } from './trait-levels.ts';
import type { TransactionFit } from './transaction-model.ts';

/** Levels with parameters of their own over all traits, and their γ: more would not fit a model file of 4 KB. */
const mostLevels = 4;
const mostGammas = 8;

/**
 * The fit with those covariates that the likelihood pays for, or the fit given where none does.
 *
 * Forward selection. At each step every unused trait, moving the order rate, leaving, or both, is judged by Rao's score
 * test, which needs one evaluation instead of a fit; the best is then fitted. It stays if it lowers BIC = -2 ln L + (parameters)
 * ln(customers), L at the fit with the ridge of `covariateLikelihood`; the first that does not ends the search. Where
 * cells are many they are merged for the search, and the design found is fitted to all.
 *
 * Models that take no covariates and fits at a limit of their model are returned as they are.
 */
export function withCovariates(fit: TransactionFit, cells: TraitCells): TransactionFit {
  const model = covariateModel(fit.model);
  if (!(model && fit.converged && fit.logCovariance && fit.warnings.length === 0)) {
    return fit;
  }
  const shop = shopOf(cells);
  const scaled = (value: number, i: number) =>
    Math.log(model.names[i] === 'alpha' || model.names[i] === 'beta' ? value / shop.scale : value);
  const search = { model, scale: shop.scale, price: Math.log(shop.customers) };
  const plain: Step = { design: [], x: fit.params.map(scaled) };
  const chosen = forward(search, coarseTraitCells(cells), plain);
  return chosen.design.length === 0
    ? fit
    : finish(search, cells, { plain, chosen, customers: shop.customers, fit });
}

interface Shop {
  readonly customers: number;
  /** Mean age: the unit of time of the search. */
  readonly scale: number;
}

function shopOf(cells: TraitCells): Shop {
  const customers = countCustomers(cells);
  let time = 0;
  cells.customers.forEach((count, i) => {
    time += count * cells.age[i]!;
  });
  return { customers, scale: time / customers };
}

interface Search {
  readonly model: CovariateModel;
  readonly scale: number;
  /** What a parameter has to bring in -2 ln L. */
  readonly price: number;
}

/** A design with its most likely parameters. */
interface Step {
  readonly design: readonly TraitEffect[];
  readonly x: readonly number[];
}

function forward(search: Search, cells: TraitCells, plain: Step): Step {
  const { model, scale, price } = search;
  const fitted = (design: readonly TraitEffect[], start: readonly number[]) => {
    const problem = covariateProblem(model, cells, { design, scale });
    const minimum = minimizeWithCovariates(model, problem, start);
    const bic = 2 * minimum.value + gammasOf(design).length * price;
    return { design, x: minimum.x, bic, converged: minimum.converged };
  };
  let best = fitted([], plain.x);
  for (;;) {
    const promise = mostPromising(search, cells, best);
    if (!promise) {
      return best;
    }
    const next = fitted(promise.design, promise.x);
    if (!(next.converged && next.bic < best.bic)) {
      return best;
    }
    best = next;
  }
}

/** The design with the one trait more that promises the lowest BIC by the score test; null where none promises to lower it. */
function mostPromising(search: Search, cells: TraitCells, at: Step): Step | null {
  const used = at.design.reduce((sum, { levels }) => sum + levels.length, 0);
  const unused = cells.traits.filter(({ trait }) => at.design.every((one) => one.trait !== trait));
  const offers = unused.flatMap((column) => {
    const levels = usableLevels(cells, column).slice(0, mostLevels - used);
    return levels.length === 0 ? [] : offersOf(search, cells, at, { ...column, levels });
  });
  const best = offers.reduce<Offer | null>(
    (most, offer) => (offer.gain > (most?.gain ?? 0) ? offer : most),
    null,
  );
  return best && { design: best.design, x: [...at.x, ...best.start] };
}

interface Offer {
  readonly design: readonly TraitEffect[];
  /** Score statistic less the price of its parameters. */
  readonly gain: number;
  readonly start: readonly number[];
}

/** What a trait promises with each set of parameters it may move, from one evaluation with all of them. */
function offersOf(
  { model, scale, price }: Search,
  cells: TraitCells,
  at: Step,
  { trait, levels }: Pick<TraitEffect, 'trait' | 'levels'>,
): Offer[] {
  const widest = model.effectSets.reduce((one, other) => (other.length > one.length ? other : one));
  const design = [...at.design, { trait, levels, parameters: widest }];
  const problem = covariateProblem(model, cells, { design, scale });
  const size = at.x.length;
  const added = gammasOf(design).slice(size - model.names.length);
  const { gradient, hessian } = covariateLikelihood(problem, [...at.x, ...added.map(() => 0)]);
  return model.effectSets.flatMap((parameters) => {
    if (size - model.names.length + levels.length * parameters.length > mostGammas) {
      return [];
    }
    const places = added.flatMap(({ parameter }, i) =>
      parameters.includes(parameter) ? [size + i] : [],
    );
    const all = [...at.x.keys(), ...places];
    const lower = cholesky(all.map((i) => all.map((j) => hessian[i]![j]!)));
    if (!lower) {
      return [];
    }
    const step = solveCholesky(
      lower,
      all.map((i) => -gradient[i]!),
    );
    const score = step.reduce((sum, move, n) => sum - move * gradient[all[n]!]!, 0);
    return {
      design: [...at.design, { trait, levels, parameters }],
      gain: score - places.length * price,
      start: places.map(() => 0),
    };
  });
}

interface Outcome {
  readonly plain: Step;
  readonly chosen: Step;
  readonly customers: number;
  readonly fit: TransactionFit;
}

/** The design fitted to all cells. */
function finish(
  { model, scale }: Search,
  cells: TraitCells,
  { plain, chosen, customers, fit }: Outcome,
): TransactionFit {
  const { design, x } = chosen;
  const problem = covariateProblem(model, cells, { design, scale });
  const minimum = minimizeWithCovariates(model, problem, x);
  if (!minimum.converged) {
    return fit;
  }
  // As a difference to the plain fit, whose likelihood has terms besides (the unit of time, the season).
  const none = covariateProblem(model, cells, { design: [], scale });
  const ridge = ridgeOf(minimum.x.slice(model.names.length));
  const gain = covariateLikelihood(none, plain.x).value - (minimum.value - ridge);
  const logLikelihood = fit.logLikelihood + gain;
  const seasonal = fit.season && { season: fit.season };
  return {
    ...reportWithCovariates({ model, design, minimum, scale, customers, logLikelihood }),
    ...seasonal,
  };
}
