import type { Matrix } from '../math/cholesky.ts';
import { type Minimum, minimize } from '../math/minimize.ts';

/** What is believed of a positive parameter before any data: its logarithm is normal. */
export interface LogNormal {
  readonly median: number;
  /** Standard deviation of the logarithm: 1 says within a factor of 7 in 19 cases of 20. */
  readonly spread: number;
}

/** Largest |ln parameter|; the priors keep the search far inside it. */
export const priorBound = 18;

/**
 * The most probable parameters under a likelihood and priors, in logarithms: the minimum of the negative log
 * posterior, whose inverse Hessian is the covariance of the logarithms.
 *
 * Derivatives are central differences, good to about six digits: what is left to err is far below the
 * width of any posterior that needs a prior.
 */
export function mostProbable(
  logLikelihood: (params: readonly number[]) => number,
  priors: readonly LogNormal[],
): Minimum {
  const negativeLogPosterior = (logs: readonly number[]) => {
    const surprise = priors.map(
      ({ median, spread }, i) => 0.5 * ((logs[i]! - Math.log(median)) / spread) ** 2,
    );
    return surprise.reduce((sum, term) => sum + term, -logLikelihood(logs.map(Math.exp)));
  };
  return minimize(
    (logs) => differences(negativeLogPosterior, logs),
    priors.map(({ median }) => Math.log(median)),
    { bound: priorBound, tolerance: 1e-8 },
  );
}

/** Where the errors of rounding and of truncation of a second difference meet. */
const step = 1e-3;

function differences(f: (x: readonly number[]) => number, x: readonly number[]) {
  const at = (...moves: readonly (readonly [index: number, sign: number])[]) => {
    const moved = [...x];
    for (const [index, sign] of moves) {
      moved[index]! += sign * step;
    }
    return f(moved);
  };
  const value = f(x);
  const ups = x.map((_, i) => at([i, 1]));
  const downs = x.map((_, i) => at([i, -1]));
  const mixed = (i: number, j: number) =>
    (at([i, 1], [j, 1]) - at([i, 1], [j, -1]) - at([i, -1], [j, 1]) + at([i, -1], [j, -1])) /
    (4 * step * step);
  const upper: Matrix = x.map((_, i) =>
    x.map((_unused, j) =>
      i === j ? (ups[i]! - 2 * value + downs[i]!) / (step * step) : i < j ? mixed(i, j) : 0,
    ),
  );
  return {
    value,
    gradient: x.map((_, i) => (ups[i]! - downs[i]!) / (2 * step)),
    hessian: upper.map((row, i) => row.map((entry, j) => (j < i ? upper[j]![i]! : entry))),
  };
}
