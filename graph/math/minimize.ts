import { cholesky, type Matrix, solveCholesky } from './cholesky.ts';

/** A function's value and first two derivatives at a point. */
export interface Curvature {
  readonly value: number;
  readonly gradient: readonly number[];
  readonly hessian: Matrix;
}

export interface MinimizeOptions {
  /** The search stays in [-bound, bound] in every coordinate. */
  readonly bound: number;
  /** Stop when a Newton step promises less than this; in units of the value. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

export interface Minimum {
  readonly x: readonly number[];
  readonly value: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Largest slope in a direction that is still free; slopes against an active bound do not count. */
  readonly gradientNorm: number;
  readonly hessian: Matrix;
}

const defaults: MinimizeOptions = { bound: 18, tolerance: 1e-11, maxIterations: 500 };

/**
 * Finds a local minimum of a smooth function of a few variables in a box, by Newton steps.
 *
 * Each step solves (H + λ I) s = -g over the coordinates that are not held at a bound. λ grows until
 * the step lowers the value and shrinks while the quadratic model predicts well (Levenberg's
 * form of a trust region), so near the minimum the steps are Newton's own and converge quadratically.
 *
 * @see Nocedal & Wright (2006), Numerical Optimization, chapter 4
 */
export function minimize(
  evaluate: (x: readonly number[]) => Curvature,
  start: readonly number[],
  options: Partial<MinimizeOptions> = {},
): Minimum {
  const settings = { ...defaults, ...options };
  let x: readonly number[] = start.map((value) => clamp(value, settings.bound));
  let at = evaluate(x);
  let damping = 0;
  let iterations = 0;
  let converged = false;
  while (!converged && iterations < settings.maxIterations && damping < 1e12) {
    iterations++;
    const step = dampedStep(x, at, damping * scaleOf(at.hessian), settings.bound);
    if (!step) {
      damping = harder(damping);
      continue;
    }
    const next = x.map((value, i) => clamp(value + step.move[i]!, settings.bound));
    const there = evaluate(next);
    const drop = at.value - there.value;
    // Sums of a million logarithms are only good to a thousand epsilons of their size: a step promising less
    // than that cannot be judged by the value, and is taken on the word of the gradient.
    const noise = 4096 * Number.EPSILON * Math.abs(at.value);
    const isBlind = step.promise <= noise && Math.abs(drop) <= noise;
    if (!(drop >= 0 || isBlind)) {
      // A step that promised next to nothing, and did not even bring that: the value has no more digits.
      converged = damping === 0 && step.promise <= settings.tolerance * 1e4;
      damping = harder(damping);
      continue;
    }
    // Under heavy damping a small promise says nothing of the distance still to go.
    converged = damping === 0 && step.promise <= settings.tolerance;
    damping = isBlind || drop >= 0.25 * step.promise ? softer(damping) : damping;
    x = next;
    at = there;
  }
  return {
    x,
    value: at.value,
    iterations,
    converged,
    gradientNorm: Math.max(
      0,
      ...freeOf(x, at.gradient, settings.bound).map((i) => Math.abs(at.gradient[i]!)),
    ),
    hessian: at.hessian,
  };
}

/** Damping is relative to the largest curvature. Less than a thousandth of it rarely mends a bad step. */
function harder(damping: number): number {
  return Math.max(damping * 16, 1e-3);
}

function softer(damping: number): number {
  return damping < 1e-4 ? 0 : damping / 32;
}

interface Step {
  readonly move: readonly number[];
  /** By how much the quadratic model says the value falls. */
  readonly promise: number;
}

/** The Newton step of the free coordinates, or null where H + λ I is not positive definite. */
function dampedStep(
  x: readonly number[],
  at: Curvature,
  lambda: number,
  bound: number,
): Step | null {
  const free = freeOf(x, at.gradient, bound);
  const lower = cholesky(
    free.map((i) => free.map((j) => at.hessian[i]![j]! + (i === j ? lambda : 0))),
  );
  if (!lower) {
    return null;
  }
  const solution = solveCholesky(
    lower,
    free.map((i) => -at.gradient[i]!),
  );
  // A step of more than four in a log-parameter is a factor of fifty: beyond what a quadratic can know.
  const shrink = Math.min(1, 4 / Math.max(1e-300, ...solution.map(Math.abs)));
  const move = x.map(() => 0);
  let promise = 0;
  free.forEach((i, n) => {
    move[i] = solution[n]! * shrink;
    promise -= 0.5 * at.gradient[i]! * move[i]!;
  });
  return { move, promise };
}

/** The coordinates that are inside the box, or at its edge with the value falling inwards. */
function freeOf(x: readonly number[], gradient: readonly number[], bound: number): number[] {
  return x.flatMap((value, i) => {
    const outward = (value >= bound && gradient[i]! < 0) || (value <= -bound && gradient[i]! > 0);
    return outward ? [] : [i];
  });
}

function scaleOf(hessian: Matrix): number {
  return Math.max(1e-8, ...hessian.map((row, i) => Math.abs(row[i]!)));
}

function clamp(value: number, bound: number): number {
  return Math.min(bound, Math.max(-bound, value));
}
