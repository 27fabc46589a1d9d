import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { concurrently } from '../../concurrently.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import type { ObjectStore } from '../../stores/s3/object-store.ts';
import type { ManifestFile } from './manifest.ts';
import { writeParquet } from './parquet.ts';

/** Objects in transfer at a time: enough to hide latency, few enough for a Lambda's sockets. */
const transfers = 16;

/** Where a refresh works: the database, and the objects that come into and go out of its folder. */
export interface Workspace {
  readonly database: Database;
  /** Fetches objects; the files line up with the keys. */
  fetch(keys: readonly string[]): Promise<readonly string[]>;
  /** Writes a query's rows to a Parquet object, and gives the local file, which stays. */
  publish(key: string, query: string, rowGroupRows?: number): Promise<string>;
  /** The same, without a local file left. */
  publishAway(key: string, query: string, rowGroupRows?: number): Promise<void>;
  publishText(key: string, text: string): Promise<void>;
  discard(files: readonly string[]): Promise<void>;
  /** All Parquet objects published so far. */
  readonly published: readonly ManifestFile[];
}

export function openWorkspace(database: Database, store: ObjectStore): Workspace {
  const published: ManifestFile[] = [];
  const newFile = () => join(database.directory, `${randomUUID()}.parquet`);
  const discard = async (files: readonly string[]) => {
    await Promise.all(files.map((file) => rm(file, { force: true })));
  };
  const publish = async (key: string, query: string, rowGroupRows?: number) => {
    const { file, rows, bytes } = await writeParquet(database, query, newFile(), rowGroupRows);
    await store.upload(file, key);
    published.push({ key, rows, bytes });
    return file;
  };
  return {
    database,
    published,
    discard,
    publish,
    publishAway: async (key, query, rowGroupRows) =>
      discard([await publish(key, query, rowGroupRows)]),
    publishText: (key, text) => store.writeText(key, text),
    fetch: async (keys) => {
      const wanted = keys.map((key) => ({ key, file: newFile() }));
      await concurrently(transfers, wanted, ({ key, file }) => store.download(key, file));
      return wanted.map(({ file }) => file);
    },
  };
}
