import { betaRule } from '../math/beta-expectation.ts';
import { bendOfOrders, ordersWhileAlive, survivalWhileAlive } from './beta-geometric.ts';
import { atHazard, chanceToStay } from './dropout-hazard.ts';
import type { LivingCustomer } from './living-customer.ts';
import { hasShortSeries, negativeBinomialMean } from './negative-binomial-mean.ts';
import { ordersPerDropout, survivalAtDropout } from './orders-at-dropout.ts';

/** A function of τ >= 0. */
type OfTime = (tau: number) => number;

/**
 * Expected orders of a living customer until τ, as a function to be called for many τ.
 *
 * Phases are negative binomial; n of them bring m = ⌊(n + phase) / k⌋ orders due, of which the customer stays
 * for Σ E[q^i], i < m. A series of positive terms, or quadrature over the dropout probability where that is long.
 * Nothing is approximated. Relative error at most 1e-11.
 */
export function ordersOfLiving(customer: LivingCustomer): OfTime {
  const { shape, a, b, k, phase } = customer;
  if (k === 1) {
    return ordersWhileAlive(customer);
  }
  const chance = chanceToStay(customer);
  let survival = 1;
  let stays = 0;
  const countStays = (n: number) => {
    if ((n + phase) % k === 0) {
      stays += survival;
      survival = chance((n + phase) / k);
    }
    return stays;
  };
  const series = negativeBinomialMean(shape, countStays, k - phase);
  const mean = a === 0 ? null : betaRule(a, b);
  const ordersUntil = ordersPerDropout(customer);
  return (tau) => {
    if (hasShortSeries(shape, tau)) {
      return series(0, tau);
    }
    const ofDropout = ordersUntil(tau);
    return mean ? mean(atHazard(customer, ofDropout)) : ofDropout(0, 1, -1);
  };
}

/** Probability that a living customer is still alive at τ, as a function: E[q^m]. Relative error at most 1e-11. */
export function survivalOfLiving(customer: LivingCustomer): OfTime {
  const { shape, a, b, k, phase } = customer;
  if (k === 1) {
    return survivalWhileAlive(customer);
  }
  if (a === 0) {
    return () => 1;
  }
  const chance = chanceToStay(customer);
  let survival = 1;
  const series = negativeBinomialMean(shape, (n) => {
    if ((n + phase) % k === 0) {
      survival = chance((n + phase) / k);
    }
    return survival;
  });
  const mean = betaRule(a, b);
  const survivalUntil = survivalAtDropout(customer);
  return (tau) =>
    hasShortSeries(shape, tau) ? series(1, tau) : mean(atHazard(customer, survivalUntil(tau)));
}

/**
 * What integration over expected orders must know: the τ over which they begin to bend, and how many more nodes than a
 * concave curve they need, since regular orders come in waves until their rhythm is lost.
 */
export function shapeOfCurve(customer: LivingCustomer): { bend: number; density: number } {
  return customer.k === 1
    ? { bend: bendOfOrders(customer), density: 1 }
    : { bend: 1 / (1 + customer.shape), density: 1.7 };
}
