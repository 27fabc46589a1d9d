import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { CustomerRow } from '../../graph/customers/customer-row.ts';
import { defaultSettings } from '../../graph/settings.ts';
import type { Snapshot } from '../../graph/snapshots/snapshot.ts';
import { type Database, literal, openDatabase } from '../../lambda/engines/duckdb/database.ts';
import {
  bucketSql,
  type Columns,
  customerColumns,
  orderColumns,
  profileColumns,
  rankingFields,
} from '../../lambda/lake/schema.ts';
import { baseKey, currentSnapshotKey, snapshotFiles, snapshotPrefix } from '../../lambda/layout.ts';
import type { CallObserver, GetObject } from '../../lambda/stores/s3/get-object.ts';
import { createShop, type Shop, type ShopOptions } from './shop-rows.ts';

/** A published snapshot as objects by key, beside the rows it was written from. */
export interface SnapshotFiles extends Shop {
  readonly snapshot: Snapshot;
  readonly objects: ReadonlyMap<string, Uint8Array>;
}

export interface SnapshotFilesOptions extends ShopOptions {
  readonly id?: string;
  readonly buckets: number;
}

/** Writes a snapshot of made-up customers with DuckDB, in the layout of lambda/layout.ts. */
export async function writeSnapshotFiles(options: SnapshotFilesOptions): Promise<SnapshotFiles> {
  const shop = createShop(options);
  const snapshot = describe(shop.customers, options);
  const objects = new Map<string, Uint8Array>();
  const database = await openDatabase();
  try {
    await loadTables(database, shop);
    const write = async (key: string, query: string) => {
      objects.set(key, await parquet(database, query));
    };
    await writeBuckets(write, snapshot);
    await writeRankings(write, snapshot);
    await writeRollups(write, snapshot);
  } finally {
    await database.close();
  }
  const prefix = snapshotPrefix(snapshot.id);
  const { model, ...manifest } = snapshot;
  objects.set(prefix + snapshotFiles.manifest, json({ ...manifest, format: 1, files: [] }));
  objects.set(prefix + snapshotFiles.model, json(model));
  objects.set(currentSnapshotKey, json({ snapshot: snapshot.id, publishedAt: snapshot.createdAt }));
  return { ...shop, snapshot, objects };
}

type Write = (key: string, query: string) => Promise<void>;

async function writeBuckets(write: Write, snapshot: Snapshot): Promise<void> {
  const { buckets } = snapshot.counts;
  const prefix = snapshotPrefix(snapshot.id);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const sorted = (table: string, key: string, then = '') =>
      `SELECT * FROM ${table} WHERE ${bucketSql(key, buckets)} = ${bucket} ORDER BY ${key}${then}`;
    const key = 'customer_key';
    await write(prefix + snapshotFiles.customers(bucket), sorted('customers', key));
    await write(prefix + snapshotFiles.profiles(bucket), sorted('profiles', key));
    await write(prefix + snapshotFiles.lookups(bucket), sorted('lookups', 'key'));
    await write(
      baseKey('orders', snapshot.id, bucket),
      sorted('orders', key, ', ordered_at, source, order_id'),
    );
  }
}

async function writeRankings(write: Write, snapshot: Snapshot): Promise<void> {
  for (const [field, expression] of Object.entries(rankingFields)) {
    // DuckDB divides 0 by 0 to NaN, which sorts above every number; without orders there is no average.
    const orNull = expression.replace('/ orders', '/ nullif(orders, 0)');
    await write(
      snapshotPrefix(snapshot.id) + snapshotFiles.ranking(field),
      `SELECT * FROM customers ORDER BY ${orNull} NULLS FIRST, customer_key`,
    );
  }
}

async function writeRollups(write: Write, snapshot: Snapshot): Promise<void> {
  const prefix = snapshotPrefix(snapshot.id);
  await write(
    prefix + snapshotFiles.cells,
    `SELECT frequency, recency_days AS recency, age_days AS age, count(*) AS customers,
      CAST(sum(repeat_spend) AS DOUBLE) AS repeat_spend
     FROM customers WHERE orders > 0 GROUP BY ALL ORDER BY ALL`,
  );
  await write(
    prefix + snapshotFiles.days,
    `SELECT order_day AS day, CAST(count(*) AS INTEGER) AS orders,
      sum(net) AS revenue, sum(refund) AS refunds,
      sum(CAST(net AS DECIMAL(28,10)) - coalesce(cost, 0)) AS gross_margin
     FROM orders GROUP BY order_day ORDER BY order_day`,
  );
  await write(
    prefix + snapshotFiles.gaps,
    `SELECT CAST(1 AS TINYINT) AS back, order_day AS day, previous_day,
      CAST(count(*) AS INTEGER) AS orders
     FROM (SELECT order_day, lag(order_day) OVER (
       PARTITION BY customer_key ORDER BY ordered_at, source, order_id) AS previous_day FROM orders)
     GROUP BY ALL ORDER BY ALL NULLS FIRST`,
  );
}

