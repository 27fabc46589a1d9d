import type { Matrix } from '../math/cholesky.ts';
import type { Curvature } from '../math/minimize.ts';

/** A log-likelihood and its derivatives, summed up in place. The Hessian is kept as its upper triangle. */
export interface Derivatives {
  value: number;
  readonly gradient: number[];
  readonly hessian: number[][];
}

export function noDerivatives(size: number): Derivatives {
  return {
    value: 0,
    gradient: new Array<number>(size).fill(0),
    hessian: Array.from({ length: size }, () => new Array<number>(size).fill(0)),
  };
}

/** The negative log-likelihood as a function of the logarithms of positive parameters. */
export function negatedInLogs(at: Derivatives, params: readonly number[]): Curvature {
  const gradient = params.map((param, i) => -param * at.gradient[i]!);
  const hessian: Matrix = params.map((pi, i) =>
    params.map((pj, j) => {
      const second = -pi * pj * at.hessian[Math.min(i, j)]![Math.max(i, j)]!;
      return i === j ? second + gradient[i]! : second;
    }),
  );
  return { value: -at.value, gradient, hessian };
}
