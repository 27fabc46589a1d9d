import Big from 'big.js';
import type { Exclusion, Order } from '../../../graph/orders/order.ts';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import { orderColumns, profileColumns } from '../../lake/schema.ts';
import type { RecentProfile } from '../../stores/dynamo/recents.ts';
import { instantTextSql } from './order-version.ts';

type Row = Readonly<Record<string, unknown>>;

/** The orders of a small delta, as the rest of the code knows them. */
export async function ordersOfDelta(database: Database, file: string): Promise<Order[]> {
  const columns = Object.keys(orderColumns).map((name) => {
    switch (name) {
      case 'ordered_at':
        return `${instantTextSql(name)} AS ${name}`;
      case 'lines':
        return `to_json(list_transform(lines, lambda line: struct_pack(product := line.product,
          name := line.name, quantity := line.quantity::VARCHAR, amount := line.amount::VARCHAR)))::VARCHAR AS lines`;
      default:
        return `${name}::VARCHAR AS ${name}`;
    }
  });
  const rows = await database.rows(
    `SELECT ${columns.join(', ')} FROM read_parquet(${literal(file)})`,
  );
  return rows.map(orderOfRow);
}

function orderOfRow(row: Row): Order {
  return {
    source: text(row, 'source'),
    orderId: text(row, 'order_id'),
    customerKey: text(row, 'customer_key'),
    orderedAt: text(row, 'ordered_at'),
    utcOffsetMinutes: optional(row, 'utc_offset_minutes', Number),
    day: text(row, 'order_day'),
    currency: text(row, 'currency'),
    gross: new Big(text(row, 'gross')),
    discount: new Big(text(row, 'discount')),
    refund: new Big(text(row, 'refund')),
    tax: new Big(text(row, 'tax')),
    shipping: new Big(text(row, 'shipping')),
    net: new Big(text(row, 'net')),
    cost: optional(row, 'cost', (value) => new Big(value)),
    status: text(row, 'status'),
    exclusion: optional(row, 'exclusion', (value) => value as Exclusion),
    channel: optional(row, 'channel', String),
    campaign: optional(row, 'campaign', String),
    coupon: optional(row, 'coupon', String),
    lines: linesOf(text(row, 'lines')),
    version: text(row, 'version'),
    run: text(row, 'run'),
  };
}

interface LineTexts {
  readonly product: string;
  readonly name: string | null;
  readonly quantity: string;
  readonly amount: string;
}

function linesOf(json: string): Order['lines'] {
  const lines: LineTexts[] = JSON.parse(json);
  return lines.map((line) => ({
    ...line,
    quantity: new Big(line.quantity),
    amount: new Big(line.amount),
  }));
}

/** The profiles of a small delta. */
export async function profilesOfDelta(database: Database, file: string): Promise<RecentProfile[]> {
  const columns = Object.keys(profileColumns).join(', ');
  const rows = await database.rows(`SELECT ${columns} FROM read_parquet(${literal(file)})`);
  return rows.map((row) => ({
    customerKey: text(row, 'customer_key'),
    email: optional(row, 'email', String),
    emailHash: optional(row, 'email_hash', String),
    name: optional(row, 'name', String),
    phone: optional(row, 'phone', String),
    country: optional(row, 'country', String),
    referredBy: optional(row, 'referred_by', String),
    version: text(row, 'version'),
    run: text(row, 'run'),
  }));
}

function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') {
    throw new TypeError(`expected a text in column ${column} of a delta; got ${typeof value}`);
  }
  return value;
}

function optional<T>(row: Row, column: string, convert: (value: string) => T): T | null {
  return row[column] === null ? null : convert(text(row, column));
}
