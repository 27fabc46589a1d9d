import { raceExponent, raceWon } from '../math/gamma-race.ts';
import { gaussLegendre } from '../math/gauss-legendre.ts';
import { logBeta } from '../math/log-beta.ts';
import { integrateLogConcave } from '../math/log-concave-integral.ts';
import { quadratureNodes } from '../math/quadrature-nodes.ts';
import type { ParetoCustomer } from './pareto-alive.ts';

/**
 * Probability that a living customer orders exactly `n` times within `time`, whether or not still alive then.
 *
 * Either alive to the end, or gone at τ after n orders: with N(τ) the negative binomial probability of n orders until τ,
 * N(t) (1 + t/b)^-s + s ∫ N(τ) (1 + τ/b)^-(s+1) dτ / b. Both terms are positive. Relative error about 1e-14, and some
 * epsilons for each unit of -ln of the result.
 */
export function orderCount(customer: ParetoCustomer, time: number, n: number): number {
  const { ordering, leaving } = customer;
  if (n === 0 || time === 0) {
    return n === 0 ? noOrder(customer, time) : 0;
  }
  const { shape: R, scale: a } = ordering;
  const { shape: s, scale: b } = leaving;
  const nearest = Math.min(a, b);
  const logFactor = -Math.log(n) - logBeta(R, n);
  const logCount = (t: number) => logFactor - n * Math.log1p(a / t) - R * Math.log1p(t / a);
  const staying = Math.exp(logCount(time) - s * Math.log1p(time / b));
  if (s === 0) {
    return staying;
  }
  const left = integrateLogConcave(
    (y) => {
      const t = nearest * Math.expm1(y);
      return logCount(t) - s * Math.log1p(t / b) + Math.log((nearest + t) / (b + t));
    },
    Math.log1p(time / nearest),
  );
  return staying + s * left;
}

function noOrder({ ordering, leaving }: ParetoCustomer, time: number): number {
  return Math.exp(-raceExponent(ordering, leaving, time)) + raceWon(leaving, ordering, time);
}

/**
 * The same for 0, 1, ... `upTo` orders at once: one set of nodes for all integrals, and at each of them one
 * negative binomial distribution by its recurrence. A hundred counts cost little more than a few.
 *
 * Error below 1e-13 of 1; small probabilities keep fewer digits than `orderCount` gives them.
 */
export function orderCounts(customer: ParetoCustomer, time: number, upTo: number): Float64Array {
  const { ordering, leaving } = customer;
  const fall = raceExponent(ordering, leaving, time);
  const nearest = Math.min(ordering.scale, leaving.scale);
  const end = Math.log1p(time / nearest);
  // The peak of the n-th integrand is about 1 / √n wide.
  const count = quadratureNodes(end, fall) + Math.ceil((3 + 2.2 * end) * Math.sqrt(upTo));
  if (count > mostNodes || fall > deepestFall) {
    return Float64Array.from({ length: upTo + 1 }, (_, n) => orderCount(customer, time, n));
  }
  const counts = new Float64Array(upTo + 1);
  addCounts(counts, customer, time, survivalAt(customer, time));
  const { shape: s, scale: b } = leaving;
  const { nodes, weights } = gaussLegendre(count);
  const half = end / 2;
  for (let i = 0; i < count; i++) {
    const t = nearest * Math.expm1(half * (1 + nodes[i]!));
    const leavingAt = s * half * weights[i]! * ((nearest + t) / (b + t));
    addCounts(counts, customer, t, leavingAt * survivalAt(customer, t));
  }
  return counts;
}

/** Beyond these the counts are taken one by one. */
const mostNodes = 160;
const deepestFall = 300;

/** Probability that a customer alive now has not left by t. */
function survivalAt({ leaving }: ParetoCustomer, t: number): number {
  return Math.exp(-leaving.shape * Math.log1p(t / leaving.scale));
}

/** Adds the negative binomial probabilities of 0, 1, ... orders until t, times a weight. */
function addCounts(
  counts: Float64Array,
  { ordering: { shape: R, scale: a } }: ParetoCustomer,
  t: number,
  weight: number,
): void {
  const share = t / (a + t);
  let term = weight * Math.exp(-R * Math.log1p(t / a));
  counts[0]! += term;
  for (let n = 1; n < counts.length; n++) {
    term *= (share * (R + n - 1)) / n;
    counts[n]! += term;
  }
}
