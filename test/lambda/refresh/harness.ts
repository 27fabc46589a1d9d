import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JS } from '@duckdb/node-api';
import { defaultSettings } from '../../../graph/settings.ts';
import { openDatabase } from '../../../lambda/engines/duckdb/database.ts';
import { snapshotPrefix } from '../../../lambda/layout.ts';
import { manifestKey } from '../../../lambda/pipeline/refresh/current.ts';
import type { Manifest } from '../../../lambda/pipeline/refresh/manifest.ts';
import type { RefreshOptions, RefreshOutcome } from '../../../lambda/pipeline/refresh/options.ts';
import { refresh } from '../../../lambda/pipeline/refresh/refresh.ts';
import type { ObjectStore } from '../../../lambda/stores/s3/object-store.ts';
import { folderStore } from './folder-store.ts';
import { type Lake, openLake } from './lake.ts';

interface RowGroup {
  readonly rows: number;
  readonly min: string;
  readonly max: string;
}

/** A lake in a folder, a clock that the test moves, and a look into what was published. */
export interface Harness {
  readonly store: ObjectStore;
  readonly lake: Lake;
  /** Refreshes; the changes go over the usual options. */
  run(change?: Partial<RefreshOptions>): Promise<RefreshOutcome>;
  /** Refreshes and gives the manifest of the new snapshot; throws when there is none. */
  publish(change?: Partial<RefreshOptions>): Promise<Manifest>;
  /** Rows of Parquet objects, in file order, as JSON texts of their SQL values. */
  rows(keys: readonly string[], columns?: string): Promise<Record<string, JS>[]>;
  /** Rows of a file of a snapshot. */
  snapshotRows(manifest: Manifest, file: string, columns?: string): Promise<Record<string, JS>[]>;
  /** Row groups of an object, with the bounds of one column. */
  rowGroups(key: string, column: string): Promise<RowGroup[]>;
  keys(prefix: string): Promise<string[]>;
  advance(milliseconds: number): void;
  close(): Promise<void>;
}

/** Without covariates and seasons, which are half of a small refresh; tests that are about models say their settings. */
export const usualSettings = { ...defaultSettings, plainModels: true };

export async function openHarness(): Promise<Harness> {
  const root = await mkdtemp(join(tmpdir(), 'refresh-'));
  const store = folderStore(root);
  const database = await openDatabase({ threads: 1 });
  let now = Date.parse('2026-01-01T00:00:00Z');
  let refreshes = 0;
  const run = (change: Partial<RefreshOptions> = {}) => {
    now += 1000;
    refreshes += 1;
    const suffix = String(refreshes).padStart(8, '0');
    return refresh({
      store,
      settings: usualSettings,
      clock: () => new Date(now),
      newSuffix: () => suffix,
      databaseOptions: { threads: 1, memoryLimitMb: 512 },
      onCleanUpFailure: (error) => {
        throw error;
      },
      ...change,
    });
  };
  const rows = (keys: readonly string[], columns = '*') => {
    const files = keys.map((key) => `'${join(root, key)}'`).join(', ');
    return database.rows(`SELECT ${columns} FROM read_parquet([${files}])`);
  };
  return {
    store,
    run,
    rows,
    lake: openLake(database, store),
    publish: async (change) => {
      const outcome = await run(change);
      if (!('snapshot' in outcome)) {
        throw new Error('Expected a snapshot, got a superseded refresh');
      }
      const stored = await store.readText(manifestKey(outcome.snapshot));
      return JSON.parse(stored?.text ?? 'null') as Manifest;
    },
    snapshotRows: (manifest, file, columns) => rows([snapshotPrefix(manifest.id) + file], columns),
    rowGroups: async (key, column) =>
      (await database.rows(`
        SELECT CAST(row_group_num_rows AS INTEGER) AS rows, stats_min_value AS min,
          stats_max_value AS max
        FROM parquet_metadata('${join(root, key)}')
        WHERE path_in_schema = '${column}' ORDER BY row_group_id`)) as unknown as RowGroup[],
    keys: (prefix) => keysBelow(store, prefix),
    advance: (milliseconds) => {
      now += milliseconds;
    },
    close: async () => {
      await database.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function keysBelow(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) {
    keys.push(key);
  }
  return keys;
}
