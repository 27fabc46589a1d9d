import type { SegmentDefinition } from './definition.ts';

/** Segments saved at once, at most: all are read together, and each is computed at every refresh. */
export const mostSegments = 100;

/** Rules that were saved, by key. */
export interface SegmentStore {
  /** All of them, by key. */
  list(): Promise<readonly SegmentDefinition[]>;
  /** Saves or replaces one. */
  save(definition: SegmentDefinition): Promise<void>;
  /** False when there was none of that key. */
  remove(key: string): Promise<boolean>;
}
