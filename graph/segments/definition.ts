import type { CustomerFilter } from '../customers/filter.ts';
import { fingerprint } from '../fingerprint.ts';
import { nameOf } from '../populations/population-name.ts';

/** A segment is a rule: whoever satisfies the filter is in it. */
export interface SegmentDefinition {
  /** Letters, digits, - and _; unique. */
  readonly key: string;
  readonly label: string;
  readonly filter: CustomerFilter;
  readonly isBuiltIn: boolean;
}

/**
 * Name of a segment in a snapshot's files. It carries the rule's fingerprint, so that a segment whose rule has
 * changed is not in a snapshot made before. The filter has to be free of segments: see `expandSegments`.
 */
export function segmentName({ key, filter }: Pick<SegmentDefinition, 'key' | 'filter'>): string {
  return nameOf('SEGMENT', `${key}@${fingerprint(JSON.stringify(filter))}`);
}
