import type { Context } from '../context.ts';
import type { Population } from '../populations/population.ts';
import { keyOfName, onlyName } from '../populations/population-name.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { type SegmentDefinition, segmentName } from './definition.ts';
import { expandSegments } from './expand.ts';

/** Customers who satisfy a rule: a population. */
export interface Segment extends Population {
  readonly definition: SegmentDefinition;
}

/** Built in ones first, then the saved ones by key. */
export async function listSegments(context: Context): Promise<Segment[]> {
  const definitions = await context.loaders.segmentDefinitions();
  const snapshot = await context.snapshot();
  return Promise.all(definitions.map((definition) => segmentOf(definition, snapshot, context)));
}

/** Null when no segment has this key. */
export async function findSegment(key: string, context: Context): Promise<Segment | null> {
  const definitions = await context.loaders.segmentDefinitions();
  const found = definitions.find((definition) => definition.key === key);
  return found ? segmentOf(found, await context.snapshot(), context) : null;
}

async function segmentOf(
  definition: SegmentDefinition,
  snapshot: Snapshot | undefined,
  { loaders }: Context,
): Promise<Segment> {
  const { key, label } = definition;
  const filter = await expandSegments(definition.filter, loaders.segmentDefinitions);
  const segment = {
    kind: 'SEGMENT',
    key,
    label,
    snapshot,
    filter,
    names: onlyName('SEGMENT', keyOfName('SEGMENT', segmentName({ key, filter }))),
    definition,
  } as const;
  return { ...segment, facts: () => loaders.population.facts(segment) };
}
