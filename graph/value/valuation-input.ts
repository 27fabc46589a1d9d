import type { Context } from '../context.ts';
import { clientError } from '../errors.ts';
import type { ValueTerms } from '../generated/resolvers.ts';
import { cellsOfFigures } from '../populations/figure-cells.ts';
import type { Population } from '../populations/population.ts';
import type { PopulationValueInput } from './population-value.ts';
import { resolveTerms } from './terms.ts';

/** What a population is valued from: of a past day its orders by then, else what the snapshot says of it. */
export async function valuationInput(
  population: Population,
  input: ValueTerms | null | undefined,
  { settings: configured, loaders }: Context,
): Promise<PopulationValueInput> {
  const { snapshot } = population;
  const settings = snapshot?.settings ?? configured;
  const terms = resolveTerms(input, settings.timeZone);
  const known = await knownBy(population, terms.asOfDay, loaders.population);
  return { snapshot, settings, terms, ...known };
}

/** The same of today or later: for what also rests on how new customers come now. */
export async function presentInput(
  population: Population,
  input: ValueTerms | null | undefined,
  context: Context,
): Promise<PopulationValueInput> {
  const found = await valuationInput(population, input, context);
  if (found.knownUntil !== undefined) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected asOf not before ${found.snapshot?.asOfDay}, the end of observation, got ${found.terms.asOfDay}: new customers are expected to come as they do now. See value for a past day.`,
    );
  }
  return found;
}

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
