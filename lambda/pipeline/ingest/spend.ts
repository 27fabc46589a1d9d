import { join } from 'node:path';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import { moneyType, spendColumns } from '../../lake/schema.ts';
import { amountProblemSql, amountSql } from './amounts.ts';
import type { BuildContext, Built } from './built.ts';
import { type Check, currencyCheck, problemSql } from './checks.ts';
import { dateOrderOf } from './date-order.ts';
import { orderVersionSql } from './order-version.ts';
import { copyToParquet, countOf } from './sql-files.ts';
import { stage } from './stage.ts';
import { localTimeSql, timePartsSql } from './times.ts';

/**
 * Builds the delta of a spend file: rows of one day, channel, campaign and kind are one entry, so
 * that an export split by ad set or device adds up, and a later export of the day replaces it.
 */
export async function buildSpendFile(database: Database, context: BuildContext): Promise<Built> {
  const { plan, settings } = context;
  await stage(database, context.staging);
  context.onRead();
  const dateOrder = await dateOrderOf(database, plan, ['day']);
  const reasons = checks(context);
  await database.run(
    `CREATE TABLE typed AS
     WITH split AS (
       SELECT *, ${timePartsSql('"day"', dateOrder)} AS parts,
         ${amountSql('"amount"', plan.decimalMark)} AS spent FROM staged),
     timed AS (SELECT *, ${localTimeSql('parts')} AS local_time FROM split),
     checked AS (
       SELECT *, ${reasons.map(({ reason }, index) => `${reason} AS reason_${index}`).join(',\n')}
       FROM timed)
     SELECT row, ${problemSql(plan, reasons)} AS problem, CAST(local_time AS DATE) AS day,
       channel, campaign, CASE WHEN ${isOther} THEN 'OTHER' ELSE 'ADS' END AS kind, spent
     FROM checked`,
  );
  await database.run(
    `CREATE TABLE bad_rows AS
     SELECT row, problem."column" AS "column", problem.value AS value, problem.reason AS reason
     FROM typed WHERE problem IS NOT NULL`,
  );
  const file = join(database.directory, 'spend-delta.parquet');
  await copyToParquet(database, entriesSql(context), file);
  const entries = await countOf(database, `read_parquet(${literal(file)})`);
  const good = (await countOf(database, 'typed')) - (await countOf(database, 'bad_rows'));
  return {
    deltas: [{ kind: 'spend', file, rows: entries }],
    rows: await countOf(database, 'staged'),
    rowsKept: entries,
    rowsMerged: good - entries,
    rowsExcluded: 0,
    excludedByReason: {},
    totals: await totals(database, file, settings.currency),
    records: entries,
  };
}

/** `kind` is ADS unless the file says otherwise. */
const otherKinds = ['other', 'salary', 'salaries', 'tools', 'agency', 'fixed'];
const isOther = `lower("spendKind") IN (${otherKinds.map(literal).join(', ')})`;

function checks({ plan, settings, latest }: BuildContext): Check[] {
  return [
    { field: null, reason: 'broken' },
    {
      field: 'day',
      reason: `CASE WHEN "day" IS NULL THEN 'missing day'
        WHEN parts.day = '' THEN 'not a day; expected for example 2024-05-31'
        WHEN local_time IS NULL THEN 'no such calendar day or time of day'
        WHEN local_time < TIMESTAMP '1970-01-01' THEN 'before 1970'
        WHEN local_time > TIMESTAMP ${literal(latest.toISOString().slice(0, 19))} THEN 'too far in the future' END`,
    },
    {
      field: 'channel',
      reason: `CASE WHEN channel IS NULL AND coalesce(NOT ${isOther}, true) THEN 'missing channel' END`,
    },
    currencyCheck(settings.currency),
    {
      field: 'amount',
      reason: `CASE WHEN "amount" IS NULL THEN 'missing amount'
        WHEN spent < 0 THEN 'negative amount; expected 0 or more'
        ELSE ${amountProblemSql('"amount"', 'spent', plan.decimalMark)} END`,
    },
    {
      field: 'spendKind',
      reason: `CASE WHEN lower("spendKind") NOT IN (${['ads', 'ad', ...otherKinds].map(literal).join(', ')})
        THEN 'unknown kind; expected ads or other' END`,
    },
  ];
}

function entriesSql({ plan, settings, run, eventTime }: BuildContext): string {
  const version = orderVersionSql({ updatedAt: undefined, eventTime, run });
  return `
    WITH grouped AS (
      SELECT day, channel, campaign, kind, CAST(sum(spent) AS ${moneyType}) AS amount,
        ${literal(plan.source)} AS source, ${literal(settings.currency)} AS currency,
        ${literal(run)} AS run
      FROM typed WHERE problem IS NULL GROUP BY day, channel, campaign, kind),
    versioned AS (SELECT *, ${version} AS version FROM grouped)
    SELECT ${Object.entries(spendColumns)
      .map(([name, type]) => `CAST(${name} AS ${type}) AS ${name}`)
      .join(', ')} FROM versioned`;
}

async function totals(database: Database, file: string, currency: string) {
  const [row] = await database.rows(
    `SELECT (SELECT coalesce(sum(spent), 0) FROM typed)::VARCHAR AS source,
       (SELECT coalesce(sum(amount), 0) FROM read_parquet(${literal(file)}))::VARCHAR AS kept,
       (SELECT coalesce(sum(spent), 0) FROM typed WHERE problem IS NOT NULL)::VARCHAR AS rejected`,
  );
  return {
    currency,
    source: String(row?.['source']),
    kept: String(row?.['kept']),
    excluded: '0.0000',
    rejected: String(row?.['rejected']),
  };
}
