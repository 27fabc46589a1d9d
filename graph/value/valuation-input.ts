import type { Context } from '../context.ts';
import type { ValueTerms } from '../generated/resolvers.ts';
import type { Population } from '../populations/population.ts';
import type { PopulationValueInput } from './population-value.ts';
import { resolveTerms } from './terms.ts';

/** What a population is valued from, read from the snapshot. */
export async function valuationInput(
  population: Population,
  terms: ValueTerms | null | undefined,
  { settings: configured, loaders }: Context,
): Promise<PopulationValueInput> {
  const { snapshot } = population;
  const settings = snapshot?.settings ?? configured;
  const [facts, cells] = await Promise.all([
    population.facts(),
    loaders.population.cells(population),
  ]);
  return {
    snapshot,
    facts,
    settings,
    cells,
    figures: () => loaders.population.figures(population),
    terms: resolveTerms(terms, settings.timeZone),
  };
}
