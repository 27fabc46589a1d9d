import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sink } from './body.ts';
import { replaceJson, syncDirectory, writeNewFile } from './durable-write.ts';
import { createKeyedLock } from './keyed-lock.ts';
import { loadRecords, recordName, sweepBlobs } from './object-records.ts';
import type { Sequencer } from './sequencer.ts';
import { createSortedKeys } from './sorted-keys.ts';
import type { ObjectDraft, Precondition, StoredObject } from './stored-object.ts';

/** The objects of one bucket. */
export interface ObjectStore {
  find(key: string): StoredObject | undefined;
  /** Every key, sorted; the array changes as objects come and go. */
  readonly keys: readonly string[];
  /** Writes bytes that nothing refers to yet. A staged blob must be committed or discarded. */
  stage<T>(produce: (sink: Sink) => Promise<T>): Promise<{ blob: string; result: T }>;
  discard(blob: string): Promise<void>;
  /** Makes a staged blob the object, if the precondition holds; discards it if not. */
  commit(draft: ObjectDraft, precondition: Precondition): Promise<StoredObject>;
  remove(key: string, precondition: Precondition): Promise<void>;
  /** Opens the current bytes of an object. They stay readable while the object is replaced or deleted. */
  open(key: string): Promise<{ object: StoredObject; handle: FileHandle } | undefined>;
}

export interface ObjectStoreOptions {
  readonly directory: string;
  readonly sequencer: Sequencer;
  readonly now: () => Date;
}

/**
 * Opens a bucket's directory, creating it if need be.
 *
 * `blobs/` has the bytes under random names, `objects/` one JSON file an object, named by the hash of
 * its key: no key can leave the directory, and keys that differ only by case or by Unicode
 * normalisation stay apart on every file system. The JSON names the blob, so replacing that one file
 * replaces bytes and metadata together; blobs that nothing names are swept at the next start.
 */
export async function openObjects({
  directory,
  sequencer,
  now,
}: ObjectStoreOptions): Promise<ObjectStore> {
  const blobs = join(directory, 'blobs');
  const records = join(directory, 'objects');
  await mkdir(blobs, { recursive: true });
  await mkdir(records, { recursive: true });
  const objects = await loadRecords(records);
  for (const object of objects.values()) sequencer.observe(object.sequencer);
  await sweepBlobs(blobs, new Set([...objects.values()].map((object) => object.blob)));
  const keys = createSortedKeys(objects.keys());
  const exclusively = createKeyedLock();

  const discard = (blob: string) => rm(join(blobs, blob), { force: true });

  async function stage<T>(produce: (sink: Sink) => Promise<T>) {
    const blob = randomUUID();
    return { blob, result: await writeNewFile(join(blobs, blob), produce) };
  }

  async function replace(draft: ObjectDraft): Promise<StoredObject> {
    const before = objects.get(draft.key);
    const lastModified = `${now().toISOString().slice(0, 19)}.000Z`;
    const object = { ...draft, lastModified, sequencer: sequencer.next() };
    await syncDirectory(blobs);
    await replaceJson(join(records, recordName(draft.key)), object);
    objects.set(draft.key, object);
    keys.add(draft.key);
    if (before) await discard(before.blob);
    return object;
  }

  async function commit(draft: ObjectDraft, precondition: Precondition): Promise<StoredObject> {
    return exclusively(draft.key, async () => {
      try {
        precondition(objects.get(draft.key));
      } catch (error) {
        await discard(draft.blob);
        throw error;
      }
      return replace(draft);
    });
  }

  async function remove(key: string, precondition: Precondition): Promise<void> {
    await exclusively(key, async () => {
      const before = objects.get(key);
      precondition(before);
      if (!before) return;
      await rm(join(records, recordName(key)));
      await syncDirectory(records);
      objects.delete(key);
      keys.remove(key);
      await discard(before.blob);
    });
  }

  async function openObject(key: string) {
    for (;;) {
      const object = objects.get(key);
      if (!object) return undefined;
      try {
        return { object, handle: await open(join(blobs, object.blob), 'r') };
      } catch (error) {
        // Replaced between the look and the opening: look again. Still the same: the bytes are lost.
        if (objects.get(key) === object) throw error;
      }
    }
  }

  return {
    find: (key) => objects.get(key),
    keys: keys.all,
    stage,
    discard,
    commit,
    remove,
    open: openObject,
  };
}
