import type { Curvature } from '../math/minimize.ts';
import type { ParetoGroup } from './pareto-data.ts';
import { addPoint, leavingMoments, momentCount, silenceExponent } from './pareto-moments.ts';
import {
  addDerivatives,
  addSquare,
  type GroupRates,
  noSums,
  type Sums,
  weightedMoments,
} from './pareto-sums.ts';
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
  const sums = noSums();
  addOrders(sums, groups, r, alpha);
  const longest = groups.reduce((most, { times }) => Math.max(most, times.length), 0);
  const moments = new Float64Array(longest * momentCount);
  for (const group of groups) {
    const rates = { R: r + group.frequency, alpha, s, beta };
    leavingMoments(rates, group.times, moments);
    addSilence(sums, group, { ...rates, r }, moments);
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

/** ln Γ(r+x)/Γ(r) - x ln α. */
export function addOrders(
  sums: Sums,
  groups: readonly ParetoGroup[],
  r: number,
  alpha: number,
): void {
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

/** ln M of one group's cells. */
function addSilence(
  sums: Sums,
  { times, recencyIndex, ageIndex, customers }: ParetoGroup,
  rates: GroupRates,
  moments: Float64Array,
): void {
  const { r, R, s } = rates;
  const exponents = times.map((time) => silenceExponent(rates, time));
  const points = new Float64Array(times.length * momentCount);
  times.forEach((time, i) => {
    addPoint(points, i * momentCount, rates, time, 1);
  });
  // By what the cells multiply the moments of each time: those are added up once a time, not once a cell.
  const stayWeights = new Float64Array(times.length);
  const leaveWeights = new Float64Array(times.length);
  const squares = new Float64Array(16);
  const slope = new Float64Array(4);
  for (let i = 0; i < customers.length; i++) {
    const start = recencyIndex[i]!;
    const end = ageIndex[i]!;
    const from = start * momentCount;
    const to = end * momentCount;
    const silent = Math.exp(exponents[start]! - exponents[end]!);
    const mass = silent * (1 - moments[to]!) + moments[from]!;
    const count = customers[i]!;
    sums.value += count * (Math.log(mass) - exponents[start]!);
    const perMass = 1 / mass;
    const staying = silent / mass;
    leaveWeights[start]! += count * perMass;
    leaveWeights[end]! -= count * staying;
    stayWeights[end]! += count * staying;
    const left = perMass * moments[from]! - staying * moments[to]!;
    const leftAt = perMass * moments[from + 4]! - staying * moments[to + 4]!;
    const either = (k: number) =>
      perMass * moments[from + k]! + staying * (points[to + k]! - moments[to + k]!);
    slope[0] = -r * either(1);
    slope[1] = R * either(2);
    slope[2] = left - s * either(3);
    slope[3] = (s + 1) * leftAt + s * staying * points[to + 4]! - left;
    addSquare(squares, slope, count);
  }
  const staying = weightedMoments(stayWeights, points);
  const leaving = weightedMoments(leaveWeights, moments);
  addDerivatives(sums, staying, rates, { power: s, isLeaving: 0 });
  addDerivatives(sums, leaving, rates, { power: s + 1, isLeaving: 1 });
  squares.forEach((square, k) => {
    sums.hessian[k]! -= square;
  });
}
