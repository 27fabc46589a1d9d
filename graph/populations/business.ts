import type { Snapshot } from '../snapshots/snapshot.ts';

/** The population of all customers, as of the snapshot; undefined before the first. */
export interface Business {
  readonly snapshot: Snapshot | undefined;
}
