import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceJson, syncDirectory } from './durable-write.ts';
import { S3Error } from './errors.ts';
import { createKeyedLock } from './keyed-lock.ts';
import { openUploads, type UploadStore } from './multipart.ts';
import { type ObjectStore, openObjects } from './objects.ts';
import { readIfPresent } from './read-if-present.ts';
import { createSequencer } from './sequencer.ts';

export interface Bucket {
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly objects: ObjectStore;
  readonly uploads: UploadStore;
}

export interface BucketStore {
  /** By name. */
  list(): Bucket[];
  /** @throws S3Error NoSuchBucket. */
  get(name: string): Bucket;
  /** @throws S3Error InvalidBucketName, BucketAlreadyOwnedByYou. */
  create(name: string): Promise<Bucket>;
}

/** Opens every bucket below a directory, as the last run left them. */
export async function openBuckets(directory: string, now: () => Date): Promise<BucketStore> {
  await mkdir(directory, { recursive: true });
  const sequencer = createSequencer(now);
  const exclusively = createKeyedLock();
  const buckets = new Map<string, Bucket>();

  async function load(name: string): Promise<void> {
    const folder = join(directory, name);
    const text = await readIfPresent(join(folder, 'bucket.json'));
    // A crash while the bucket was made: its creator was never told that it exists.
    if (text === undefined) return;
    const { createdAt } = JSON.parse(text) as { createdAt: string };
    const objects = await openObjects({ directory: folder, sequencer, now });
    const uploads = await openUploads(join(folder, 'uploads'), now);
    buckets.set(name, { name, createdAt, objects, uploads });
  }

  for (const name of await readdir(directory)) await load(name);

  function get(name: string): Bucket {
    const bucket = buckets.get(name);
    if (bucket) return bucket;
    throw new S3Error('NoSuchBucket', `The bucket "${name}" does not exist.`);
  }

  return {
    list: () => [...buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    get,
    create: (name) =>
      exclusively(name, async () => {
        checkName(name);
        if (buckets.has(name)) {
          throw new S3Error('BucketAlreadyOwnedByYou', `The bucket "${name}" exists and is yours.`);
        }
        await mkdir(join(directory, name), { recursive: true });
        await replaceJson(join(directory, name, 'bucket.json'), {
          name,
          createdAt: now().toISOString(),
        });
        await syncDirectory(directory);
        await load(name);
        return get(name);
      }),
  };
}

/** S3's rules for names, which also make a name safe as a directory. */
function checkName(name: string): void {
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..')) return;
  throw new S3Error(
    'InvalidBucketName',
    `Expected 3 to 63 lower-case letters, digits, dots and hyphens, got "${name}".`,
  );
}
