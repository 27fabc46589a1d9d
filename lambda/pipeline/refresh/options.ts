import type { SegmentDefinition } from '../../../graph/segments/definition.ts';
import type { Settings } from '../../../graph/settings.ts';
import type { DatabaseOptions } from '../../engines/duckdb/database.ts';
import type { ObjectStore } from '../../stores/s3/object-store.ts';
import type { OnProgress } from './progress.ts';
import type { Recents } from './recents.ts';

export interface RefreshOptions {
  readonly store: ObjectStore;
  readonly settings: Settings;
  readonly clock: () => Date;
  /** Tells apart snapshots that began in the same millisecond; letters and digits. */
  readonly newSuffix: () => string;
  /** Without it the table's recents stay as they are. */
  readonly recents?: Recents;
  /** Segments that were saved; without it those built in are all. */
  readonly savedSegments?: () => Promise<readonly SegmentDefinition[]>;
  readonly onProgress?: OnProgress;
  /** Told of a clean-up that failed: the snapshot is served all the same, and the next refresh tries again. */
  readonly onCleanUpFailure?: (error: unknown) => void;
  readonly databaseOptions?: DatabaseOptions;
  /** Orders a hash bucket should hold; a million unless told. */
  readonly ordersPerBucket?: number;
}

/** The served snapshot; or that another refresh was faster, and nothing of this one is left. */
export type RefreshOutcome =
  | { readonly snapshot: string; readonly isNew: boolean }
  | { readonly superseded: true };
