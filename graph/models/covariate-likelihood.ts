import type { Curvature } from '../math/minimize.ts';

/** A model's negative log-likelihood over the logarithms of its parameters, for the cells of one stratum. */
export type StratumLikelihood = (logs: readonly number[]) => Curvature;

/** A γ: which parameter it moves, which way, and in which strata. */
interface GammaTerm {
  /** Place of the parameter among the model's. */
  readonly place: number;
  readonly sign: 1 | -1;
  /** For each stratum, in the order of the likelihoods, whether its customers have the level. */
  readonly holds: readonly boolean[];
}

export interface CovariateProblem {
  readonly strata: readonly StratumLikelihood[];
  /** Parameters of the model without covariates. */
  readonly size: number;
  readonly terms: readonly GammaTerm[];
}

/**
 * What is believed of a γ before any data, as a standard deviation: customers of two levels seldom differ by more than a
 * factor of e² in anything. It keeps the γ of a level in which nobody ever came back from running away.
 */
const ridge = 1;

/**
 * The negative log-likelihood of all strata, over the logarithms of the baseline's parameters and then the γ, with the ridge.
 *
 * In a stratum ln θ = ln θ0 + Σ ± γ: linear, so its gradient and Hessian are the stratum's own, added up at the
 * places of whatever moves them. Exact, for every model that has them by stratum.
 *
 * @see Fader & Hardie (2007), Incorporating time-invariant covariates into the Pareto/NBD and BG/NBD models
 */
export function covariateLikelihood(
  { strata, size, terms }: CovariateProblem,
  x: readonly number[],
): Curvature {
  const gradient = x.map((value, i) => (i < size ? 0 : value / ridge ** 2));
  const hessian = x.map((_, i) => x.map((_unused, j) => (i === j && i >= size ? ridge ** -2 : 0)));
  let value = ridgeOf(x.slice(size));
  strata.forEach((likelihood, stratum) => {
    const movers = moversOf(size, terms, stratum);
    const logs = x.slice(0, size);
    for (const { from, place, sign } of movers.slice(size)) {
      logs[place]! += sign * x[from]!;
    }
    const own = likelihood(logs);
    value += own.value;
    for (const one of movers) {
      gradient[one.from]! += one.sign * own.gradient[one.place]!;
      for (const other of movers) {
        hessian[one.from]![other.from]! +=
          one.sign * other.sign * own.hessian[one.place]![other.place]!;
      }
    }
  });
  return { value, gradient, hessian };
}

/** What the ridge adds to the negative log-likelihood. */
export function ridgeOf(gammas: readonly number[]): number {
  return gammas.reduce((sum, gamma) => sum + 0.5 * (gamma / ridge) ** 2, 0);
}

interface Mover {
  /** Place among the unknowns. */
  readonly from: number;
  /** Place of the parameter that it moves. */
  readonly place: number;
  readonly sign: 1 | -1;
}

/** The unknowns that a stratum's parameters depend on: the baseline's first. */
function moversOf(size: number, terms: readonly GammaTerm[], stratum: number): Mover[] {
  const own = Array.from({ length: size }, (_, i): Mover => ({ from: i, place: i, sign: 1 }));
  const gammas = terms.flatMap(({ place, sign, holds }, i): Mover[] =>
    holds[stratum] ? [{ from: size + i, place, sign }] : [],
  );
  return [...own, ...gammas];
}
