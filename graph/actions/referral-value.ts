import Big from 'big.js';
import type { Context } from '../context.ts';
import type { CustomerKey } from '../customers/customer-key.ts';
import { type Money, money } from '../money.ts';
import { noFacts } from '../populations/population.ts';
import type { NameRange } from '../populations/population-name.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import type { Estimate } from '../value/estimate.ts';
import { type PopulationValue, populationValue } from '../value/population-value.ts';
import type { Terms } from '../value/terms.ts';
import { referredBy } from './referral.ts';

/** What the customers of a run of names are worth, from their facts and cells. */
export async function valueOfNames(
  names: NameRange,
  {
    snapshot,
    terms,
    context,
  }: {
    readonly snapshot: Snapshot;
    readonly terms: Terms;
    readonly context: Context;
  },
): Promise<PopulationValue> {
  const { population } = context.loaders;
  const [[entry], cells] = await Promise.all([
    population.entries(snapshot, names),
    population.cellsOfNames(snapshot, names),
  ]);
  return populationValue({
    snapshot,
    facts: entry ?? noFacts,
    cells,
    settings: snapshot.settings,
    terms,
    figures: () => Promise.reject(new TypeError('Expected sums only of referred customers')),
  });
}

/** What the customers whom one referred are worth; null where that is unknown. */
export async function referralValue(
  customer: CustomerKey,
  terms: Terms,
  context: Context,
): Promise<Money | null> {
  const value = await valueOfReferred(customer, terms, context);
  return value && worthOf(value);
}

/** The part of it that is still to come; null where it is unknown. */
export async function referralPredicted(
  customer: CustomerKey,
  terms: Terms,
  context: Context,
): Promise<Estimate | null> {
  const value = await valueOfReferred(customer, terms, context);
  return value?.equity(terms.horizonDays) ?? null;
}

async function valueOfReferred(customer: CustomerKey, terms: Terms, context: Context) {
  const snapshot = await context.snapshot();
  // Cells know the past of no other day than the snapshot's.
  return !snapshot || (terms.asOfDay !== null && terms.asOfDay < snapshot.asOfDay)
    ? null
    : valueOfNames(referredBy(customer), { snapshot, terms, context });
}

/** Historic and predicted value together, to the last digit as shown; null without a model. */
export function worthOf({ historic, equity, terms, currency }: PopulationValue): Money | null {
  const predicted = equity(terms.horizonDays);
  return (
    predicted && money(new Big(historic).plus(money(predicted.amount, currency).amount), currency)
  );
}
