import { bucketSql } from '../../lake/schema.ts';

/**
 * What the two engines say differently. Everything else in this folder is SQL that both accept:
 * SELECTs over relations named by the caller, without QUALIFY, DISTINCT ON or list functions, dividing
 * only by what cannot be zero (Trino fails where DuckDB gives NULL).
 *
 * On Trino the bucket is `from_base(substr(to_hex(md5(to_utf8(column))), 1, 4), 16) % count`, an order's
 * lines are `CROSS JOIN UNNEST(lines) AS line (product, name, quantity, amount)`, files are
 * written by CREATE TABLE AS instead of COPY, and TIMESTAMPTZ is TIMESTAMP(6) WITH TIME ZONE.
 */
export interface Dialect {
  /** Number of the hash bucket a text falls into; the same number on every engine. */
  bucket(column: string, count: number): string;
  /** The day so many days later. Trino says `date_add('day', days, day)`. */
  daysAfter(day: string, days: string): string;
  /** The product of the first of an order's lines, null without one. Trino says `element_at(lines, 1).product`. */
  firstProduct(lines: string): string;
  /** A relation with a row an order line: what names and dates the order, and the line's own columns. */
  lines(orders: string): string;
}

export const duckdbDialect: Dialect = {
  bucket: bucketSql,
  daysAfter: (day, days) => `CAST(${day} + CAST(${days} AS INTEGER) AS DATE)`,
  firstProduct: (lines) => `${lines}[1].product`,
  lines: (orders) => `(
    SELECT
      customer_key, source, order_id, order_day, exclusion,
      line.product, line.name, line.quantity, line.amount
    FROM (
      SELECT customer_key, source, order_id, order_day, exclusion, unnest(lines) AS line
      FROM ${orders} AS orders
    ) AS unnested)`,
};
