import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Merge } from '../../../graph/customers/identity.ts';
import type { Order } from '../../../graph/orders/order.ts';
import { type Database, literal } from '../../../lambda/engines/duckdb/database.ts';
import {
  type Columns,
  erasureColumns,
  mergeColumns,
  orderColumns,
  profileColumns,
  spendColumns,
} from '../../../lambda/lake/schema.ts';
import { deltaKey, type LakeKind } from '../../../lambda/layout.ts';
import type { ObjectStore } from '../../../lambda/stores/s3/object-store.ts';

/** A profile version as the lake keeps it. */
export interface ProfileRow {
  readonly customer_key: string;
  readonly source: string;
  readonly email: string | null;
  readonly email_hash: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly country: string | null;
  readonly referred_by: string | null;
  readonly version: string;
  readonly run: string;
}

interface SpendRow {
  readonly source: string;
  readonly day: string;
  readonly channel: string | null;
  readonly campaign: string | null;
  readonly kind: 'ADS' | 'OTHER';
  readonly currency: string;
  readonly amount: string;
  readonly version: string;
  readonly run: string;
}

/** Writes deltas as an ingest would. */
export interface Lake {
  orders(run: string, orders: readonly Order[]): Promise<void>;
  profiles(run: string, profiles: readonly ProfileRow[]): Promise<void>;
  spend(run: string, spend: readonly SpendRow[]): Promise<void>;
  merges(run: string, merges: readonly Merge[]): Promise<void>;
  erasures(run: string, keys: readonly string[], erasedAt: string): Promise<void>;
}

export function openLake(database: Database, store: ObjectStore): Lake {
  const write = async (kind: LakeKind, run: string, columns: Columns, rows: readonly object[]) => {
    const file = join(database.directory, `${randomUUID()}.parquet`);
    await database.run(`COPY (${await jsonRelation(database, columns, rows)})
      TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`);
    await store.upload(file, deltaKey(kind, run));
  };
  return {
    orders: (run, orders) =>
      write(
        'orders',
        run,
        orderColumns,
        orders.map((order) => orderRow({ ...order, run })),
      ),
    profiles: (run, profiles) =>
      write(
        'customers',
        run,
        profileColumns,
        profiles.map((profile) => ({ ...profile, run })),
      ),
    merges: (run, merges) =>
      write(
        'merges',
        run,
        mergeColumns,
        merges.map(({ from, into, version }) => ({ from_key: from, into_key: into, version })),
      ),
    erasures: (run, keys, erasedAt) =>
      write(
        'erasures',
        run,
        erasureColumns,
        keys.map((key) => ({ customer_key: key, erased_at: erasedAt })),
      ),
    spend: (run, spend) =>
      write(
        'spend',
        run,
        spendColumns,
        spend.map((entry) => ({ ...entry, run })),
      ),
  };
}

/** A SELECT over rows given as objects; amounts are texts, so decimals stay exact. */
export async function jsonRelation(
  database: Database,
  columns: Columns,
  rows: readonly object[],
): Promise<string> {
  const file = join(database.directory, `${randomUUID()}.ndjson`);
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const types = Object.entries(columns).map(([name, type]) => `${name}: ${literal(type)}`);
  return `SELECT * FROM read_json(${literal(file)}, format = 'newline_delimited',
    columns = {${types.join(', ')}})`;
}

/** An order as a row of lake/orders. */
export function orderRow(order: Order): object {
  return {
    customer_key: order.customerKey,
    source: order.source,
    order_id: order.orderId,
    ordered_at: order.orderedAt,
    utc_offset_minutes: order.utcOffsetMinutes,
    order_day: order.day,
    currency: order.currency,
    gross: order.gross.toFixed(4),
    discount: order.discount.toFixed(4),
    refund: order.refund.toFixed(4),
    tax: order.tax.toFixed(4),
    shipping: order.shipping.toFixed(4),
    net: order.net.toFixed(4),
    cost: order.cost?.toFixed(4) ?? null,
    status: order.status,
    exclusion: order.exclusion,
    channel: order.channel,
    campaign: order.campaign,
    coupon: order.coupon,
    lines: order.lines.map((line) => ({
      product: line.product,
      name: line.name,
      quantity: line.quantity.toFixed(4),
      amount: line.amount.toFixed(4),
    })),
    version: order.version,
    run: order.run,
  };
}
