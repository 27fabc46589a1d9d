import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { concurrently } from '../../concurrently.ts';
import { besideEachOther } from '../../engines/duckdb/beside-each-other.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import type { ObjectStore } from '../../stores/s3/object-store.ts';
import type { ManifestFile } from './manifest.ts';
import { type FileContent, type WrittenFile, writeParquet } from './parquet.ts';

/** Objects in transfer at a time: enough to hide latency, few enough for a Lambda's sockets. */
const transfers = 16;

/** A Parquet object to be: temporary tables cannot be what its query reads. */
interface NewObject extends FileContent {
  readonly key: string;
  /** Key of a further object of the same content. */
  readonly alsoKey?: string;
}

/** Where a refresh works: the database, and the objects that come into and go out of its folder. */
export interface Workspace {
  readonly database: Database;
  /** Fetches objects; the files line up with the keys. */
  fetch(keys: readonly string[]): Promise<readonly string[]>;
  /** Writes Parquet objects, some beside each other, and gives their local files, which stay. */
  publish(objects: readonly NewObject[]): Promise<readonly string[]>;
  /** The same, without local files left. */
  publishAway(objects: readonly NewObject[]): Promise<void>;
  publishText(key: string, text: string): Promise<void>;
  discard(files: readonly string[]): Promise<void>;
  /** All Parquet objects published so far. */
  readonly published: readonly ManifestFile[];
}

export function openWorkspace(database: Database, store: ObjectStore): Workspace {
  const published: ManifestFile[] = [];
  /** Uploaded, to be written over by the next, so that fewer files are made and removed. */
  const idle: string[] = [];
  const newFile = () => join(database.directory, `${randomUUID()}.parquet`);
  const discard = async (files: readonly string[]) => {
    await Promise.all(files.map((file) => rm(file, { force: true })));
  };
  const publish = async (
    objects: readonly NewObject[],
    files: { readonly take: () => string; readonly giveBack: (file: string) => void },
  ) => {
    const writtenFiles = new Map<NewObject, WrittenFile>();
    await besideEachOther(database, objects, async (object, session) => {
      const written = await writeParquet(session, object, files.take());
      for (const key of keysOf(object)) {
        await store.upload(written.file, key);
      }
      writtenFiles.set(object, written);
      files.giveBack(written.file);
    });
    return objects.map((object) => {
      const { file = '', rows = 0, bytes = 0 } = writtenFiles.get(object) ?? {};
      published.push(...keysOf(object).map((key) => ({ key, rows, bytes })));
      return file;
    });
  };
  return {
    database,
    published,
    discard,
    publish: (objects) => publish(objects, { take: newFile, giveBack: () => undefined }),
    publishAway: async (objects) => {
      await publish(objects, {
        take: () => idle.pop() ?? newFile(),
        giveBack: (file) => idle.push(file),
      });
    },
    publishText: (key, text) => store.writeText(key, text),
    fetch: async (keys) => {
      const wanted = keys.map((key) => ({ key, file: newFile() }));
      await concurrently(transfers, wanted, ({ key, file }) => store.download(key, file));
      return wanted.map(({ file }) => file);
    },
  };
}

function keysOf({ key, alsoKey }: NewObject): readonly string[] {
  return alsoKey === undefined ? [key] : [key, alsoKey];
}
