import { join } from 'node:path';
import type { Explanation } from '../../../graph/imports/import.ts';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import type { ImportPlan } from '../../formats/plan.ts';
import { moneyType, spendColumns } from '../../lake/schema.ts';
import { amountProblemSql, amountSql } from './amounts.ts';
import type { BuildContext, Built } from './built.ts';
import { type Check, currencyCheck, foreignCurrencySql, problemSql } from './checks.ts';
import { dateOrderOf } from './date-order.ts';
import { orderVersionSql } from './order-version.ts';
import { otherCurrencies } from './other-currencies.ts';
import { copyToParquet, countOf } from './sql-files.ts';
import { ensureStaged } from './stage.ts';
import {
  ambiguousDate,
  type DateOrder,
  isAmbiguousSql,
  localTimeSql,
  timePartsSql,
} from './times.ts';

/** A row over more days than the longest month tells too little about when the money was spent. */
const longestSpread = 31;

/**
 * Builds the delta of a spend file: rows of one day, channel, campaign and kind are one entry, so
 * that an export split by ad set or device adds up, and a later export of the day replaces it.
 *
 * A row that covers several days is spread over them evenly to the ten-thousandth, what is left over
 * to the first days, and the report says so; one over more than 31 days is refused.
 */
export async function buildSpendFile(database: Database, context: BuildContext): Promise<Built> {
  const { plan, settings } = context;
  await ensureStaged(database, context.staging);
  context.onRead();
  const dateOrder = await dateOrderOf(database, plan, ['day', 'lastDay'], settings);
  const reasons = checks(context, dateOrder);
  await database.run(
    `CREATE TABLE typed AS
     WITH split AS (
       SELECT *, ${timePartsSql('"day"', dateOrder)} AS parts,
         ${timePartsSql('"lastDay"', dateOrder)} AS last_parts,
         ${amountSql('"amount"', plan.decimalMark)} AS spent FROM staged),
     timed AS (
       SELECT *, ${localTimeSql('parts')} AS local_time, ${localTimeSql('last_parts')} AS last_time
       FROM split),
     checked AS (
       SELECT *, ${firstDaySql(plan)} AS first_day, ${lastDaySql(plan)} AS last_day FROM timed)
     SELECT row, ${problemSql(plan, reasons, { foreign_currency: foreignCurrencySql(settings.currency) })} AS problem, first_day, last_day,
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
  const rowsKept = Math.min(good, entries);
  return {
    deltas: [{ kind: 'spend', file, rows: entries }],
    rows: await countOf(database, 'staged'),
    rowsKept,
    rowsMerged: good - rowsKept,
    rowsExcluded: 0,
    excludedByReason: {},
    totals: await totals(database, file, settings.currency),
    explanations: await spreads(database),
    records: entries,
  };
}

/** `kind` is ADS unless the file says otherwise. */
const otherKinds = ['other', 'salary', 'salaries', 'tools', 'agency', 'fixed'];
const isOther = `lower("spendKind") IN (${otherKinds.map(literal).join(', ')})`;

function checks({ plan, settings, latest }: BuildContext, dateOrder: DateOrder): Check[] {
  const ambiguous = (column: string) =>
    dateOrder === 'UNPROVEN' ? `WHEN ${isAmbiguousSql(column)} THEN '${ambiguousDate}'` : '';
  return [
    { field: null, reason: 'broken' },
    {
      field: 'day',
      reason: `CASE WHEN "day" IS NULL THEN 'missing day' ${ambiguous('"day"')}
        WHEN parts.day = '' THEN 'not a day; expected for example 2024-05-31'
        WHEN local_time IS NULL THEN 'no such calendar day or time of day'
        WHEN local_time < TIMESTAMP '1970-01-01' THEN 'before 1970'
        WHEN local_time > TIMESTAMP ${literal(latest.toISOString().slice(0, 19))} THEN 'too far in the future' END`,
    },
    {
      field: 'lastDay',
      reason: `CASE ${ambiguous('"lastDay"')} WHEN "lastDay" IS NOT NULL AND last_time IS NULL THEN 'not a day; expected for example 2024-05-31'
        WHEN last_day < first_day THEN 'the last day is before the first'
        WHEN last_day - first_day >= ${longestSpread}
          THEN 'the amount is for ' || (last_day - first_day + 1) || ' days, more than ${longestSpread}; export it by day' END`,
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
    WITH daily AS (${dailySql}),
    grouped AS (
      SELECT day, channel, campaign, kind, CAST(sum(spent) AS ${moneyType}) AS amount,
        ${literal(plan.source)} AS source, ${literal(settings.currency)} AS currency,
        ${literal(run)} AS run
      FROM daily GROUP BY day, channel, campaign, kind),
    versioned AS (SELECT *, ${version} AS version FROM grouped)
    SELECT ${Object.entries(spendColumns)
      .map(([name, type]) => `CAST(${name} AS ${type}) AS ${name}`)
      .join(', ')} FROM versioned`;
}

/** A row a day: whole ten-thousandths each, one more for as many of the first days as are left over. */
const dailySql = `
  WITH spread AS (
    SELECT channel, campaign, kind, CAST(spent * 10000 AS BIGINT) AS units,
      last_day - first_day + 1 AS days, first_day, unnest(range(0, last_day - first_day + 1)) AS nth
    FROM typed WHERE problem IS NULL)
  SELECT channel, campaign, kind, first_day + CAST(nth AS INTEGER) AS day,
    CAST(CAST(units // days + CASE WHEN nth < units % days THEN 1 ELSE 0 END AS DECIMAL(18,0))
      * CAST(0.0001 AS DECIMAL(5,4)) AS ${moneyType}) AS spent
  FROM spread`;

/** Weeks and months at the ends of the report are cut where the report ends; a day is a day. */
function firstDaySql({ period }: ImportPlan): string {
  const day = 'CAST(local_time AS DATE)';
  return period?.from && period.unit !== 'DAY'
    ? `greatest(${day}, DATE ${literal(period.from)})`
    : day;
}

function lastDaySql({ period }: ImportPlan): string {
  const day = 'CAST(local_time AS DATE)';
  const last = {
    DAY: `coalesce(CAST(last_time AS DATE), ${day})`,
    WEEK: `${day} + 6`,
    MONTH: `last_day(${day})`,
  }[period?.unit ?? 'DAY'];
  return period?.until && period.unit !== 'DAY'
    ? `least(${last}, DATE ${literal(period.until)})`
    : last;
}

async function spreads(database: Database): Promise<Explanation[]> {
  const [row] = await database.rows(
    'SELECT count(*)::DOUBLE AS rows FROM typed WHERE problem IS NULL AND last_day > first_day',
  );
  const rows = Number(row?.['rows']);
  return rows > 0
    ? [{ reason: 'amounts for several days, spread over them evenly', rows, amount: null }]
    : [];
}

async function totals(database: Database, file: string, currency: string) {
  const [row] = await database.rows(
    `WITH own AS (SELECT * FROM typed WHERE problem IS NULL OR problem.foreign_currency IS NULL)
     SELECT (SELECT coalesce(sum(spent), 0) FROM own)::VARCHAR AS source,
       (SELECT coalesce(sum(amount), 0) FROM read_parquet(${literal(file)}))::VARCHAR AS kept,
       (SELECT coalesce(sum(spent), 0) FROM own WHERE problem IS NOT NULL)::VARCHAR AS rejected`,
  );
  return {
    currency,
    source: String(row?.['source']),
    kept: String(row?.['kept']),
    excluded: '0.0000',
    rejected: String(row?.['rejected']),
    ...(await otherCurrencies(
      database,
      `(SELECT problem.foreign_currency AS foreign_currency, spent AS amount FROM typed
        WHERE problem IS NOT NULL)`,
    )),
  };
}
