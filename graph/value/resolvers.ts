import { dayOf } from '../calendar.ts';
import type { Context } from '../context.ts';
import { clientError } from '../errors.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { money } from '../money.ts';
import { type CustomerValue, simpleValue } from './customer-value.ts';
import { customerValueOf } from './customer-value-of.ts';
import { warningsOfData } from './data-warnings.ts';
import { binsOf, medianOf } from './distribution.ts';
import { share } from './estimate.ts';
import { defineFacts } from './facts-definition.ts';
import { metricsFormulas, summaryFormulas } from './formulas.ts';
import { liveAt } from './live-at.ts';
import { nextOrderAt } from './next-order-at.ts';
import type { PopulationValue } from './population-value.ts';
import { referralsOf, totalOf } from './referrals.ts';
import { checkHorizon } from './terms.ts';
import {
  candidatesOf,
  choiceOf,
  chosenBacktest,
  modelReason,
  modelSeason,
  modelVersion,
  orderFit,
  spendFit,
} from './value-model.ts';

const maxCurvePoints = 120;

export const valueResolvers: Resolvers = {
  Query: {
    model: async (_parent, _arguments, context) => ({ snapshot: await context.snapshot() }),
  },
  Customer: {
    value: ({ key }, { terms }, context) => customerValueOf(key, terms, context),
    probabilityAlive: async ({ key }, { asOf }, context) => {
      const day = asOf ? dayOf(asOf, await timeZoneOf(context)) : null;
      const { orders, purchases } = await liveAt(key, day, context);
      return orders && purchases ? orders.probabilityAlive(purchases) : null;
    },
    expectedOrders: async ({ key }, { withinDays }, context) => {
      checkHorizon(withinDays, 'withinDays');
      const { orders, purchases } = await liveAt(key, null, context);
      return orders && purchases ? orders.expectedOrders(purchases, withinDays) : null;
    },
    purchaseProbability: async ({ key }, { withinDays }, context) => {
      checkHorizon(withinDays, 'withinDays');
      const { orders, purchases } = await liveAt(key, null, context);
      return orders && purchases ? orders.atLeastOneOrder(purchases, withinDays) : null;
    },
    expectedNextOrderAt: async ({ key }, _arguments, context) =>
      nextOrderAt(await liveAt(key, null, context), await timeZoneOf(context)),
    churnRisk: async ({ key }, _arguments, context) => {
      const { orders, purchases } = await liveAt(key, null, context);
      return orders && purchases ? 1 - orders.probabilityAlive(purchases) : null;
    },
  },
  CustomerValue: {
    historic: ({ historic, currency }) => money(historic, currency),
    predicted: ({ predict, terms }) => predict(terms.horizonDays),
    // Without discounting an endless life has no bound.
    residual: ({ predict, terms }) =>
      terms.discountRate > 0 ? predict(Number.POSITIVE_INFINITY) : null,
    residualReason: ({ reason, terms }) =>
      reason?.code ?? (terms.discountRate > 0 ? null : 'UNBOUNDED'),
    total: (value, _arguments, context) => totalOf(value, context),
    referrals: (value, _arguments, context) => referralsOf(value, context),
    simple: async (value, _arguments, context) => {
      const simple = await simpleOf(value, context);
      return typeof simple === 'number' ? money(simple, value.currency) : null;
    },
    simpleReason: async (value, _arguments, context) => {
      const simple = await simpleOf(value, context);
      return typeof simple === 'number' ? null : simple;
    },
  },
  Estimate: {
    amount: ({ amount, currency }) => money(amount, currency),
    low: ({ interval, currency }) => end(interval().low, currency),
    high: ({ interval, currency }) => end(interval().high, currency),
  },
  PopulationValue: {
    historic: ({ historic, currency }) => money(historic, currency),
    equity: ({ equity, terms }) => equity(terms.horizonDays),
    mean: ({ equity, terms, customers }) => {
      const sum = equity(terms.horizonDays);
      return sum === null || customers === 0 ? null : share(sum, customers);
    },
    median: async (value) => {
      const sorted = await value.sorted();
      const median = sorted && medianOf(sorted);
      return median === null ? null : money(median, value.currency);
    },
    curve: (value, { horizonsDays }) => curve(value, horizonsDays),
    distribution: async (value, { bins }) => {
      if (bins < 2 || bins > 100) {
        throw clientError('BAD_USER_INPUT', `Expected bins from 2 to 100, got ${bins}.`);
      }
      const sorted = await value.sorted();
      return binsOf(sorted ?? new Float64Array(), bins).map(({ low, high, customers, sum }) => ({
        low: money(low, value.currency),
        high: money(high, value.currency),
        customers,
        equity: money(sum, value.currency),
      }));
    },
  },
  Definition: {
    basis: ({ terms }) => terms.basis,
    horizonDays: ({ terms }) => terms.horizonDays,
    discountRate: ({ terms }) => terms.discountRate,
    level: ({ terms }) => terms.level,
    asOf: ({ asOfDay }) => asOfDay,
  },
  Metrics: {
    definition: ({ asOfDay }, _arguments, context) =>
      defineFacts(metricsFormulas, asOfDay, context),
  },
  PurchaseSummary: {
    definition: ({ asOfDay }, _arguments, context) =>
      defineFacts(summaryFormulas, asOfDay, context),
  },
  ValueModel: {
    name: (source) => orderFit(source)?.model ?? null,
    version: ({ snapshot }) => modelVersion(snapshot),
    timeUnitDays: ({ snapshot }) => snapshot?.model.timeUnitDays ?? null,
    parameters: (source) => orderFit(source)?.parameters ?? [],
    covariates: (source) =>
      (orderFit(source)?.covariates ?? []).map(({ trait, level, effects }) => ({
        trait,
        level,
        effects: Object.entries(effects).map(([parameter, [gamma, standardError]]) => ({
          parameter,
          gamma,
          standardError,
        })),
      })),
    season: (source) => modelSeason(source),
    logLikelihood: (source) => orderFit(source)?.logLikelihood ?? null,
    customers: ({ snapshot }) => snapshot?.model.customers ?? 0,
    converged: (source) => orderFit(source)?.converged ?? null,
    iterations: (source) => orderFit(source)?.iterations ?? null,
    fittedAt: ({ snapshot }) => snapshot?.createdAt ?? null,
    spend: (source) => {
      const fit = spendFit(source);
      return fit && { name: 'GAMMA_GAMMA', ...fit };
    },
    choice: (source) => choiceOf(source),
    candidates: (source) => candidatesOf(source),
    backtest: (source) => chosenBacktest(source),
    warnings: async (source, _arguments, context) => [
      ...(orderFit(source)?.warnings ?? []),
      ...(spendFit(source)?.warnings ?? []),
      ...(await warningsOfData(source.snapshot, context)),
    ],
    reason: (source) => modelReason(source),
  },
};

async function timeZoneOf(context: Context): Promise<string> {
  return ((await context.snapshot())?.settings ?? context.settings).timeZone;
}

/** An end of an interval; null where it is beyond numbers. */
function end(value: number, currency: string) {
  return Number.isFinite(value) ? money(value, currency) : null;
}

async function simpleOf(value: CustomerValue, { snapshot, loaders }: Context) {
  const current = await snapshot();
  return simpleValue(value, current ? await loaders.population.comparison(current) : null);
}

function curve(value: PopulationValue, horizonsDays: readonly number[]) {
  if (horizonsDays.length > maxCurvePoints) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected at most ${maxCurvePoints} horizons, got ${horizonsDays.length}.`,
    );
  }
  return horizonsDays.flatMap((horizonDays) => {
    checkHorizon(horizonDays);
    const equity = value.equity(horizonDays);
    return equity ? [{ horizonDays, equity }] : [];
  });
}
