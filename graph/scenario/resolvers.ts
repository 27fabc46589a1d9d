import type { Resolvers } from '../generated/resolvers.ts';
import { findPopulation, type PopulationFinders } from './find-population.ts';
import { differenceOf } from './outcome.ts';
import { scenarioOf } from './scenario.ts';

/** Resolvers of scenarios. The finders come from the domains, by way of the server. */
export function createScenarioResolvers(finders: PopulationFinders): Resolvers {
  return {
    Query: {
      scenario: async (_parent, { population: id, ...input }, context) => {
        const population = await findPopulation(id, finders, context);
        return scenarioOf(population, input, context);
      },
    },
    Scenario: {
      delta: ({ baseline, result }) => differenceOf(result, baseline),
      sensitivity: ({ sensitivity }) => sensitivity(),
    },
  };
}
