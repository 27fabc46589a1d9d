import type Big from 'big.js';
import type { Context } from '../context.ts';
import type { CustomerKey } from '../customers/customer-key.ts';
import type { Summary } from '../customers/summary.ts';
import type { ValueTerms } from '../generated/resolvers.ts';
import type { Settings } from '../settings.ts';
import { customerValueOf } from '../value/customer-value-of.ts';
import { monthlyCost } from './monthly-cost.ts';

/** A customer's orders and what they cost. */
export interface CustomerCost {
  readonly summary: Summary;
  readonly asOfDay: string;
  readonly settings: Settings;
  /** Null when it is not known. */
  readonly cac: Big | null;
}

export async function customerCost(key: CustomerKey, context: Context): Promise<CustomerCost> {
  const snapshot = await context.snapshot();
  const { loaders } = context;
  const [{ summary, asOfDay }, days] = await Promise.all([
    loaders.liveSummary.load(key),
    snapshot ? loaders.population.acquisitions(snapshot) : [],
  ]);
  const settings = snapshot?.settings ?? context.settings;
  return { summary, asOfDay, settings, cac: monthlyCost(days, summary) };
}

/** `value.total` under the terms as a number; null without a prediction. */
export async function totalValue(
  key: CustomerKey,
  terms: ValueTerms | null | undefined,
  context: Context,
): Promise<number | null> {
  const value = await customerValueOf(key, terms, context);
  const predicted = value.predict(value.terms.horizonDays);
  return predicted && Number(value.historic) + predicted.amount;
}
