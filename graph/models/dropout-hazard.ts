import type { OfProbability } from '../math/beta-expectation.ts';
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
  return (orders) => chanceThrough({ a, b, dropout }, orders);
}

/** The same for one number of orders; 1 where nobody leaves. */
export function chanceThrough(
  { a, b, dropout = 1 }: Pick<BetaGeometric, 'a' | 'b' | 'dropout'>,
  orders: number,
): number {
  return a === 0 ? 1 : Math.exp(logBeta(a, b + dropout * orders) - logBeta(a, b));
}

/** A function of the probabilities to leave and to stay, taken at those of the changed hazard. */
export function atHazard({ dropout = 1 }: BetaGeometric, f: OfProbability): OfProbability {
  if (dropout === 1) {
    return f;
  }
  return (p, q, place) => {
    const logStay = dropout * (p < 0.5 ? Math.log1p(-p) : Math.log(q));
    return f(-Math.expm1(logStay), Math.exp(logStay), place);
  };
}
