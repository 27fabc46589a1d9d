import type { Context } from '../context.ts';
import type { CustomerKey } from '../customers/customer-key.ts';
import type { ValueTerms } from '../generated/resolvers.ts';
import { type CustomerValue, customerValue } from './customer-value.ts';
import { liveAt } from './live-at.ts';
import { resolveTerms } from './terms.ts';

/** What a customer is worth under a query's terms. */
export async function customerValueOf(
  key: CustomerKey,
  input: ValueTerms | null | undefined,
  context: Context,
): Promise<CustomerValue> {
  const snapshot = await context.snapshot();
  const settings = snapshot?.settings ?? context.settings;
  const terms = resolveTerms(input, settings.timeZone);
  const { summary, stratum, asOfDay } = await liveAt(key, terms.asOfDay, context);
  return customerValue({ key, summary, stratum, asOfDay, terms, settings, snapshot });
}
