import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTemporaryFiles } from './durable-write.ts';
import type { StoredObject } from './stored-object.ts';

/** Records read at the same time: enough to keep a disk busy, few enough for any file limit. */
const batchSize = 64;

/** The file with what is kept about a key: hashed, so that no key is ever part of a path. */
export function recordName(key: string): string {
  return `${createHash('sha256').update(key).digest('hex')}.json`;
}

/** Reads every record of a bucket, by key. */
export async function loadRecords(directory: string): Promise<Map<string, StoredObject>> {
  await removeTemporaryFiles(directory);
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json'));
  const objects = new Map<string, StoredObject>();
  for (let at = 0; at < names.length; at += batchSize) {
    const batch = names.slice(at, at + batchSize);
    const loaded = await Promise.all(batch.map((name) => loadRecord(join(directory, name))));
    for (const object of loaded) objects.set(object.key, object);
  }
  return objects;
}

async function loadRecord(path: string): Promise<StoredObject> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as StoredObject;
  } catch (error) {
    throw new Error(`Expected ${path} to describe an object in JSON.`, { cause: error });
  }
}

/** Removes bytes that a crash left without a record. */
export async function sweepBlobs(directory: string, isNamed: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!isNamed.has(name)) await rm(join(directory, name), { force: true });
  }
}
