import type Big from 'big.js';
import { clientError } from '../errors.ts';
import type { DateRange, Resolvers } from '../generated/resolvers.ts';
import { toGlobalId } from '../global-id.ts';
import { money } from '../money.ts';
import { emptyMetrics, factsOf, type Metrics, metricsOf, type Window } from './metrics.ts';

/** The business is one; its id never changes. */
export const businessKey = 'business';

export const populationResolvers: Resolvers = {
  Query: {
    business: async (_parent, _arguments, context) => ({ snapshot: await context.snapshot() }),
  },
  Population: {
    __resolveType: () => 'Business',
  },
  Business: {
    id: () => toGlobalId('Business', businessKey),
    label: () => 'All customers',
    customerCount: ({ snapshot }) => snapshot?.counts.customers ?? 0,
    snapshot: ({ snapshot }) => snapshot ?? null,
    metrics: async ({ snapshot }, { between }, { loaders, currency }) => {
      if (!snapshot) {
        return emptyMetrics(await currency());
      }
      const [days, gaps] = await Promise.all([
        loaders.population.days(snapshot),
        loaders.population.gaps(snapshot),
      ]);
      const facts = factsOf(snapshot, days, gaps);
      return facts
        ? metricsOf(facts, windowOf(between, facts.observed))
        : emptyMetrics(snapshot.settings.currency);
    },
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

/** The asked range, open ends closed by what was observed; null for all of it. */
function windowOf(between: DateRange | null | undefined, observed: Window): Window | null {
  if (!between?.from && !between?.to) {
    return null;
  }
  const { from, to } = between;
  const window = {
    from: from ?? earlier(observed.from, to),
    to: to ?? later(observed.to, from),
  };
  if (window.to < window.from) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected a range whose from is not after its to, got from ${window.from} to ${window.to}.`,
    );
  }
  return window;
}

/** An open end before (after) the data makes an empty window, no inverted one. */
function earlier(day: string, other: string | null | undefined): string {
  return other && other < day ? other : day;
}

function later(day: string, other: string | null | undefined): string {
  return other && other > day ? other : day;
}
