import { raceExponent, raceWon } from '../math/gamma-race.ts';
import { integrateLogConcave } from '../math/log-concave-integral.ts';
import { logGamma } from '../math/log-gamma.ts';
import { logRising } from '../math/log-rising.ts';
import type { ParetoCustomer } from './pareto-alive.ts';

/**
 * Probability that a living customer orders exactly `n` times within `time` > 0, whether or not still alive then.
 *
 * Either alive to the end, or gone at τ after n orders: with N(τ) the negative binomial probability of n orders until τ,
 * N(t) (1 + t/b)^-s + s ∫ N(τ) (1 + τ/b)^-(s+1) dτ / b. Both terms are positive. Relative error about 1e-12, and an epsilon for
 * each unit of the logarithms of N's factors.
 */
export function orderCount(customer: ParetoCustomer, time: number, n: number): number {
  const { ordering, leaving } = customer;
  if (n === 0) {
    return Math.exp(-raceExponent(ordering, leaving, time)) + raceWon(leaving, ordering, time);
  }
  const { shape: R, scale: a } = ordering;
  const { shape: s, scale: b } = leaving;
  const nearest = Math.min(a, b);
  const logFactor = logRising(R, n) - logGamma(n + 1);
  const logCount = (t: number) => logFactor + n * Math.log(t / (a + t)) - R * Math.log1p(t / a);
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
