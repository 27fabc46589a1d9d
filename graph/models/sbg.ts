import { betaExpectation } from '../math/beta-expectation.ts';
import { logRising } from '../math/log-rising.ts';
import { type ContractualModel, checkDiscountRate, countRenewals } from './contractual.ts';
import { fitContractual, type LogRetention, renewalLikelihood } from './contractual-fit.ts';
import { sumOfRenewals } from './renewal-sum.ts';

/** Shapes of the beta distribution of the probability to leave at a renewal. */
export type SbgParams = readonly [alpha: number, beta: number];

const parameterNames = ['alpha', 'beta'] as const;

/** r = (β + t - 1) / (α + β + t - 1). */
const logRetention: LogRetention = ([alpha = 1, beta = 1], t) => {
  const stay = beta + t - 1;
  const all = alpha + stay;
  const squared = 1 / (all * all);
  return {
    value: Math.log1p(-alpha / all),
    gradient: [-1 / all, alpha / (stay * all)],
    hessian: [
      [squared, squared],
      [0, squared - 1 / (stay * stay)],
    ],
  };
};

/**
 * sBG: at each renewal a customer leaves with a probability of their own, which is beta distributed and
 * never changes; retention rates rise because those who leave easily leave first.
 *
 * @see Fader & Hardie (2007), How to project customer retention, Journal of Interactive Marketing 21:1
 * @example sbg.retentionRate([0.668, 3.806], 1); // 0.8507
 */
export const sbg: ContractualModel<SbgParams> = {
  name: 'SBG',
  parameterNames,

  logLikelihood: (params, cohorts) =>
    renewalLikelihood(countRenewals(cohorts), params, logRetention).value,

  fit: (cohorts) => fitContractual(cohorts, parameterNames, logRetention),

  survival: ([alpha, beta], t) => Math.exp(logRising(beta, t) - logRising(alpha + beta, t)),

  retentionRate: ([alpha, beta], t) => (beta + t - 1) / (alpha + beta + t - 1),

  expectedRemainingRenewals([alpha, beta], renewals, periods) {
    if (periods === Infinity) {
      return alpha > 1 ? (beta + renewals) / (alpha - 1) : null;
    }
    return sumOfRenewals((t) => sbg.survival([alpha, beta + renewals], t), periods, 0);
  },

  /** (β + n) / (α + β + n) 2F1(1, β + n + 1; α + β + n + 1; 1 / (1 + rate)), as the mean over the probability to leave. */
  discountedResidualLifetime([alpha, beta], renewals, rate) {
    checkDiscountRate(rate);
    const stay = beta + renewals;
    const mean = betaExpectation(alpha, stay + 1, (p) => (1 + rate) / (rate + p));
    return (stay / (alpha + stay)) * mean;
  },
};
