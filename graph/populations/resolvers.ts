import type Big from 'big.js';
import type { Resolvers } from '../generated/resolvers.ts';
import { money } from '../money.ts';
import { metricsIfPublished, populationFields } from './fields.ts';
import type { Metrics } from './metrics.ts';
import { businessOf } from './population.ts';
import { typeOfKind } from './population-types.ts';

export const populationResolvers: Resolvers = {
  Query: {
    business: async (_parent, _arguments, context) => businessOf(await context.snapshot()),
  },
  Population: {
    __resolveType: ({ kind }) => typeOfKind[kind],
  },
  Business: {
    ...populationFields,
    snapshot: ({ snapshot }) => snapshot ?? null,
  },
  Campaign: populationFields,
  Channel: populationFields,
  Cohort: populationFields,
  Country: populationFields,
  Product: populationFields,
  Segment: {
    ...populationFields,
    metrics: (population, input, context) => metricsIfPublished(population, input, context),
  },
  Metrics: {
    from: ({ window }) => window?.from ?? null,
    to: ({ window }) => window?.to ?? null,
    revenue: (metrics) => money(metrics.revenue, metrics.currency),
    refunds: (metrics) => money(metrics.refunds, metrics.currency),
    grossMargin: (metrics) => money(metrics.grossMargin, metrics.currency),
    averageOrderValue: (metrics) => amount(metrics, metrics.averageOrderValue),
    customerValue: (metrics) => amount(metrics, metrics.customerValue),
    simpleClv: (metrics) => amount(metrics, metrics.simpleClv),
  },
};

function amount({ currency }: Metrics, value: Big | null) {
  return value ? money(value, currency) : null;
}
