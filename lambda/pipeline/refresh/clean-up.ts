import { basename, posix } from 'node:path';
import { isDeletedByErasure } from '../../../graph/exports/export.ts';
import { concurrently } from '../../concurrently.ts';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import {
  basePrefix,
  type LakeKind,
  lakeKinds,
  mostRecentOrders,
  prefixes,
  snapshotPrefix,
} from '../../layout.ts';
import type { ObjectStore } from '../../stores/s3/object-store.ts';
import type { ConsumedDelta, Manifest } from './manifest.ts';
import type { ConsumedRow, Recents } from './recents.ts';
import { expiredSnapshots, pastGrace, withoutErased } from './retention.ts';
import type { Workspace } from './workspace.ts';

export interface CleanUpOptions {
  readonly store: ObjectStore;
  readonly recents: Recents | undefined;
  /** What is served now. */
  readonly manifest: Manifest;
  readonly now: Date;
}

/** Deletes what the served snapshot has made superfluous. Every step may be repeated. */
export async function cleanUp(workspace: Workspace, options: CleanUpOptions): Promise<void> {
  const { store, manifest, now } = options;
  for (const delta of pastGrace(manifest.consumed, now)) {
    await forgetDelta(workspace, options, delta);
  }
  const found = new Set([
    ...(await store.folders(prefixes.snapshots)),
    ...(await baseFolders(store, 'orders')),
  ]);
  const { erasedSince, erasedAt } = manifest;
  const retained = withoutErased(manifest.retained, erasedSince, now);
  for (const id of expiredSnapshots(found, retained, now, erasedSince)) {
    await removeSnapshot(store, id);
  }
  await removeExports(store, erasedAt);
}

/** Those that may tell of a customer who was erased since. */
async function removeExports(
  store: ObjectStore,
  erasedAt: string | null | undefined,
): Promise<void> {
  if (!erasedAt) {
    return;
  }
  for await (const { key, modifiedAt } of store.list(prefixes.exports)) {
    if (isDeletedByErasure(modifiedAt, erasedAt)) {
      await store.remove(key);
    }
  }
}

/** Removes all objects of a snapshot and of its base, the manifest among them. */
export async function removeSnapshot(store: ObjectStore, id: string): Promise<void> {
  const folders = [snapshotPrefix(id), ...lakeKinds.map((kind) => basePrefix(kind, id))];
  for (const folder of folders) {
    const keys: string[] = [];
    for await (const { key } of store.list(folder)) {
      keys.push(key);
    }
    await concurrently(removalsAtOnce, keys, (key) => store.remove(key));
  }
}

const removalsAtOnce = 16;

/** A base without its snapshot is what a crash at the wrong moment leaves. */
function baseFolders(store: ObjectStore, kind: LakeKind): Promise<readonly string[]> {
  return store.folders(`${posix.dirname(basePrefix(kind, 'any'))}/`);
}

/** The object goes last: as long as it is there, its recents may not all be forgotten. */
async function forgetDelta(
  workspace: Workspace,
  { store, recents }: CleanUpOptions,
  { key, kind, rows: orders }: ConsumedDelta,
): Promise<void> {
  if (recents && kind === 'orders' && orders <= mostRecentOrders) {
    const [file = ''] = await workspace.fetch([key]);
    const run = basename(key, '.parquet');
    for await (const rows of consumedRows(workspace.database, file)) {
      await recents.forget(run, rows);
    }
    await workspace.discard([file]);
  }
  await store.remove(key);
}

async function* consumedRows(
  { connection }: Pick<Database, 'connection'>,
  file: string,
): AsyncGenerator<readonly ConsumedRow[]> {
  const result = await connection.stream(
    `SELECT customer_key, source || '/' || order_id, version FROM read_parquet(${literal(file)})`,
  );
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    yield chunk.getRows().map(([customerKey, orderKey, version]) => ({
      customerKey: String(customerKey),
      orderKey: String(orderKey),
      version: String(version),
    }));
  }
}
