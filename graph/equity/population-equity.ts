import type { Context } from '../context.ts';
import type { ValueTerms } from '../generated/resolvers.ts';
import type { Population } from '../populations/population.ts';
import { populationValue } from '../value/population-value.ts';
import { valuationOf } from '../value/valuation.ts';
import { valuationInput } from '../value/valuation-input.ts';
import { type CustomerEquity, customerEquity } from './customer-equity.ts';

/** The customer equity of a population of the snapshot. */
export async function populationEquity(
  population: Population,
  terms: ValueTerms | null | undefined,
  context: Context,
): Promise<CustomerEquity> {
  const input = await valuationInput(population, terms, context);
  const value = populationValue(input);
  return customerEquity({
    population,
    valuation: valuationOf(input),
    customers: input.facts.buyers,
    existing: () => value.equity(input.terms.horizonDays),
    gaps: () => context.loaders.population.gaps(population),
  });
}
