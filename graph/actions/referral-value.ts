import Big from 'big.js';
import type { Context } from '../context.ts';
import type { CustomerKey } from '../customers/customer-key.ts';
import { type Money, money } from '../money.ts';
import { noFacts } from '../populations/population.ts';
import type { NameRange } from '../populations/population-name.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
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
  const snapshot = await context.snapshot();
  // Cells know the past of no other day than the snapshot's.
  if (!snapshot || (terms.asOfDay !== null && terms.asOfDay < snapshot.asOfDay)) {
    return null;
  }
  return worthOf(await valueOfNames(referredBy(customer), { snapshot, terms, context }));
}

/** Historic and predicted value together, to the last digit as shown; null without a model. */
export function worthOf({ historic, equity, terms, currency }: PopulationValue): Money | null {
  const predicted = equity(terms.horizonDays);
  return (
    predicted && money(new Big(historic).plus(money(predicted.amount, currency).amount), currency)
  );
}
