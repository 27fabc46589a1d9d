import { currentSnapshotKey, snapshotFiles, snapshotPrefix } from '../../layout.ts';
import type { ObjectStore } from '../../stores/s3/object-store.ts';
import type { Manifest, Pointer } from './manifest.ts';

/** What is served, and the ETag by which a refresh can tell that it still is. */
export interface Current {
  readonly etag: string;
  readonly manifest: Manifest;
}

/** Undefined before the first refresh. */
export async function readCurrent(store: ObjectStore): Promise<Current | undefined> {
  const pointer = await readPointer(store);
  if (!pointer) {
    return undefined;
  }
  const key = manifestKey(pointer.snapshot);
  const stored = await store.readText(key);
  if (!stored) {
    throw new Error(`Expected ${key}, which ${currentSnapshotKey} names, got no such object`);
  }
  return { etag: pointer.etag, manifest: JSON.parse(stored.text) as Manifest };
}

export async function readPointer(
  store: ObjectStore,
): Promise<(Pointer & { readonly etag: string }) | undefined> {
  const stored = await store.readText(currentSnapshotKey);
  return stored && { ...(JSON.parse(stored.text) as Pointer), etag: stored.etag };
}

export function manifestKey(snapshot: string): string {
  return snapshotPrefix(snapshot) + snapshotFiles.manifest;
}
