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

/**
 * The published snapshots without those that hold customers who were erased since, but for the last of them while readers may
 * still serve it.
 */
export function withoutErased(
  published: readonly PublishedSnapshot[],
  since: PublishedSnapshot | null | undefined,
  now: Date,
): readonly PublishedSnapshot[] {
  const first = published.findIndex(({ id }) => id === since?.id);
  if (!since || first < 0) {
    return published;
  }
  const isPast = ageOf(since.publishedAt, now) > graceOfRecents;
  return published.slice(isPast ? first : Math.max(0, first - 1));
}

/**
 * Snapshots, by id, that can go: those no longer retained and those never published. Those that began before the first one without
 * erased customers need not grow old: a refresh of then that is still under way can no longer publish.
 */
export function expiredSnapshots(
  found: Iterable<string>,
  retained: readonly PublishedSnapshot[],
  now: Date,
  erasedSince?: PublishedSnapshot | null,
): string[] {
  const kept = new Set(retained.map(({ id }) => id));
  const clean = (erasedSince && startOf(erasedSince.id)) ?? new Date(0);
  return [...found].filter((id) => {
    const startedAt = startOf(id);
    return (
      startedAt &&
      !kept.has(id) &&
      (startedAt < clean || now.getTime() - startedAt.getTime() > lifeOfUnpublished)
    );
  });
}

/** Deltas whose recents no reader needs any more. */
export function pastGrace(consumed: readonly ConsumedDelta[], now: Date): ConsumedDelta[] {
  return consumed.filter(({ publishedAt }) => ageOf(publishedAt, now) > graceOfRecents);
}

function ageOf(instant: string, now: Date): number {
  return now.getTime() - Date.parse(instant);
}
