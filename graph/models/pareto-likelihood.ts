import type { Curvature } from '../math/minimize.ts';
import type { ParetoGroup } from './pareto-data.ts';
import {
  addPoint,
  leavingMoments,
  momentCount,
  type ParetoRates,
  silenceExponent,
} from './pareto-moments.ts';
import { risingSums } from './rising-sums.ts';

/** Parameters of Pareto/NBD, named as in Schmittlein, Morrison & Colombo (1987). */
export type ParetoParams = readonly [
  /** Shape of the gamma distribution of order rates. */
  r: number,
  /** Rate of that distribution, in the unit of time of the purchases. */
  alpha: number,
  /** Shape of the gamma distribution of dropout rates; 0 where nobody drops out (NBD). */
  s: number,
  /** Rate of that distribution, in the unit of time of the purchases. */
  beta: number,
];

/**
 * Negative log-likelihood of cells, with gradient and Hessian in (ln r, ln α, ln s, ln β).
 *
 * L = Γ(r+x)/Γ(r) α^-x M with M = e^(-E(T)) + s ∫ e^(-E(u)) du / (β + u) over [t_x, T]: alive at T, or gone at u.
 * With G of `leavingMoments` that is e^(-E(t_x)) (w (1 - G(T)) + G(t_x)), w = e^(E(t_x) - E(T)). Derivatives are
 * taken under the integral.
 */
export function paretoLikelihood(
  groups: readonly ParetoGroup[],
  [r, alpha, s, beta]: ParetoParams,
): Curvature {
  const sums = { value: 0, gradient: new Float64Array(4), hessian: new Float64Array(16) };
  const longest = groups.reduce((most, { times }) => Math.max(most, times.length), 0);
  const buffers = {
    moments: new Float64Array(longest * momentCount),
    points: new Float64Array(longest * momentCount),
    exponents: new Float64Array(longest),
  };
  addOrders(sums, groups, r, alpha);
  for (const group of groups) {
    addSilence(sums, group, { R: r + group.frequency, alpha, s, beta }, r, buffers);
  }
  const { gradient, hessian } = sums;
  return {
    value: -sums.value,
    gradient: Array.from(gradient, (slope) => -slope),
    hessian: [0, 1, 2, 3].map((i) =>
      [0, 1, 2, 3].map((j) => -hessian[4 * Math.min(i, j) + Math.max(i, j)]!),
    ),
  };
}

interface Sums {
  value: number;
  readonly gradient: Float64Array;
  /** Upper triangle, row by row. */
  readonly hessian: Float64Array;
}

/** ln Γ(r+x)/Γ(r) - x ln α. */
function addOrders(sums: Sums, groups: readonly ParetoGroup[], r: number, alpha: number): void {
  const frequencies = Float64Array.from(groups, ({ frequency }) => frequency);
  const rising = risingSums(r, frequencies);
  const logAlpha = Math.log(alpha);
  groups.forEach(({ frequency, customers }, i) => {
    const count = customers.reduce((sum, some) => sum + some, 0);
    const slope = r * rising.first[i]!;
    sums.value += count * (rising.log[i]! - frequency * logAlpha);
    sums.gradient[0]! += count * slope;
    sums.gradient[1]! -= count * frequency;
    sums.hessian[0]! += count * (slope - r * r * rising.second[i]!);
  });
}

interface Buffers {
  /** Of having left after each time. */
  readonly moments: Float64Array;
  /** Of each time itself. */
  readonly points: Float64Array;
  readonly exponents: Float64Array;
}

/** ln M of one group's cells. */
function addSilence(
  sums: Sums,
  group: ParetoGroup,
  rates: ParetoRates,
  r: number,
  { moments, points, exponents }: Buffers,
): void {
  const { times, recencyIndex, ageIndex, customers } = group;
  leavingMoments(rates, times, moments);
  points.fill(0, 0, times.length * momentCount);
  times.forEach((time, i) => {
    exponents[i] = silenceExponent(rates, time);
    addPoint(points, i * momentCount, rates, time, 1);
  });
  const stay = new Float64Array(momentCount);
  const leave = new Float64Array(momentCount);
  const slope = new Float64Array(4);
  const squares = new Float64Array(16);
  for (let i = 0; i < customers.length; i++) {
    const start = recencyIndex[i]! * momentCount;
    const end = ageIndex[i]! * momentCount;
    const exponent = exponents[recencyIndex[i]!]!;
    const silent = Math.exp(exponent - exponents[ageIndex[i]!]!);
    const mass = silent * (1 - moments[end]!) + moments[start]!;
    const count = customers[i]!;
    const staying = silent / mass;
    sums.value += count * (Math.log(mass) - exponent);
    const left = (k: number) => moments[start + k]! / mass - staying * moments[end + k]!;
    const stayed = (k: number) => staying * points[end + k]!;
    for (let k = 0; k < momentCount; k++) {
      stay[k]! += count * stayed(k);
      leave[k]! += count * left(k);
    }
    slope[0] = -r * (left(1) + stayed(1));
    slope[1] = rates.R * (left(2) + stayed(2));
    slope[2] = left(0) - rates.s * (left(3) + stayed(3));
    slope[3] = (rates.s + 1) * left(4) - left(0) + rates.s * stayed(4);
    addSquare(squares, slope, count);
  }
  addDerivatives(sums, stay, rates, { r, power: rates.s, isLeaving: 0 });
  addDerivatives(sums, leave, rates, { r, power: rates.s + 1, isLeaving: 1 });
  squares.forEach((square, k) => {
    sums.hessian[k]! -= square;
  });
}

/** Adds the upper triangle of the outer product of the vector, row by row. */
function addSquare(sums: Float64Array, vector: Float64Array, weight: number): void {
  for (let i = 0; i < 4; i++) {
    const scaled = weight * vector[i]!;
    for (let j = i; j < 4; j++) {
      sums[4 * i + j]! += scaled * vector[j]!;
    }
  }
}

interface Integrand {
  readonly r: number;
  /** Exponent of 1 + u/β. */
  readonly power: number;
  /** 1 for the integrand of having left, which has s / β before it; 0 for having stayed. */
  readonly isLeaving: 0 | 1;
}

/**
 * Slopes and curvatures, in the log-parameters, of (s / β)^isLeaving (1 + u/α)^-R (1 + u/β)^-power, whose
 * logarithm has slopes -r A, R p, isLeaving - s B, power q - isLeaving.
 */
function addDerivatives(
  { gradient, hessian }: Sums,
  moments: Float64Array,
  { R, s }: ParetoRates,
  { r, power, isLeaving: l }: Integrand,
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
