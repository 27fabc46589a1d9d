import type { FitReport, Insufficient } from './outcome.ts';

/**
 * Customers of a subscription who were still there after 0, 1, 2, ... renewals fell due: one cohort, whole
 * or as far as it has been observed.
 */
export type CohortSurvivors = readonly number[];

/** What all cohorts say together: entry t - 1 is about the t-th renewal. */
export interface Renewals {
  /** Customers for whom it fell due. */
  readonly due: readonly number[];
  /** Those who renewed. */
  readonly renewed: readonly number[];
}

export interface ContractualFit<P extends readonly number[]> extends FitReport {
  readonly params: P;
}

/** Too little for a fit of a contractual model. */
export interface TooFewRenewals extends Omit<Insufficient, 'code'> {
  readonly code: 'TOO_FEW_CUSTOMERS' | 'TOO_FEW_RENEWALS';
}

/**
 * A model of subscriptions: a customer renews or leaves when a period ends, and the leaving is seen.
 *
 * All times are whole periods. `renewals` is how often a customer has renewed so far; the next
 * renewal, if any, is that of number `renewals` + 1.
 */
export interface ContractualModel<P extends readonly number[]> {
  readonly name: 'SBG' | 'BDW';
  readonly parameterNames: readonly string[];

  logLikelihood(params: P, cohorts: readonly CohortSurvivors[]): number;

  /** Maximum-likelihood parameters; a typed reason where there are too few customers or renewals. */
  fit(cohorts: readonly CohortSurvivors[]): ContractualFit<P> | TooFewRenewals;

  /** S(t): share of new customers still there after `t` renewals fell due. */
  survival(params: P, t: number): number;

  /** Share of those for whom the `t`-th renewal falls due who do renew; rises with t as the fickle leave first. */
  retentionRate(params: P, t: number): number;

  /**
   * Renewals expected of a customer over the next `periods` due dates, which may be Infinity.
   *
   * Null where the mean lifetime is infinite: some customers all but never leave.
   */
  expectedRemainingRenewals(params: P, renewals: number, periods: number): number | null;

  /**
   * DERL, for a rate > 0: renewals still expected just before the next one falls due, each worth (1 + rate)^-i when i periods
   * later than that one. Divide by (1 + rate) for a customer who has just renewed.
   *
   * @see Fader & Hardie (2010), Customer-base valuation in a contractual setting, Marketing Science 29:1
   */
  discountedResidualLifetime(params: P, renewals: number, rate: number): number;
}

/** Throws a RangeError for a discount rate at which a lifetime may have no finite worth. */
export function checkDiscountRate(rate: number): void {
  if (!(rate > 0 && rate < Infinity)) {
    throw new RangeError(`Expected a finite discount rate > 0 a period, got ${rate}`);
  }
}

/** Adds up cohorts; throws a RangeError that shows a cohort no subscription could have. */
export function countRenewals(cohorts: readonly CohortSurvivors[]): Renewals {
  const due: number[] = [];
  const renewed: number[] = [];
  for (const cohort of cohorts) {
    checkCohort(cohort);
    for (let t = 1; t < cohort.length; t++) {
      due[t - 1] = (due[t - 1] ?? 0) + cohort[t - 1]!;
      renewed[t - 1] = (renewed[t - 1] ?? 0) + cohort[t]!;
    }
  }
  return { due, renewed };
}

function checkCohort(cohort: CohortSurvivors): void {
  const isLegal = cohort.every(
    (survivors, t) => survivors >= 0 && survivors <= (cohort[t - 1] ?? Number.MAX_VALUE),
  );
  if (!isLegal) {
    throw new RangeError(
      `Expected survivors of a cohort to be numbers >= 0 that never rise, got ${cohort.join(', ')}`,
    );
  }
}
