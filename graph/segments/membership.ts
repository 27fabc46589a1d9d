import { atRiskNow } from '../actions/at-risk.ts';
import { dayOf } from '../calendar.ts';
import type { Context } from '../context.ts';
import type { Customer } from '../customers/customer.ts';
import type { CustomerRow } from '../customers/customer-row.ts';
import { matches, productsOf } from '../customers/filter.ts';
import type { LiveSummary } from '../customers/loaders.ts';
import { orderKey } from '../orders/order.ts';
import { customerValue } from '../value/customer-value.ts';
import { liveAt } from '../value/live-at.ts';
import { nextOrderAt } from '../value/next-order-at.ts';
import { resolveTerms } from '../value/terms.ts';
import { listSegments, type Segment } from './segment.ts';

/**
 * The segments that a customer is in now, by their orders up to now. Quintiles, percentiles and deciles
 * compare with everybody, so they are those of the snapshot.
 */
export async function segmentsOf(customer: Customer, context: Context): Promise<Segment[]> {
  const { key } = customer;
  const [segments, live, row] = await Promise.all([
    listSegments(context),
    context.loaders.liveSummary.load(key),
    customer.row ?? context.loaders.customerRow.load(key),
  ]);
  const current = await currentRow(key, row, live, context);
  const namesProducts = segments.some(({ filter }) => productsOf(filter).length > 0);
  const bought = namesProducts ? await productsBought(key, context) : new Set<string>();
  return segments.filter(
    ({ filter }) => filter && matches(filter, current, (product) => bought.has(product)),
  );
}

/** The snapshot's row, with what has changed since. */
async function currentRow(
  key: string,
  row: CustomerRow | undefined,
  { summary, asOfDay, stratum, isNewerThanSnapshot }: LiveSummary,
  context: Context,
): Promise<CustomerRow> {
  if (row && !isNewerThanSnapshot) {
    return row;
  }
  const snapshot = await context.snapshot();
  const settings = snapshot?.settings ?? context.settings;
  const terms = resolveTerms(null, settings.timeZone);
  const value = customerValue({ key, summary, stratum, asOfDay, terms, settings, snapshot });
  const residualValue = value.predict(Number.POSITIVE_INFINITY)?.amount ?? null;
  const predictedValue = value.predict(terms.horizonDays)?.amount ?? null;
  const live = await liveAt(key, null, context);
  const { orders, purchases } = live;
  const nextOrder = nextOrderAt(live, settings.timeZone);
  const profile = row ? undefined : await context.loaders.profile.load(key);
  return {
    ...(row ?? { ...unknownRow, customerKey: key, country: profile?.country ?? null }),
    ...summary,
    stratum,
    revenue: summary.revenue.toFixed(),
    refunds: summary.refunds.toFixed(),
    grossMargin: summary.grossMargin.toFixed(),
    repeatSpend: summary.repeatSpend.toFixed(),
    probabilityAlive: orders && purchases ? orders.probabilityAlive(purchases) : null,
    predictedValue,
    totalValue: predictedValue === null ? null : Number(summary.grossMargin) + predictedValue,
    residualValue,
    valueAtRisk: atRiskNow(live, residualValue),
    expectedNextOrder: nextOrder && dayOf(nextOrder, settings.timeZone),
  };
}

/** What the snapshot says of somebody it does not know. */
const unknownRow = {
  number: -1,
  firstProduct: null,
  referredBy: null,
  referrals: 0,
  excludedOrders: 0,
  rfm: null,
  expectedOrders: null,
  valuePercentile: null,
  loyaltyRank: null,
} as const;

/** Every product of a customer's valid orders. */
async function productsBought(key: string, { loaders }: Context): Promise<Set<string>> {
  const [orders, lines] = await Promise.all([
    loaders.orders.load(key),
    loaders.historyLines.load(key),
  ]);
  const valid = orders.filter(({ exclusion }) => exclusion === null);
  return new Set(
    valid
      .flatMap((order) => order.lines ?? lines.get(orderKey(order)) ?? [])
      .map(({ product }) => product),
  );
}
