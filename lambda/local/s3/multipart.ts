import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReceivedBody, Sink } from './body.ts';
import type { Checksum, ChecksumAlgorithm } from './checksums.ts';
import { replaceJson, syncDirectory, writeNewFile } from './durable-write.ts';
import { S3Error } from './errors.ts';
import { createKeyedLock } from './keyed-lock.ts';
import { readIfPresent } from './read-if-present.ts';

/** An upload in parts that has begun and is neither complete nor aborted. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly checksum?:
    | { readonly algorithm: ChecksumAlgorithm; readonly type: Checksum['type'] }
    | undefined;
}

export interface Part extends ReceivedBody {
  readonly number: number;
  readonly lastModified: string;
  /** Path of its bytes. */
  readonly file: string;
}

/** The uploads of one bucket. All of it is on disk, so an upload goes on after a restart. */
export interface UploadStore {
  create(draft: Omit<Upload, 'id'>): Promise<Upload>;
  /** @throws S3Error NoSuchUpload when there is none with this id for this key. */
  find(id: string, key: string): Promise<Upload>;
  /** Stores a part; a later one with the same number takes its place. */
  writePart(
    id: string,
    number: number,
    produce: (sink: Sink) => Promise<ReceivedBody>,
  ): Promise<ReceivedBody>;
  /** By number. */
  parts(id: string): Promise<Part[]>;
  /** Runs a task while no part of the upload can change. */
  exclusively<T>(id: string, task: () => Promise<T>): Promise<T>;
  remove(id: string): Promise<void>;
}

/** Each upload is a directory: `upload.json`, the bytes of parts, and `<number>.json` naming the bytes. */
export async function openUploads(directory: string, now: () => Date): Promise<UploadStore> {
  await mkdir(directory, { recursive: true });
  const exclusively = createKeyedLock();
  const folder = (id: string) => join(directory, id);

  async function find(id: string, key: string): Promise<Upload> {
    // The id is part of a path: anything this server has not made up is unknown, unread.
    const text = /^[0-9a-f]{32}$/.test(id)
      ? await readIfPresent(join(folder(id), 'upload.json'))
      : undefined;
    const upload = text === undefined ? undefined : (JSON.parse(text) as Upload);
    if (upload?.key === key) return upload;
    throw new S3Error(
      'NoSuchUpload',
      `Expected an upload in progress for this key, got the id "${id}".`,
    );
  }

  async function parts(id: string): Promise<Part[]> {
    const names = (await readdir(folder(id))).filter((name) => /^\d+\.json$/.test(name));
    const found = await Promise.all(
      names.map(async (name) => JSON.parse(await readFile(join(folder(id), name), 'utf8')) as Part),
    );
    return found
      .map((part) => ({ ...part, file: join(folder(id), part.file) }))
      .sort((a, b) => a.number - b.number);
  }

  async function recordPart(id: string, part: Part): Promise<ReceivedBody> {
    const stored = await parts(id).catch(() => noLongerThere(id));
    await replaceJson(join(folder(id), `${part.number}.json`), part);
    const before = stored.find((other) => other.number === part.number);
    if (before) await rm(before.file, { force: true });
    return part;
  }

  return {
    find,
    parts,
    exclusively,
    async create(draft) {
      const upload = { ...draft, id: randomBytes(16).toString('hex') };
      await mkdir(folder(upload.id));
      await replaceJson(join(folder(upload.id), 'upload.json'), upload);
      await syncDirectory(directory);
      return upload;
    },
    async writePart(id, number, produce) {
      // A name, not a path, is stored: the data directory may be moved.
      const file = `${randomUUID()}.part`;
      const body = await writeNewFile(join(folder(id), file), produce);
      const part = { ...body, number, file, lastModified: now().toISOString() };
      return exclusively(id, () => recordPart(id, part));
    },
    remove: (id) => rm(folder(id), { recursive: true, force: true }),
  };
}

function noLongerThere(id: string): never {
  throw new S3Error('NoSuchUpload', `The upload ${id} was completed or aborted meanwhile.`);
}
