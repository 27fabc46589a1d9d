import { dayOf } from '../calendar.ts';
import type { Context } from '../context.ts';
import { both } from '../customers/filter.ts';
import { type CustomerListArguments, listCustomers } from '../customers/list.ts';
import { clientError } from '../errors.ts';
import type { BusinessMetricsArgs, BusinessResolvers } from '../generated/resolvers.ts';
import { toGlobalId } from '../global-id.ts';
import { type PopulationValueInput, populationValue } from '../value/population-value.ts';
import { resolveTerms } from '../value/terms.ts';
import { cellsOfFigures } from './figure-cells.ts';
import { emptyMetrics, factsOf, factsUntil, type Metrics, metricsOf } from './metrics.ts';
import { businessOf, type Population } from './population.ts';
import { typeOfKind } from './population-types.ts';
import { profileOf, type Trait, type TraitShare } from './traits.ts';
import { windowOf } from './window.ts';

/**
 * The resolvers that every kind of population has. A field of the interface is added here once, and to
 * each type in the SDL.
 */
export const populationFields: Omit<BusinessResolvers, 'snapshot' | '__isTypeOf'> = {
  id: ({ kind, key }) => toGlobalId(typeOfKind[kind], key),
  label: ({ label }) => label,
  customerCount: async (population) => (await population.facts()).customers,
  customers: (population, input, context) => membersOf(population, input, context),
  metrics: (population, input, context) => metricsIn(population, input, context),
  value: async (population, { terms }, context) => {
    const { snapshot } = population;
    const settings = snapshot?.settings ?? context.settings;
    const resolved = resolveTerms(terms, settings.timeZone);
    const known = await knownBy(population, resolved.asOfDay, context.loaders.population);
    return populationValue({ snapshot, settings, terms: resolved, ...known });
  },
  profile: (population, { by, first }, context) => profileBy(population, { by, first }, context),
};

/** What the value of a population is summed over: of a past day its orders by then, else the snapshot's cells. */
async function knownBy(
  population: Population,
  day: string | null,
  loaders: Context['loaders']['population'],
): Promise<Pick<PopulationValueInput, 'facts' | 'cells' | 'figures' | 'knownUntil'>> {
  if (population.snapshot && day !== null && day < population.snapshot.asOfDay) {
    const past = await loaders.past(population, day);
    return {
      facts: past.totals,
      cells: cellsOfFigures(past.figures),
      figures: async () => past.figures,
      knownUntil: day,
    };
  }
  const [facts, cells] = await Promise.all([population.facts(), loaders.cells(population)]);
  return { facts, cells, figures: () => loaders.figures(population) };
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
