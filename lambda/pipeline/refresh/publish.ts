import { currentSnapshotKey } from '../../layout.ts';
import type { ObjectStore } from '../../stores/s3/object-store.ts';
import { type Current, manifestKey, readPointer } from './current.ts';
import type { Manifest, Pointer } from './manifest.ts';

/**
 * Writes the manifest and flips the pointer, if it still stands where it stood when the refresh began.
 * False when another refresh was faster.
 *
 * When the flip fails without an answer it may still happen: then the files must stay. The clean-up
 * of a later refresh finds them if it did not.
 */
export async function publish(
  store: ObjectStore,
  manifest: Manifest,
  former: Current | undefined,
): Promise<boolean> {
  await store.writeText(manifestKey(manifest.id), JSON.stringify(manifest));
  const pointer: Pointer = { snapshot: manifest.id, publishedAt: manifest.publishedAt };
  const expected = former ? { etag: former.etag } : 'ABSENT';
  const isWritten = await store.writeTextIf(currentSnapshotKey, JSON.stringify(pointer), expected);
  // A retried write is refused when its first attempt, whose answer was lost, succeeded.
  return isWritten || (await readPointer(store))?.snapshot === manifest.id;
}
