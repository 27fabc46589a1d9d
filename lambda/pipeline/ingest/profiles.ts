import { literal } from '../../engines/duckdb/database.ts';
import type { Mapping } from '../../formats/plan.ts';
import { profileColumns } from '../../lake/schema.ts';
import { emailHashSql } from './identity.ts';
import { lakeColumns } from './lake-columns.ts';
import { orderVersionSql } from './order-version.ts';

export interface ProfileContext {
  readonly source: string;
  readonly run: string;
  readonly eventTime: string;
}

/** Whether an orders file says anything about people beside their id. */
export function hasProfiles({ email, phone, name, country }: Mapping): boolean {
  return (email ?? phone ?? name ?? country) !== undefined;
}

/**
 * SQL of one profile a customer, in the columns of the lake, from a relation with customer_key,
 * known_at (when the row was true; null means at the event), row, email, name, phone, country and
 * referred_by. Each field is the newest one given; the version is that of the newest row, so that
 * importing old orders late does not bring an old address back.
 */
export function profilesSql(relation: string, { source, run, eventTime }: ProfileContext): string {
  // One number to compare instead of two columns: microseconds, then the row.
  const newness = `coalesce(epoch_us(known_at), epoch_us(TIMESTAMPTZ ${literal(eventTime)}))::HUGEINT * 1000000000000 + row`;
  const newest = (column: string) => `arg_max(${column}, newness) AS ${column}`;
  const fields = ['email', 'name', 'phone', 'country', 'referred_by'];
  return `
    WITH merged AS (
      SELECT customer_key, max(known_at) AS known_at, ${fields.map(newest).join(', ')}
      FROM (SELECT *, ${newness} AS newness FROM ${relation}) GROUP BY customer_key),
    hashed AS (
      SELECT *, ${emailHashSql('email')} AS email_hash,
        ${orderVersionSql({
          updatedAt: 'known_at',
          eventTime,
          run,
        })} AS version
      FROM merged)
    SELECT ${lakeColumns(profileColumns, { source, run })} FROM hashed`;
}
