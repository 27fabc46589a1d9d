import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import type { RankingField } from '../../lake/schema.ts';
import type { LakeKind } from '../../layout.ts';

/** Raised when a refresh writes other files or figures than before: then there is news without news. */
export const manifestFormat = 5;

/** What a snapshot is made of: the content of its manifest.json, a superset of what queries need. */
export interface Manifest extends Snapshot {
  readonly format: typeof manifestFormat;
  /** Instant, ISO 8601, just before the pointer flipped. */
  readonly publishedAt: string;
  /** Every file of the snapshot and of the base it rests on, itself and model.json apart. */
  readonly files: readonly ManifestFile[];
  /** Hash buckets of the base of each kind. */
  readonly baseBuckets: Readonly<Record<LakeKind, number>>;
  readonly rankings: Readonly<Record<RankingField, RankingCounts>>;
  /** Names of the segments that its population files know, each with its rule's fingerprint. */
  readonly segments: readonly string[];
  /** Deltas that are in the base but were still in the lake when the refresh began. */
  readonly consumed: readonly ConsumedDelta[];
  /** Published snapshots that are kept, oldest first, this one last; whatever else is old is swept away. */
  readonly retained: readonly PublishedSnapshot[];
  /** The first snapshot without the customers that were erased last: those before it are deleted. Absent where nobody was. */
  readonly erasedSince?: PublishedSnapshot | null;
}

export interface ManifestFile {
  readonly key: string;
  readonly rows: number;
  readonly bytes: number;
}

/** Rows of a ranking: those without a value come first, then the `nonNull` others, ascending. */
export interface RankingCounts {
  readonly rows: number;
  readonly nonNull: number;
}

/** A delta and the publication that made it superfluous. Its object goes when its recents are gone. */
export interface ConsumedDelta {
  readonly kind: LakeKind;
  readonly key: string;
  readonly etag: string;
  /** Rows of it. */
  readonly rows: number;
  /** Instant, ISO 8601. */
  readonly publishedAt: string;
}

export interface PublishedSnapshot {
  readonly id: string;
  /** Instant, ISO 8601. */
  readonly publishedAt: string;
}

/** What snapshots/current.json says. */
export interface Pointer {
  readonly snapshot: string;
  /** Instant, ISO 8601. */
  readonly publishedAt: string;
}
