import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { money } from '../money.ts';
import type { Acquisition } from './acquisition.ts';
import { type AdBuy, adBuysOf, wastedShare } from './ad-buys.ts';
import { customerBreakEven } from './customer-break-even.ts';
import { customerCost, totalValue } from './customer-cost.ts';
import { customerPayback } from './customer-payback.ts';
import { marginalOf } from './marginal.ts';
import { profitOf } from './profit.ts';
import { clvToCac, returnOnSpend } from './ratio.ts';
import {
  affordable,
  amount,
  definitionOf,
  firstOrderPayback,
  paybackIn,
  paybackPoints,
} from './returns.ts';
import { totalsOf } from './totals.ts';

export const acquisitionResolvers: Resolvers = {
  Acquisition: {
    from: ({ window }) => window?.from ?? null,
    to: ({ window }) => window?.to ?? null,
    adSpend: (source) => amount(source, source.cost?.adSpend),
    otherSpend: (source) => amount(source, source.cost?.otherSpend),
    spend: (source) => amount(source, source.cost?.spend),
    spendShare: ({ cost, days }) => {
      const all = totalsOf(days).ads;
      return cost && all.gt(0) ? Number(cost.adSpend.div(all)) : null;
    },
    attributedNewCustomers: ({ cost, isAllocated }) =>
      cost && !isAllocated ? cost.attributed : null,
    unattributedShare: ({ cost, isAllocated }) =>
      cost && !isAllocated && cost.newCustomers > 0 ? cost.unattributed / cost.newCustomers : null,
    cac: (source) => amount(source, source.cac),
    value: async (source) => amount(source, await source.value()),
    clvToCac: async ({ value, cac }) => clvToCac(await value(), cac),
    roi: async ({ value, cac }) => returnOnSpend(clvToCac(await value(), cac)),
    maxAffordableCac: (source, { targetRatio }) => affordable(source, targetRatio),
    payback: (source) => paybackIn(source),
    paybackCurve: (source, { days }) => paybackPoints(source, days),
    firstOrderPayback: (source) => firstOrderPayback(source),
    marginal: async (source) => {
      const marginal = await marginalOf(source);
      return (
        marginal && {
          ...marginal,
          previousFrom: marginal.before.from,
          previousTo: marginal.before.to,
          addedSpend: money(marginal.addedSpend, source.settings.currency),
          cac: amount(source, marginal.cac),
        }
      );
    },
    adBuys: async (source, _arguments, context) =>
      (await buysOf(source, context)).map((buy) => ({
        ...buy,
        spend: money(buy.spend, source.settings.currency),
        cac: amount(source, buy.cac),
        value: amount(source, buy.value),
        roi: returnOnSpend(buy.clvToCac),
      })),
    wastedSpendShare: async (source, _arguments, context) =>
      wastedShare(await buysOf(source, context)),
    definition: definitionOf,
  },
  Customer: {
    acquisitionCost: async ({ key }, _arguments, context) => {
      const { cac, settings } = await customerCost(key, context);
      return cac && money(cac, settings.currency);
    },
    clvToCac: async ({ key }, { terms }, context) => {
      const { cac } = await customerCost(key, context);
      return cac && clvToCac(await totalValue(key, terms, context), cac);
    },
    payback: async ({ key }, _arguments, context) => {
      const { cac, asOfDay, settings } = await customerCost(key, context);
      const orders = cac ? await context.loaders.orders.load(key) : [];
      return cac && customerPayback(orders, cac, { ...settings, asOfDay });
    },
    profit: async ({ key }, _arguments, context) => {
      const { summary, cac, settings } = await customerCost(key, context);
      return cac && money(profitOf(summary, cac, settings.variableCost), settings.currency);
    },
    breakEven: ({ key }, input, context) => customerBreakEven(key, input, context),
  },
};

/** Two fields ask for them, and they are the dear ones. */
const buys = new WeakMap<Acquisition, Promise<AdBuy[]>>();

function buysOf(acquisition: Acquisition, context: Context): Promise<AdBuy[]> {
  const known = buys.get(acquisition) ?? adBuysOf(acquisition, context);
  buys.set(acquisition, known);
  return known;
}
