import { logBeta } from '../math/log-beta.ts';
import type { BetaGeometric } from './beta-geometric.ts';

/**
 * A changed hazard h to leave after an order: who stayed through an order with probability q now does with q^h, so that
 * as many stay through n orders as stayed through h n. Any h > 0 leaves a probability a probability.
 */

/** E[q^(h n)] for n = 1, 2, ... asked for in turn: the chance to stay through n orders. */
export function chanceToStay({ a, b, dropout = 1 }: BetaGeometric): (orders: number) => number {
  if (dropout === 1) {
    let chance = 1;
    return (orders) => {
      chance *= (b + orders - 1) / (a + b + orders - 1);
      return chance;
    };
  }
  const whole = logBeta(a, b);
  return (orders) => Math.exp(logBeta(a, b + dropout * orders) - whole);
}

/** A function of the probabilities to leave and to stay, taken at those of the changed hazard. */
export function atHazard(
  { dropout = 1 }: BetaGeometric,
  f: (p: number, q: number) => number,
): (p: number, q: number) => number {
  if (dropout === 1) {
    return f;
  }
  return (p, q) => {
    const logStay = dropout * (p < 0.5 ? Math.log1p(-p) : Math.log(q));
    return f(-Math.expm1(logStay), Math.exp(logStay));
  };
}
