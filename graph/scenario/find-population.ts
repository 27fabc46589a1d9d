import type { Context } from '../context.ts';
import { clientError } from '../errors.ts';
import { fromGlobalId, type NodeType } from '../global-id.ts';
import { businessOf, type Population } from '../populations/population.ts';

/** Finds a population of one type by its key; null when there is none. */
type PopulationFinder = (
  key: string,
  context: Context,
) => Promise<Population | null> | Population | null;

export type PopulationFinders = Readonly<Partial<Record<NodeType, PopulationFinder>>>;

/** The population of a global id, all customers without one; refuses ids of anything else. */
export async function findPopulation(
  id: string | null | undefined,
  finders: PopulationFinders,
  context: Context,
): Promise<Population> {
  if (id === null || id === undefined) {
    return businessOf(await context.snapshot());
  }
  const node = fromGlobalId(id);
  const find = node && finders[node.type];
  const population = find ? await find(node.key, context) : null;
  if (!population) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected population to be the id of a population of this snapshot, got ${JSON.stringify(id)}.`,
    );
  }
  return population;
}
