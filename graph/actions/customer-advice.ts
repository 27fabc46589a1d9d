import type { Context } from '../context.ts';
import type { Customer } from '../customers/customer.ts';
import type { CustomerRow } from '../customers/customer-row.ts';
import type { ValueTerms } from '../generated/resolvers.ts';
import { type Money, money, quotient } from '../money.ts';
import { findProduct } from '../products/product.ts';
import { customerValue } from '../value/customer-value.ts';
import type { Estimate } from '../value/estimate.ts';
import { liveAt } from '../value/live-at.ts';
import { resolveTerms } from '../value/terms.ts';
import { atRiskNow, overdueDays } from './at-risk.ts';
import { factsDefinition } from './facts-definition.ts';
import { type LoyaltyTier, loyaltyTier } from './loyalty-tier.ts';
import { referralPredicted, referralValue } from './referral-value.ts';
import { checkUplift, spendLimit } from './retention-limit.ts';
import { type PeerGroup, peersOf, upsellFormulas, upsellReason } from './upsell.ts';

/** What silence and value say of one customer, as of now. */
export async function overdueOf({ key }: Customer, context: Context): Promise<number | null> {
  const { purchases } = await liveAt(key, null, context);
  return purchases && overdueDays(purchases);
}

export async function valueAtRiskOf(customer: Customer, context: Context): Promise<Money | null> {
  const residual = await residualOf(customer, null, context);
  const atRisk = atRiskNow(await liveAt(customer.key, null, context), residual.amount);
  return atRisk === null ? null : money(atRisk, residual.currency);
}

export async function spendLimitOf(
  customer: Customer,
  { uplift, terms }: { readonly uplift: number; readonly terms?: ValueTerms | null | undefined },
  context: Context,
): Promise<Money | null> {
  checkUplift(uplift);
  const { amount, currency } = await residualOf(customer, terms, context);
  return amount === null ? null : money(spendLimit(amount, uplift), currency);
}

export async function referralValueOf(
  { key }: Customer,
  terms: ValueTerms | null | undefined,
  context: Context,
): Promise<Money | null> {
  const { timeZone } = (await context.snapshot())?.settings ?? context.settings;
  return referralValue(key, resolveTerms(terms, timeZone), context);
}

/** The predicted part of it, with its interval. */
export async function referralPredictedOf(
  { key }: Customer,
  terms: ValueTerms | null | undefined,
  context: Context,
): Promise<Estimate | null> {
  const { timeZone } = (await context.snapshot())?.settings ?? context.settings;
  return referralPredicted(key, resolveTerms(terms, timeZone), context);
}

/** The customer's average order value beside the quartiles of their peers'. */
export async function upsellOf(customer: Customer, kind: PeerGroup, context: Context) {
  const { summary } = await context.loaders.liveSummary.load(customer.key);
  const row = await rowOf(customer, context);
  const names = row && peersOf(kind, row);
  const peers = names && (await context.loaders.peers.load(names));
  const reason = upsellReason(summary.orders, peers);
  const currency = await context.currency();
  const own = quotient(summary.revenue, summary.orders);
  const shown = reason ? undefined : peers;
  const beyond = (quartile: number) => own && money(quartile - Number(own), currency);
  return {
    averageOrderValue: own && money(own, currency),
    median: shown ? money(shown.median, currency) : null,
    upperQuartile: shown ? money(shown.upperQuartile, currency) : null,
    gapToMedian: shown ? beyond(shown.median) : null,
    gapToUpperQuartile: shown ? beyond(shown.upperQuartile) : null,
    peers: peers?.customers ?? 0,
    reason,
    definition: await factsDefinition(upsellFormulas, context),
  };
}

export async function tierOf(customer: Customer, context: Context): Promise<LoyaltyTier | null> {
  const percentile = (await rowOf(customer, context))?.valuePercentile ?? null;
  return percentile === null ? null : loyaltyTier(percentile);
}

export async function firstProductOf(customer: Customer, context: Context) {
  const product = (await rowOf(customer, context))?.firstProduct ?? null;
  return product === null ? null : findProduct(product, context);
}

async function residualOf(
  { key }: Customer,
  input: ValueTerms | null | undefined,
  context: Context,
) {
  const snapshot = await context.snapshot();
  const settings = snapshot?.settings ?? context.settings;
  const terms = resolveTerms(input, settings.timeZone);
  const { summary, stratum, asOfDay } = await liveAt(key, terms.asOfDay, context);
  const value = customerValue({ key, summary, stratum, asOfDay, terms, settings, snapshot });
  const residual = terms.discountRate > 0 ? value.predict(Number.POSITIVE_INFINITY) : null;
  return { amount: residual?.amount ?? null, currency: value.currency };
}

async function rowOf(
  { key, row }: Customer,
  { loaders }: Context,
): Promise<CustomerRow | undefined> {
  return row ?? loaders.customerRow.load(key);
}