async function loadTables(database: Database, shop: Shop): Promise<void> {
  await loadTable(database, {
    name: 'customers',
    columns: customerColumns,
    rows: shop.customerRecords,
  });
  await loadTable(database, { name: 'orders', columns: orderColumns, rows: shop.orderRecords });
  await loadTable(database, {
    name: 'profiles',
    columns: profileColumns,
    rows: shop.profileRecords,
  });
  await database.run(`
    CREATE TABLE lookups AS
    SELECT 'order:' || source || '/' || order_id AS key, customer_key FROM orders
    UNION ALL
    SELECT 'email:' || email_hash, customer_key FROM profiles WHERE email_hash IS NOT NULL`);
}

interface Table {
  readonly name: string;
  readonly columns: Columns;
  readonly rows: readonly object[];
}

async function loadTable(database: Database, { name, columns, rows }: Table): Promise<void> {
  const file = join(database.directory, `${name}.ndjson`);
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const types = Object.entries(columns).map(([column, type]) => `${column}: ${literal(type)}`);
  await database.run(
    `CREATE TABLE ${name} AS SELECT * FROM read_json(${literal(file)},
      format = 'newline_delimited', columns = {${types.join(', ')}})`,
  );
}

let written = 0;

async function parquet(database: Database, query: string): Promise<Uint8Array> {
  written += 1;
  const file = join(database.directory, `${written}.parquet`);
  await database.run(
    `COPY (${query}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)`,
  );
  return new Uint8Array(await readFile(file));
}

function describe(customers: readonly CustomerRow[], options: SnapshotFilesOptions): Snapshot {
  const buyers = customers.filter(({ orders }) => orders > 0);
  const cells = new Set(buyers.map((row) => `${row.frequency} ${row.recencyDays} ${row.ageDays}`));
  return {
    id: options.id ?? '20250101T000000000Z-0a1b2c3d',
    createdAt: '2025-01-01T00:00:00.000Z',
    asOfDay: '2024-12-31',
    firstDay: '2023-01-01',
    settings: defaultSettings,
    counts: {
      customers: customers.length,
      buyers: buyers.length,
      orders: buyers.reduce((sum, { orders }) => sum + orders, 0),
      excludedOrders: 0,
      cells: cells.size,
      buckets: options.buckets,
    },
    totals: { revenue: '0', refunds: '0', grossMargin: '0' },
    marginRate: 0.3,
    model: noModel,
    alternatives: [],
    calibration: [],
  };
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

/** Objects in memory behind the one function that the stores read S3 with. */
export function memoryObjects(
  objects: ReadonlyMap<string, Uint8Array>,
  onCall?: CallObserver,
): GetObject {
  return async ({ key, range, knownETag }) => {
    onCall?.('GetObject', key);
    const bytes = objects.get(key);
    if (!bytes) {
      return { status: 'missing' };
    }
    const eTag = `"${Buffer.from(bytes.slice(0, 64)).toString('hex')}"`;
    if (knownETag === eTag) {
      return { status: 'unchanged' };
    }
    const size = bytes.byteLength;
    if (!range) {
      return { status: 'found', bytes, size, eTag };
    }
    const part = 'last' in range ? bytes.slice(-range.last) : bytes.slice(range.start, range.end);
    return { status: 'found', bytes: part, size, eTag };
  };
}

export async function uploadObjects(
  client: S3Client,
  bucket: string,
  objects: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  for (const [key, bytes] of objects) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
  }
}

const insufficient = {
  kind: 'insufficient',
  code: 'TOO_FEW_CUSTOMERS',
  have: 0,
  need: 30,
  message: 'random rows carry no model',
} as const;

/** The stores hand a model through; this is the least that is one. */
const noModel: Snapshot['model'] = {
  version: 3,
  timeUnitDays: 7,
  customers: 0,
  transactions: insufficient,
  spend: insufficient,
  choice: { model: null, by: 'NONE', reason: insufficient.message },
  candidates: [],
  holdout: null,
};
