import { type Curvature, type Minimum, minimize } from '../math/minimize.ts';

/** Two log-parameters that go on together without end, at a constant difference or sum. */
export interface Ridge {
  readonly indices: readonly [number, number];
  /** 1 for a parameter that becomes infinite, -1 for one that vanishes. */
  readonly towards: readonly [1 | -1, 1 | -1];
}

interface Search {
  /** Largest |ln parameter|. */
  readonly bound: number;
  /** Ridges that the likelihood may have, one or several at a time. */
  readonly ridges: readonly (readonly Ridge[])[];
}

/** A search that is on its way to an inner maximum has found it by then; creeping along a ridge takes longer. */
const patience = 100;

/** What a search may take that no limit explains. */
const mostIterations = 500;

/** A gain in likelihood smaller than this is none. */
export const noGain = 1e-3;

/**
 * The minimum of a negative log-likelihood over the logarithms of parameters.
 *
 * Where customers are so alike that the likelihood creeps up along a ridge without end, it is the point at the limit of
 * the search that is as likely. Newton's method alone would stop half way up, and call itself not converged.
 */
export function settle(
  evaluate: (logs: readonly number[]) => Curvature,
  start: readonly number[],
  { bound, ridges }: Search,
): Minimum {
  const found = minimize(evaluate, start, { bound, maxIterations: patience });
  if (found.converged) {
    return found;
  }
  const best = ridges
    .map((some) => searchAtEnds(evaluate, found.x, some, bound))
    .filter((limit) => limit.converged && limit.value <= found.value + noGain)
    .reduce<Minimum | null>(
      (least, one) => (least && least.value <= one.value ? least : one),
      null,
    );
  return best ?? minimize(evaluate, found.x, { bound, maxIterations: mostIterations });
}

/**
 * The minimum with each of some ridges followed from a point to where the first of its two parameters is at the bound,
 * and that one held there: it is as good as infinite, and the slope that is left of the ridge is lost in rounding.
 */
function searchAtEnds(
  evaluate: (logs: readonly number[]) => Curvature,
  from: readonly number[],
  some: readonly Ridge[],
  bound: number,
): Minimum {
  const end = [...from];
  const held = some.map(({ indices: [one, other], towards: [ofOne, ofOther] }) => {
    const way = bound - Math.max(ofOne * end[one]!, ofOther * end[other]!);
    end[one]! += ofOne * way;
    end[other]! += ofOther * way;
    return ofOne * end[one]! >= ofOther * end[other]! ? one : other;
  });
  const free = end.flatMap((_, i) => (held.includes(i) ? [] : [i]));
  const whole = (logs: readonly number[]) =>
    end.map((log, i) => (held.includes(i) ? log : logs[free.indexOf(i)]!));
  const reduced = minimize(
    (logs) => {
      const { value, gradient, hessian } = evaluate(whole(logs));
      return {
        value,
        gradient: free.map((i) => gradient[i]!),
        hessian: free.map((i) => free.map((j) => hessian[i]![j]!)),
      };
    },
    free.map((i) => end[i]!),
    { bound, maxIterations: patience },
  );
  const x = whole(reduced.x);
  return { ...reduced, x, hessian: evaluate(x).hessian };
}
