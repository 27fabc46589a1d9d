import type { Resolvers } from '../generated/resolvers.ts';
import { money } from '../money.ts';
import {
  checkLength,
  confidenceOf,
  crossSell,
  knownProduct,
  liftOfPair,
  rulesFrom,
  supportOf,
} from './cross-sell.ts';
import {
  firstProductOf,
  overdueOf,
  referralPredictedOf,
  referralValueOf,
  spendLimitOf,
  tierOf,
  upsellOf,
  valueAtRiskOf,
} from './customer-advice.ts';
import { factsDefinition } from './facts-definition.ts';
import { fitFormulas, populationOfGroup, readFit } from './fit-view.ts';
import { rateOf } from './lapse-signals.ts';
import { countMoved, listMoved, movementOf } from './movement.ts';
import { referralFigures } from './referral-figures.ts';
import { readSignals, signalFormulas } from './signals-view.ts';

export const actionResolvers: Resolvers = {
  Query: {
    lapseSignals: (_parent, { level }, context) => readSignals(level, context),
    acquisitionFit: (_parent, request, context) => readFit(request, context),
  },
  Business: {
    referrals: (business, { terms }, context) => referralFigures(business, terms, context),
  },
  Segment: {
    movement: (segment) => movementOf(segment),
  },
  SegmentMovement: {
    since: ({ former }) => former.id,
    from: ({ former }) => former.asOfDay,
    to: ({ snapshot }) => snapshot.asOfDay,
    enteredCount: (movement, _arguments, context) => countMoved(movement, 'ENTERED', context),
    leftCount: (movement, _arguments, context) => countMoved(movement, 'LEFT', context),
    entered: (movement, page, context) => listMoved(movement, 'ENTERED', { page, context }),
    left: (movement, page, context) => listMoved(movement, 'LEFT', { page, context }),
  },
  Product: {
    boughtTogether: async ({ key }, { first }, { loaders }) => {
      checkLength(first);
      return (await rulesFrom(loaders)(key)).slice(0, first);
    },
  },
  ProductSuggestion: {
    product: ({ other }, _arguments, context) => knownProduct(other, context),
    because: ({ because }, _arguments, context) => knownProduct(because, context),
    orders: ({ together }) => together,
    support: supportOf,
    confidence: confidenceOf,
    lift: liftOfPair,
  },
  Customer: {
    overdueDays: (customer, _arguments, context) => overdueOf(customer, context),
    valueAtRisk: (customer, _arguments, context) => valueAtRiskOf(customer, context),
    retentionSpendLimit: (customer, input, context) => spendLimitOf(customer, input, context),
    upsell: (customer, { peers }, context) => upsellOf(customer, peers, context),
    crossSell: async ({ key }, { first }, context) => {
      checkLength(first);
      return (await crossSell(key, context)).slice(0, first);
    },
    referralValue: (customer, { terms }, context) => referralValueOf(customer, terms, context),
    referralPredicted: (customer, { terms }, context) =>
      referralPredictedOf(customer, terms, context),
    loyaltyTier: (customer, _arguments, context) => tierOf(customer, context),
    firstProduct: (customer, _arguments, context) => firstProductOf(customer, context),
  },
  LapseSignals: {
    splitAt: ({ all }) => all.splitDay,
    horizonDays: ({ all }) => all.horizonDays,
    customers: ({ all }) => all.customers,
    lapseRate: ({ all }) => rateOf(all.lapsed, all.customers),
    definition: (_view, _arguments, context) => factsDefinition(signalFormulas, context),
  },
  LapseSignal: {
    lapseRate: ({ lapsed, customers }) => rateOf(lapsed, customers),
    othersLapseRate: ({ othersLapsed, others }) => rateOf(othersLapsed, others),
    lift: ({ lift }) => lift?.lift ?? null,
    low: ({ lift }) => lift?.low ?? null,
    high: ({ lift }) => lift?.high ?? null,
  },
  AcquisitionFit: {
    customers: ({ all }) => all.customers,
    mean: ({ all, currency }) => money(all.mean, currency),
    definition: (_view, _arguments, context) => factsDefinition(fitFormulas, context),
  },
  AcquisitionFitGroup: {
    population: (group, _arguments, context) => populationOfGroup(group, context),
    customers: ({ counts }) => counts.customers,
    mean: ({ counts, currency }) => money(counts.mean, currency),
    expected: ({ fit, currency }) => fit && money(fit.expected, currency),
    low: ({ fit, currency }) => fit && money(fit.low, currency),
    high: ({ fit, currency }) => fit && money(fit.high, currency),
    weight: ({ fit }) => fit?.weight ?? null,
    index: ({ fit, usual }) => (fit && usual > 0 ? (100 * fit.expected) / usual : null),
  },
};
