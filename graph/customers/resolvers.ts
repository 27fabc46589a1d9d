import { dayOf } from '../calendar.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { keyOfGlobalId, toGlobalId } from '../global-id.ts';
import { money, quotient } from '../money.ts';
import { isPossibleKey } from '../possible-key.ts';
import type { Customer } from './customer.ts';
import {
  type CustomerKey,
  customerKeyOfEmailHash,
  customerKeyOfSourceId,
  sourceIdOf,
} from './customer-key.ts';
import { normaliseEmail } from './email.ts';
import { eraseCustomer } from './erase.ts';
import { isOfErased } from './erased.ts';
import { emptyList, listCustomers } from './list.ts';
import { mergeCustomers } from './merge.ts';
import { summarise } from './summary.ts';

export const customerResolvers: Resolvers = {
  Query: {
    customer: async (_parent, { by }, context) => findCustomer(await keyOf(by, context), context),
    customers: (_parent, input, context) => listCustomers(input, context),
  },
  Mutation: {
    customersMerge: async (_parent, { from, into }, context) =>
      mergeCustomers(
        { from: await keyOf(from, context), into: await keyOf(into, context) },
        { find: (key) => findCustomer(key, context), context },
      ),
    customerErase: async (_parent, { by }, context) => {
      const found = await findCustomer(await keyOf(by, context), context);
      const { userErrors, ...erased } = await eraseCustomer(found, context);
      return { ...erased, userErrors: [...userErrors] };
    },
  },
  CustomerConnection: {
    totalCount: (list) => list.totalCount(),
  },
  Customer: {
    id: ({ key }) => toGlobalId('Customer', key),
    sourceId: ({ key }) => sourceIdOf(key),
    mergedIds: async ({ key }, _arguments, { loaders }) => {
      const { customer, merged } = await loaders.recentOrders.load(key);
      return customer === key ? merged.map((other) => toGlobalId('Customer', other)) : [];
    },
    email: async ({ key }, _arguments, { loaders }) =>
      (await loaders.profile.load(key))?.email ?? null,
    name: async ({ key }, _arguments, { loaders }) =>
      (await loaders.profile.load(key))?.name ?? null,
    country: async (customer, _arguments, context) =>
      (await rowOf(customer, context))?.country ??
      (await context.loaders.profile.load(customer.key))?.country ??
      null,
    firstOrderAt: async ({ key }, _arguments, { loaders }) =>
      (await loaders.liveSummary.load(key)).summary.firstOrderAt,
    lastOrderAt: async ({ key }, _arguments, { loaders }) =>
      (await loaders.liveSummary.load(key)).summary.lastOrderAt,
    channel: async ({ key }, _arguments, { loaders }) =>
      (await loaders.liveSummary.load(key)).summary.channel,
    campaign: async ({ key }, _arguments, { loaders }) =>
      (await loaders.liveSummary.load(key)).summary.campaign,
    referredBy: async (customer, _arguments, context) => {
      const row = await rowOf(customer, context);
      const referrer = row
        ? row.referredBy
        : (await context.loaders.profile.load(customer.key))?.referredBy;
      return referrer ? findCustomer(referrer, context) : null;
    },
    referralCount: async (customer, _arguments, context) =>
      (await rowOf(customer, context))?.referrals ?? 0,
    referrals: async (customer, page, context) => {
      const row = await rowOf(customer, context);
      // Most referred nobody, and are not to be looked for in the whole shop.
      return row && row.referrals > 0
        ? listCustomers({ ...page, filter: { referrers: [customer.key] } }, context)
        : emptyList(page);
    },
    summary: async (customer, { asOf }, context) => {
      const currency = await context.currency();
      const { settings } = (await context.snapshot()) ?? context;
      if (asOf) {
        const asOfDay = dayOf(asOf, settings.timeZone);
        const orders = await context.loaders.orders.load(customer.key);
        const summary = summarise(orders, { asOfDay, margin: settings.margin });
        return { summary, asOfDay, currency, rfm: null };
      }
      const { summary, asOfDay } = await context.loaders.liveSummary.load(customer.key);
      return { summary, asOfDay, currency, rfm: (await rowOf(customer, context))?.rfm ?? null };
    },
    loyaltyRank: async (customer, _arguments, context) =>
      (await rowOf(customer, context))?.loyaltyRank ?? null,
    valuePercentile: async (customer, _arguments, context) =>
      (await rowOf(customer, context))?.valuePercentile ?? null,
  },
  PurchaseSummary: {
    orders: ({ summary }) => summary.orders,
    revenue: ({ summary, currency }) => money(summary.revenue, currency),
    refunds: ({ summary, currency }) => money(summary.refunds, currency),
    grossMargin: ({ summary, currency }) => money(summary.grossMargin, currency),
    averageOrderValue: ({ summary, currency }) => {
      const average = quotient(summary.revenue, summary.orders);
      return average ? money(average, currency) : null;
    },
    firstOrderAt: ({ summary }) => summary.firstOrderAt,
    lastOrderAt: ({ summary }) => summary.lastOrderAt,
    frequency: ({ summary }) => summary.frequency,
    recencyDays: ({ summary }) => summary.recencyDays,
    ageDays: ({ summary }) => (summary.orders === 0 ? null : summary.ageDays),
    averageRepeatSpend: ({ summary, currency }) => {
      const average = quotient(summary.repeatSpend, summary.frequency);
      return average ? money(average, currency) : null;
    },
    asOf: ({ asOfDay }) => asOfDay,
  },
};

/**
 * The customer when any store knows them: by a row, a recent order or a profile. The key of somebody who
 * was merged into another finds that other.
 */
export async function findCustomer(key: CustomerKey, context: Context): Promise<Customer | null> {
  const { loaders } = context;
  if (!isPossibleKey(key)) {
    return null;
  }
  const [row, recent] = await Promise.all([
    loaders.customerRow.load(key),
    loaders.recentOrders.load(key),
  ]);
  if (recent.customer !== key) {
    return findCustomer(recent.customer, context);
  }
  if (isOfErased(row, recent.erasedAt)) {
    // The snapshot's row is of before the erasure: nothing of it may show.
    loaders.customerRow.clear(key).prime(key, undefined);
    return recent.orders.length > 0 ? { key, row: undefined } : null;
  }
  if (row || recent.orders.length > 0 || (await loaders.profile.load(key))) {
    return { key, row };
  }
  const rows = await Promise.all(recent.merged.map((merged) => loaders.customerRow.load(merged)));
  return rows.some((other) => other !== undefined) ? { key, row } : null;
}

function rowOf({ key, row }: Customer, { loaders }: Context) {
  return row ?? loaders.customerRow.load(key);
}

/** An address that nobody's profile has may still be all that a live order named its buyer by. */
async function keyOf(
  by: {
    readonly id?: string | null;
    readonly sourceId?: string | null;
    readonly email?: string | null;
  },
  { loaders, identityHash }: Context,
): Promise<CustomerKey> {
  if (typeof by.id === 'string') {
    return keyOfGlobalId(by.id, 'Customer');
  }
  if (typeof by.sourceId === 'string') {
    return customerKeyOfSourceId(by.sourceId);
  }
  const hash = identityHash(normaliseEmail(by.email ?? ''));
  return (await loaders.customerByEmailHash.load(hash)) ?? customerKeyOfEmailHash(hash);
}
