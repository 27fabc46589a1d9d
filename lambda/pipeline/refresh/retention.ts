import type { ConsumedDelta, PublishedSnapshot } from './manifest.ts';
import { startOf } from './snapshot-id.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Readers may serve the former snapshot this long: so long its recents must stay. */
const graceOfRecents = 5 * minute;
/** A cursor that began in a snapshot works this long at least. */
const lifeOfSnapshots = 7 * day;
/** However old, these many newest snapshots are kept. */
const snapshotsKept = 3;
/** No refresh runs this long: what is unpublished and older was left by a crash. */
const lifeOfUnpublished = day;

/** The published snapshots that stay, oldest first. */
export function retain(published: readonly PublishedSnapshot[], now: Date): PublishedSnapshot[] {
  const newest = published.length - snapshotsKept;
  return published.filter(
    ({ publishedAt }, index) => index >= newest || ageOf(publishedAt, now) <= lifeOfSnapshots,
  );
}

/** Snapshots, by id, that can go: those no longer retained and those never published. */
export function expiredSnapshots(
  found: Iterable<string>,
  retained: readonly PublishedSnapshot[],
  now: Date,
): string[] {
  const kept = new Set(retained.map(({ id }) => id));
  return [...found].filter((id) => {
    const startedAt = startOf(id);
    return startedAt && !kept.has(id) && now.getTime() - startedAt.getTime() > lifeOfUnpublished;
  });
}

/** Deltas whose recents no reader needs any more. */
export function pastGrace(consumed: readonly ConsumedDelta[], now: Date): ConsumedDelta[] {
  return consumed.filter(({ publishedAt }) => ageOf(publishedAt, now) > graceOfRecents);
}

function ageOf(instant: string, now: Date): number {
  return now.getTime() - Date.parse(instant);
}
