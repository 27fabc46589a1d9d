import { acquisitionField } from '../acquisition/acquisition-field.ts';
import { actionFields } from '../actions/fields.ts';
import { dayOf } from '../calendar.ts';
import type { Context } from '../context.ts';
import { both } from '../customers/filter.ts';
import { type CustomerListArguments, listCustomers } from '../customers/list.ts';
import { populationEquity } from '../equity/population-equity.ts';
import { clientError } from '../errors.ts';
import { forecastOf } from '../forecast/forecast.ts';
import type { BusinessMetricsArgs, BusinessResolvers, ValueTerms } from '../generated/resolvers.ts';
import { toGlobalId } from '../global-id.ts';
import { cumulativeValueField } from '../retention/cumulative-value.ts';
import { repeatPurchaseField } from '../retention/repeat-purchase.ts';
import { retentionField } from '../retention/retention-field.ts';
import { populationValue } from '../value/population-value.ts';
import { valuationInput } from '../value/valuation-input.ts';
import { emptyMetrics, factsOf, factsUntil, type Metrics, metricsOf } from './metrics.ts';
import { businessOf, type Population } from './population.ts';
import { typeOfKind } from './population-types.ts';
import { profileOf, type Trait, type TraitShare } from './traits.ts';
import { windowOf } from './window.ts';

/**
 * The resolvers that every kind of population has. A field of the interface is added here once, and to
 * each type in the SDL.
 */
export const populationFields: Omit<BusinessResolvers, 'snapshot' | 'referrals' | '__isTypeOf'> = {
  id: ({ kind, key }) => toGlobalId(typeOfKind[kind], key),
  label: ({ label }) => label,
  customerCount: async (population) => (await population.facts()).customers,
  customers: (population, input, context) => membersOf(population, input, context),
  metrics: (population, input, context) => metricsIn(population, input, context),
  value: async (population, { terms }, context) => {
    refuseReferrals(terms);
    return populationValue(await valuationInput(population, terms, context));
  },
  customerEquity: (population, { terms }, context) => populationEquity(population, terms, context),
  forecast: (population, input, context) => forecastOf(population, input, context),
  acquisition: acquisitionField,
  retention: retentionField,
  repeatPurchase: repeatPurchaseField,
  cumulativeValue: cumulativeValueField,
  profile: (population, { by, first }, context) => profileBy(population, { by, first }, context),
  ...actionFields,
};

/** Members who referred members would count twice. */
function refuseReferrals(terms: ValueTerms | null | undefined): void {
  if (terms?.includeReferrals) {
    throw clientError(
      'BAD_USER_INPUT',
      'Expected includeReferrals on the terms of a customer only: a group has each of its customers once. See Business.referrals.',
    );
  }
}

const longestProfile = 100;

async function profileBy(
  population: Population,
  { by, first }: { readonly by: Trait; readonly first: number },
  { loaders }: Context,
): Promise<TraitShare[]> {
  if (first < 1 || first > longestProfile) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected first from 1 to ${longestProfile}, got ${first}.`,
    );
  }
  const [own, business] = await Promise.all([
    loaders.population.traits(population),
    loaders.population.traits(businessOf(population.snapshot)),
  ]);
  return profileOf(by, own, business).slice(0, first);
}

/** Metrics, null for a segment that the snapshot was made without. */
export async function metricsIfPublished(
  population: Population,
  input: BusinessMetricsArgs,
  context: Context,
): Promise<Metrics | null> {
  const isPublished = await context.loaders.population.isPublished(population);
  return isPublished ? metricsIn(population, input, context) : null;
}

/** `Population.customers` is `Query.customers` with one condition more. */
function membersOf({ filter }: Population, input: CustomerListArguments, context: Context) {
  return listCustomers({ ...input, filter: both(filter, input.filter) }, context);
}

async function metricsIn(
  population: Population,
  { between, asOf }: BusinessMetricsArgs,
  { loaders, currency }: Context,
): Promise<Metrics> {
  const { snapshot } = population;
  if (!snapshot) {
    return emptyMetrics(await currency());
  }
  const [days, gaps] = await Promise.all([
    loaders.population.days(population),
    loaders.population.gaps(population),
  ]);
  const all = factsOf(snapshot, days, gaps);
  const facts = all && asOf ? factsUntil(all, dayOf(asOf, snapshot.settings.timeZone)) : all;
  return facts
    ? metricsOf(facts, windowOf(between, facts.observed))
    : emptyMetrics(snapshot.settings.currency);
}
