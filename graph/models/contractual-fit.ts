import { minimize } from '../math/minimize.ts';
import {
  type CohortSurvivors,
  type ContractualFit,
  countRenewals,
  type Renewals,
  type TooFewRenewals,
} from './contractual.ts';
import { type Derivatives, negatedInLogs, noDerivatives } from './curvature.ts';
import { fitReport } from './fit-report.ts';

/** ln of the probability to renew for the t-th time, with its derivatives in the parameters. */
export type LogRetention = (params: readonly number[], t: number) => Derivatives;

/** Largest |ln parameter|. */
const bound = 12;

const minimumCustomers = 30;

/** Maximum likelihood by Newton's method in the logarithms of the parameters. */
export function fitContractual<P extends readonly number[]>(
  cohorts: readonly CohortSurvivors[],
  names: readonly string[],
  logRetention: LogRetention,
): ContractualFit<P> | TooFewRenewals {
  const renewals = countRenewals(cohorts);
  const customers = cohorts.reduce((sum, cohort) => sum + (cohort[0] ?? 0), 0);
  const refusal = tooFew(renewals, customers, names.length);
  if (refusal) {
    return refusal;
  }
  const minimum = minimize(
    (logs) => {
      const at = logs.map(Math.exp);
      return negatedInLogs(renewalLikelihood(renewals, at, logRetention), at);
    },
    names.map(() => 0),
    { bound },
  );
  const params = minimum.x.map(Math.exp) as unknown as P;
  const logLikelihood = -minimum.value;
  const report = fitReport({
    names,
    params,
    minimum,
    bound,
    logLikelihood,
    customers,
    warnings: [],
  });
  return { ...report, params };
}

/** Each renewal due is a coin with the retention rate of its number: Σ renewed ln r + left ln(1 - r). */
export function renewalLikelihood(
  { due, renewed }: Renewals,
  params: readonly number[],
  logRetention: LogRetention,
): Derivatives {
  const sums = noDerivatives(params.length);
  due.forEach((customers, i) => {
    const stayed = renewed[i]!;
    const left = customers - stayed;
    const { value, gradient, hessian } = logRetention(params, i + 1);
    const leaving = -Math.expm1(value);
    // Slope and curvature of left · ln(1 - e^value) in `value`.
    const slope = left === 0 ? 0 : (-left * Math.exp(value)) / leaving;
    const curvature = slope / leaving;
    sums.value += stayed * value + (left === 0 ? 0 : left * Math.log(leaving));
    gradient.forEach((first, m) => {
      sums.gradient[m]! += (stayed + slope) * first;
      for (let n = m; n < gradient.length; n++) {
        sums.hessian[m]![n]! +=
          (stayed + slope) * hessian[m]![n]! + curvature * first * gradient[n]!;
      }
    });
  });
  return sums;
}

function tooFew({ due }: Renewals, customers: number, need: number): TooFewRenewals | null {
  if (customers < minimumCustomers) {
    return {
      kind: 'insufficient',
      code: 'TOO_FEW_CUSTOMERS',
      have: customers,
      need: minimumCustomers,
      message: `a fit needs at least ${minimumCustomers} customers, and there are ${customers}`,
    };
  }
  const have = due.filter((count) => count > 0).length;
  return have >= need
    ? null
    : {
        kind: 'insufficient',
        code: 'TOO_FEW_RENEWALS',
        have,
        need,
        message: `a fit of ${need} parameters needs ${need} renewals in a row, and ${have} have been seen`,
      };
}
