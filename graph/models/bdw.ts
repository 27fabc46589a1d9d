import { digamma } from '../math/digamma.ts';
import { logBeta } from '../math/log-beta.ts';
import { trigamma } from '../math/trigamma.ts';
import { type ContractualModel, checkDiscountRate, countRenewals } from './contractual.ts';
import { fitContractual, type LogRetention, renewalLikelihood } from './contractual-fit.ts';
import { type Derivatives, noDerivatives } from './curvature.ts';
import { sumOfRenewals } from './renewal-sum.ts';

export type BdwParams = readonly [
  /** Shapes of the beta distribution of the probability to leave at the first renewal. */
  alpha: number,
  beta: number,
  /** How a customer's own inclination changes: above 1 they tire, below 1 they settle, at 1 the model is sBG. */
  c: number,
];

const parameterNames = ['alpha', 'beta', 'c'] as const;

/** S(t) = B(α, β + t^c) / B(α, β), and r its ratio. */
const logRetention: LogRetention = (params, t) => {
  const sums = noDerivatives(3);
  addLogBeta(sums, params, t, 1);
  addLogBeta(sums, params, t - 1, -1);
  return sums;
};

/** Adds ln B(α, β + t^c), times `sign`. */
function addLogBeta(
  sums: Derivatives,
  [alpha = 1, beta = 1, c = 1]: readonly number[],
  t: number,
  sign: number,
): void {
  const stay = beta + t ** c;
  const all = alpha + stay;
  const byC = t > 0 ? t ** c * Math.log(t) : 0;
  const byCC = t > 0 ? byC * Math.log(t) : 0;
  const slope = digamma(stay) - digamma(all);
  const bend = trigamma(stay) - trigamma(all);
  const mixed = -trigamma(all);
  sums.value += sign * logBeta(alpha, stay);
  [digamma(alpha) - digamma(all), slope, slope * byC].forEach((value, i) => {
    sums.gradient[i]! += sign * value;
  });
  [
    [trigamma(alpha) - trigamma(all), mixed, mixed * byC],
    [0, bend, bend * byC],
    [0, 0, bend * byC * byC + slope * byCC],
  ].forEach((row, i) => {
    row.forEach((value, j) => {
      sums.hessian[i]![j]! += sign * value;
    });
  });
}

/**
 * BdW: sBG in which a customer's own probability to leave may also change with time (discrete Weibull). Fits
 * retention curves that sBG cannot, such as those that fall after the first renewals.
 *
 * @see Fader, Hardie, Liu, Davin & Steenburgh (2018), "How to project customer retention" revisited, Journal
 * of Interactive Marketing 43
 */
export const bdw: ContractualModel<BdwParams> = {
  name: 'BDW',
  parameterNames,

  logLikelihood: (params, cohorts) =>
    renewalLikelihood(countRenewals(cohorts), params, logRetention).value,

  fit: (cohorts) => fitContractual(cohorts, parameterNames, logRetention),

  survival: ([alpha, beta, c], t) => Math.exp(logBeta(alpha, beta + t ** c) - logBeta(alpha, beta)),

  retentionRate: ([alpha, beta, c], t) =>
    Math.exp(logBeta(alpha, beta + t ** c) - logBeta(alpha, beta + (t - 1) ** c)),

  /** Survival falls like t^(-α c), so its sum is finite for α c > 1. */
  expectedRemainingRenewals(params, renewals, periods) {
    const [alpha, , c] = params;
    if (periods === Infinity && alpha * c <= 1) {
      return null;
    }
    return sumOfRenewals(remaining(params, renewals), periods, 0);
  },

  discountedResidualLifetime(params, renewals, rate) {
    checkDiscountRate(rate);
    return sumOfRenewals(remaining(params, renewals), Infinity, rate);
  },
};

/** Survival of a customer who has renewed so often, by further renewals. */
function remaining([alpha, beta, c]: BdwParams, renewals: number): (t: number) => number {
  const now = logBeta(alpha, beta + renewals ** c);
  return (t) => Math.exp(logBeta(alpha, beta + (renewals + t) ** c) - now);
}
