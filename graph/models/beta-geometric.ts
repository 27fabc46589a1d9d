import { betaRule } from '../math/beta-expectation.ts';
import { atHazard, chanceToStay } from './dropout-hazard.ts';
import { hasShortSeries, negativeBinomialMean } from './negative-binomial-mean.ts';

/**
 * A customer known to be alive, who orders at a gamma-distributed rate and leaves after each order
 * with a beta-distributed probability.
 *
 * `shape` is that of the rate (r + x); time is counted in units of its scale: τ = t / (α + T). `a` and `b`
 * are the shapes of the dropout probability after what has been seen.
 */
export interface BetaGeometric {
  readonly shape: number;
  readonly a: number;
  readonly b: number;
  /** Hazard to leave beside the fitted one, 1 unless told; see `Future`. */
  readonly dropout?: number;
}

/** The τ over which expected orders begin to bend: the rate's own uncertainty, or dropout if that is sooner. */
export function bendOfOrders({ shape, a, b, dropout = 1 }: BetaGeometric): number {
  return 1 / (1 + (dropout * shape * a) / (a + b));
}

/** A function of τ >= 0. */
type OfTime = (tau: number) => number;

/**
 * Expected orders until τ, as a function to be called for many τ: the mean of (1 - (1 + p τ)^-R) / p.
 *
 * Equals (a + b - 1) / (a - 1) (1 - 2F1(R, a - 1; a + b - 1; -τ)) of the papers, without its cancellation at
 * a = 1, small τ and large shapes. Orders without dropout are negative binomial; of k of them the
 * customer stays for Σ E[q^j], j < k. All terms are positive. Relative error at most 1e-12.
 */
export function ordersWhileAlive(customer: BetaGeometric): OfTime {
  const { shape, a, b } = customer;
  if (a === 0) {
    return (tau) => shape * tau;
  }
  const chance = chanceToStay(customer);
  let survival = 1;
  let stays = 0;
  const series = negativeBinomialMean(shape, (k) => {
    stays += survival;
    survival = chance(k);
    return stays;
  });
  const ofDropout = (tau: number) =>
    atHazard(customer, (p) =>
      p * tau === 0 ? shape * tau : -Math.expm1(-shape * Math.log1p(p * tau)) / p,
    );
  const mean = betaRule(a, b);
  return (tau) => (hasShortSeries(shape, tau) ? series(0, tau) : mean(ofDropout(tau)));
}

/**
 * Probability to be still alive at τ, as a function to be called for many τ: the mean of (1 + p τ)^-R.
 *
 * Gauss's 2F1(R, a; a + b; -τ). Relative error at most 1e-12.
 */
export function survivalWhileAlive(customer: BetaGeometric): OfTime {
  const { shape, a, b } = customer;
  if (a === 0) {
    return () => 1;
  }
  const series = negativeBinomialMean(shape, chanceToStay(customer));
  const ofDropout = (tau: number) =>
    atHazard(customer, (p) => Math.exp(-shape * Math.log1p(p * tau)));
  const mean = betaRule(a, b);
  return (tau) => (hasShortSeries(shape, tau) ? series(1, tau) : mean(ofDropout(tau)));
}
