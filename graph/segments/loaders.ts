import { builtInSegments } from './built-in.ts';
import type { SegmentDefinition } from './definition.ts';
import type { SegmentStore } from './store.ts';

export interface SegmentLoaders {
  /** Every segment, built in ones first. */
  segmentDefinitions(): Promise<readonly SegmentDefinition[]>;
  /** Forgets what was read, for a mutation that has changed it. */
  forgetSegments(): void;
}

/** Made for each request and never shared: see `createContext`. */
export function createSegmentLoaders(store: SegmentStore): SegmentLoaders {
  let read: Promise<readonly SegmentDefinition[]> | undefined;
  return {
    segmentDefinitions: () => {
      read ??= store.list().then((saved) => [...builtInSegments, ...saved]);
      return read;
    },
    forgetSegments: () => {
      read = undefined;
    },
  };
}
