import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import type { ImportPlan } from '../../formats/plan.ts';
import type { BuildContext, Built, BuiltDelta } from './built.ts';
import { buildOrders } from './orders.ts';
import { otherCurrencies } from './other-currencies.ts';
import { hasProfiles, profilesSql } from './profiles.ts';
import { copyToParquet, countOf } from './sql-files.ts';
import { typeRows } from './type-rows.ts';
import { unknownStatuses } from './unknown-statuses.ts';
import { engineOffsets, zoneOffsets } from './zone-offsets.ts';

/** Below this many bytes, looking for the changes of a time zone's offset takes longer than it saves. */
const smallFile = 4_000_000;

/** Builds the deltas of an orders file: its orders, and the profiles of those who placed them. */
export async function buildOrderFile(database: Database, context: BuildContext): Promise<Built> {
  const { plan, settings, run, eventTime, latest, staging } = context;
  const { currency, timeZone } = settings;
  const { size } = await stat(staging.path);
  const zone =
    size < smallFile ? engineOffsets(timeZone) : await zoneOffsets(database, { timeZone, latest });
  await typeRows(database, { plan, settings, currency, timeZone, zone, latest }, staging);
  context.onRead();
  const assumed = await buildOrders(database, { plan, currency, run, eventTime });
  const file = join(database.directory, 'orders-delta.parquet');
  await copyToParquet(database, 'SELECT * FROM built_orders', file);
  await database.run(`CREATE VIEW orders AS SELECT * FROM read_parquet(${literal(file)})`);
  const orders = await countOf(database, 'orders');
  const rows = (await countOf(database, 'numbered')) - (await countOf(database, 'blank_rows'));
  const excludedByReason = await exclusions(database);
  const rowsExcluded = Object.values(excludedByReason).reduce((sum, count) => sum + count, 0);
  const profiles = hasProfiles(plan.mapping) ? [await buildProfiles(database, context)] : [];
  return {
    deltas: [{ kind: 'orders', file, rows: orders }, ...profiles],
    rows,
    rowsKept: orders - rowsExcluded,
    rowsExcluded,
    rowsMerged: rows - (await countOf(database, 'bad_rows')) - orders,
    excludedByReason,
    totals: await totals(database, plan, settings.currency),
    explanations: [],
    warnings: [...assumed, ...(plan.mapping.status ? await unknownStatuses(database) : [])],
    records: orders,
  };
}

async function exclusions(database: Database): Promise<Record<string, number>> {
  const rows = await database.rows(
    `SELECT exclusion, count(*)::INTEGER AS orders FROM orders
     WHERE exclusion IS NOT NULL GROUP BY exclusion ORDER BY exclusion`,
  );
  return Object.fromEntries(
    rows.map(({ exclusion, orders }) => [String(exclusion), Number(orders)]),
  );
}

async function buildProfiles(
  database: Database,
  { plan, run, eventTime }: BuildContext,
): Promise<BuiltDelta> {
  await database.run(
    `CREATE VIEW profile_rows AS
     SELECT row, coalesce(known_customer, 'guest:' || ${literal(plan.source)} || '/' || order_id) AS customer_key,
       coalesce(updated_at, ordered_at) AS known_at, email, name, phone, country,
       NULL::VARCHAR AS referred_by
     FROM order_rows WHERE coalesce(email, name, phone, country) IS NOT NULL`,
  );
  const file = join(database.directory, 'profiles-delta.parquet');
  const context = { source: plan.source, run, eventTime };
  await copyToParquet(database, profilesSql('profile_rows', context), file);
  await database.run(`CREATE VIEW profiles AS SELECT * FROM read_parquet(${literal(file)})`);
  return { kind: 'customers', file, rows: await countOf(database, 'profiles') };
}

/**
 * The file's own amount column against what became of it. An order total that each of its rows
 * repeats counts once.
 */
async function totals(database: Database, plan: ImportPlan, currency: string) {
  // A total is what was paid; gross amounts and lines are before discount, tax and shipping.
  const ours =
    plan.mapping.gross === undefined && plan.mapping.total !== undefined
      ? 'gross - discount + tax + shipping'
      : 'gross';
  const [row] = await database.rows(
    `WITH rejected AS (
       SELECT coalesce(sum(source_amount) FILTER (foreign_currency IS NULL), 0) AS amount FROM rejected_rows),
     taken AS (
       SELECT coalesce(sum(${ours}) FILTER (exclusion IS NULL), 0) AS kept,
         coalesce(sum(${ours}) FILTER (exclusion IS NOT NULL), 0) AS excluded FROM orders)
     SELECT (coalesce((SELECT sum(source_amount) FROM grouped), 0) + rejected.amount)::VARCHAR AS source,
       kept::VARCHAR AS kept, excluded::VARCHAR AS excluded, rejected.amount::VARCHAR AS rejected
     FROM rejected, taken`,
  );
  return {
    currency,
    source: String(row?.['source']),
    kept: String(row?.['kept']),
    excluded: String(row?.['excluded']),
    rejected: String(row?.['rejected']),
    ...(await otherCurrencies(
      database,
      '(SELECT foreign_currency, source_amount AS amount FROM rejected_rows)',
    )),
  };
}
