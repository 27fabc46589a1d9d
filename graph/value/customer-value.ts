import type Big from 'big.js';
import { daysBetween } from '../calendar.ts';
import type { CustomerKey } from '../customers/customer-key.ts';
import type { Summary } from '../customers/summary.ts';
import type { Purchases } from '../models/cells.ts';
import { dayNumber } from '../models/season.ts';
import type { Metrics } from '../populations/metrics.ts';
import type { Settings } from '../settings.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { basisRate, historicValue } from './basis.ts';
import { type Definition, define } from './definition.ts';
import { type Estimate, once, scaleInterval } from './estimate.ts';
import { customerFormulas, predictedFormula } from './formulas.ts';
import { type InsufficientData, isInsufficient, noOrders, predictorsOf } from './prediction.ts';
import type { Terms } from './terms.ts';

/** What one customer is worth; see value.graphql. Money of the model is a number, of the past exact. */
export interface CustomerValue {
  readonly key: CustomerKey;
  readonly currency: string;
  readonly historic: Big;
  /** Predicted value over a horizon, Infinity for the whole remaining life; null when `reason` says why. */
  predict(horizonDays: number): Estimate | null;
  readonly terms: Terms;
  readonly summary: Summary;
  readonly definition: Definition;
  readonly reason: InsufficientData | null;
}

export interface CustomerValueInput {
  readonly key: CustomerKey;
  readonly summary: Summary;
  /** Whose parameters hold for them under the covariates of the snapshot's model. */
  readonly stratum: number;
  /** Last day the summary knows. */
  readonly asOfDay: string;
  readonly terms: Terms;
  readonly settings: Settings;
  readonly snapshot: Snapshot | undefined;
}

export function customerValue(input: CustomerValueInput): CustomerValue {
  const { summary, terms, settings, snapshot, asOfDay } = input;
  return {
    key: input.key,
    currency: settings.currency,
    historic: historicValue(terms.basis, summary, settings.variableCost),
    ...prediction(input),
    terms,
    summary,
    definition: define({
      formula: predictedFormula,
      formulas: customerFormulas,
      terms,
      settings,
      snapshot,
      stratum: input.stratum,
      customers: summary.orders > 0 ? 1 : 0,
      asOfDay: terms.asOfDay ?? asOfDay,
    }),
  };
}

function prediction(input: CustomerValueInput): Pick<CustomerValue, 'predict' | 'reason'> {
  const { summary, stratum, asOfDay, terms, settings, snapshot } = input;
  const predictors = predictorsOf(snapshot, terms.model);
  if (isInsufficient(predictors)) {
    return { predict: () => null, reason: predictors };
  }
  if (summary.orders === 0) {
    return { predict: () => null, reason: noOrders };
  }
  const { orders, spend, valueInterval } = predictors;
  const purchases = { ...purchasesAt(summary, asOfDay, terms.asOfDay), stratum };
  const customer = { ...purchases, repeatSpend: Number(summary.repeatSpend) };
  const rate = basisRate(terms.basis, snapshot, settings);
  const orderValue = spend.expectedOrderValue(customer.frequency, customer.repeatSpend) * rate;
  const { discountRate: annualRate, level } = terms;
  return {
    predict: (horizonDays) => ({
      amount: orderValue * orders.discountedOrders(purchases, horizonDays, annualRate),
      currency: settings.currency,
      level,
      interval: once(() =>
        scaleInterval(valueInterval(customer, { horizonDays, annualRate, level }), rate),
      ),
    }),
    reason: null,
  };
}

/** x, t_x and T in days; a day after the summary's last one adds silence. */
export function purchasesAt(summary: Summary, summaryDay: string, day: string | null): Purchases {
  const silence = day ? Math.max(daysBetween(summaryDay, day), 0) : 0;
  return {
    frequency: summary.frequency,
    recency: summary.recencyDays,
    age: summary.ageDays + silence,
    endDay: dayNumber(summaryDay) + silence,
  };
}

/** Why there is no simple value. */
export type SimpleReason = 'NO_SNAPSHOT' | 'NO_ORDERS' | 'OBSERVATION_TOO_SHORT' | 'UNBOUNDED';

/**
 * The textbook formula: own average order value × the business's orders a buyer and year × its
 * average lifespan in years × the share of revenue that the basis counts. A reason where one of them
 * is unknown; `business` is null when there is nothing to compare.
 */
export function simpleValue(value: CustomerValue, business: Metrics | null): number | SimpleReason {
  const { summary, definition } = value;
  if (definition.snapshot === null) {
    return 'NO_SNAPSHOT';
  }
  if (summary.orders === 0) {
    return 'NO_ORDERS';
  }
  const { purchaseFrequency, comparisonDays, averageLifespanDays, churnRate } = business ?? {};
  if (churnRate === 0) {
    return 'UNBOUNDED';
  }
  if (!purchaseFrequency || !comparisonDays || !averageLifespanDays) {
    return 'OBSERVATION_TOO_SHORT';
  }
  const averageOrderValue = Number(summary.revenue.div(summary.orders));
  return (
    averageOrderValue *
    purchaseFrequency *
    (averageLifespanDays / comparisonDays) *
    definition.basisRate
  );
}
