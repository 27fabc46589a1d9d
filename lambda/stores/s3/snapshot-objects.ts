import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { snapshotFiles, snapshotPrefix } from '../../layout.ts';

/** Object key of a file of the snapshot. */
export function snapshotKey(snapshot: Snapshot, file: string): string {
  return snapshotPrefix(snapshot.id) + file;
}

/** Object key of a snapshot's file for a hash bucket. */
export function bucketKey(
  snapshot: Snapshot,
  kind: 'customers' | 'profiles' | 'lookups',
): (bucket: number) => string {
  return (bucket) => snapshotKey(snapshot, snapshotFiles[kind](bucket));
}

/** All buckets of the snapshot. */
export function bucketsOf({ counts }: Snapshot): number[] {
  return Array.from({ length: counts.buckets }, (_, bucket) => bucket);
}
