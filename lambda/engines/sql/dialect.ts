import { bucketSql } from '../../lake/schema.ts';

/**
 * What the two engines say differently. Everything else in this folder is SQL that both accept:
 * SELECTs over relations named by the caller, without QUALIFY, DISTINCT ON or list functions, dividing
 * only by what cannot be zero (Trino fails where DuckDB gives NULL).
 *
 * On Trino the bucket is `from_base(substr(to_hex(md5(to_utf8(column))), 1, 4), 16) % count`, files are
 * written by CREATE TABLE AS instead of COPY, and TIMESTAMPTZ is TIMESTAMP(6) WITH TIME ZONE.
 */
export interface Dialect {
  /** Number of the hash bucket a text falls into; the same number on every engine. */
  bucket(column: string, count: number): string;
  /** The product of the first of an order's lines, null without one. Trino says `element_at(lines, 1).product`. */
  firstProduct(lines: string): string;
}

export const duckdbDialect: Dialect = {
  bucket: bucketSql,
  firstProduct: (lines) => `${lines}[1].product`,
};
