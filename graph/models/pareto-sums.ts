import { momentCount, type ParetoRates } from './pareto-moments.ts';

export interface Sums {
  value: number;
  readonly gradient: Float64Array;
  /** Four by four, row by row; only the upper triangle is kept. */
  readonly hessian: Float64Array;
}

export function noSums(): Sums {
  return { value: 0, gradient: new Float64Array(4), hessian: new Float64Array(16) };
}

export interface GroupRates extends ParetoRates {
  readonly r: number;
}

/** The sum of the moments of each time, times its weight. */
export function weightedMoments(weights: Float64Array, moments: Float64Array): Float64Array {
  const sums = new Float64Array(momentCount);
  weights.forEach((weight, i) => {
    for (let k = 0; k < momentCount; k++) {
      sums[k]! += weight * moments[i * momentCount + k]!;
    }
  });
  return sums;
}

/** Adds the upper triangle of the outer product of the vector, row by row. */
export function addSquare(sums: Float64Array, vector: Float64Array, weight: number): void {
  for (let i = 0; i < 4; i++) {
    const scaled = weight * vector[i]!;
    for (let j = i; j < 4; j++) {
      sums[4 * i + j]! += scaled * vector[j]!;
    }
  }
}

interface Integrand {
  /** Exponent of 1 + u/β. */
  readonly power: number;
  /** 1 for the integrand of having left, which has s / β before it; 0 for having stayed. */
  readonly isLeaving: 0 | 1;
}

/**
 * Slopes and curvatures, in the log-parameters, of (s / β)^isLeaving (1 + u/α)^-R (1 + u/β)^-power, whose
 * logarithm has slopes -r A, R p, isLeaving - s B, power q - isLeaving.
 */
export function addDerivatives(
  { gradient, hessian }: Sums,
  moments: Float64Array,
  { r, R, s }: GroupRates,
  { power, isLeaving: l }: Integrand,
): void {
  const [one, A, p, B, q, AA, Ap, AB, Aq, pp, pB, pq, BB, Bq, qq] = moments as unknown as Moments;
  gradient[0]! -= r * A;
  gradient[1]! += R * p;
  gradient[2]! += l * one - s * B;
  gradient[3]! += power * q - l * one;
  hessian[0]! += r * r * AA - r * A;
  hessian[1]! += r * p - r * R * Ap;
  hessian[2]! += r * s * AB - l * r * A;
  hessian[3]! += l * r * A - r * power * Aq;
  hessian[5]! += R * R * pp - R * (p - pp);
  hessian[6]! += l * R * p - R * s * pB;
  hessian[7]! += R * power * pq - l * R * p;
  hessian[10]! += l * one - (1 + 2 * l) * s * B + s * s * BB;
  hessian[11]! += (l * power + s) * q - l * one + l * s * B - s * power * Bq;
  hessian[15]! += power * power * qq - 2 * l * power * q + l * one - power * (q - qq);
}

type Moments = readonly [
  one: number,
  A: number,
  p: number,
  B: number,
  q: number,
  AA: number,
  Ap: number,
  AB: number,
  Aq: number,
  pp: number,
  pB: number,
  pq: number,
  BB: number,
  Bq: number,
  qq: number,
];
