import type { Snapshot } from './snapshot.ts';

export interface SnapshotStore {
  /** The served snapshot; undefined before the first refresh. */
  current(): Promise<Snapshot | undefined>;
  /** A retained snapshot by id, for a cursor that began in it; undefined once it is gone. */
  get(id: string): Promise<Snapshot | undefined>;
  /** Asks for a refresh; the id of its run. A second request while one waits joins it. */
  startRefresh(): Promise<string>;
}
