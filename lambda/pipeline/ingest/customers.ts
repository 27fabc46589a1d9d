import { join } from 'node:path';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import type { BuildContext, Built } from './built.ts';
import { type Check, problemSql } from './checks.ts';
import { dateOrderOf } from './date-order.ts';
import { customerKeySql } from './identity.ts';
import { profilesSql } from './profiles.ts';
import { copyToParquet, countOf } from './sql-files.ts';
import {
  instantSql,
  localTimeSql,
  offsetMinutesSql,
  timePartsSql,
  timeProblemSql,
} from './times.ts';

/** Builds the delta of a customers file: rows of one customer are one profile, the newest value wins. */
export async function buildCustomerFile(database: Database, context: BuildContext): Promise<Built> {
  const { plan, settings, run, eventTime } = context;
  const dateOrder = plan.mapping.updatedAt
    ? await dateOrderOf(database, plan, ['updatedAt'], settings)
    : 'ISO';
  const reasons = checks(context);
  await database.run(
    `CREATE TABLE typed AS
     WITH split AS (SELECT *, ${timePartsSql('"updatedAt"', dateOrder)} AS parts FROM staged),
     local AS (
       SELECT *, ${localTimeSql('parts')} AS local_time, ${offsetMinutesSql('parts')} AS offset_minutes
       FROM split),
     timed AS (
       SELECT *, ${instantSql('local_time', 'offset_minutes', settings.timeZone)} AS known_at,
         ${customerKeySql({ sourceId: '"customerId"', email: 'email', phone: 'phone' })} AS customer_key
       FROM local),
     checked AS (
       SELECT *, ${reasons.map(({ reason }, index) => `${reason} AS reason_${index}`).join(',\n')}
       FROM timed)
     SELECT row, ${problemSql(plan, reasons)} AS problem, customer_key, known_at,
       email, name, phone, country, 'id:' || "referredBy" AS referred_by
     FROM checked`,
  );
  await database.run(
    `CREATE TABLE bad_rows AS
     SELECT row, problem."column" AS "column", problem.value AS value, problem.reason AS reason
     FROM typed WHERE problem IS NOT NULL`,
  );
  await database.run('CREATE VIEW profile_rows AS SELECT * FROM typed WHERE problem IS NULL');
  const file = join(database.directory, 'profiles-delta.parquet');
  const profiles = profilesSql('profile_rows', { source: plan.source, run, eventTime });
  await copyToParquet(database, profiles, file);
  const kept = await countOf(database, `read_parquet(${literal(file)})`);
  return {
    deltas: [{ kind: 'customers', file, rows: kept }],
    rowsKept: kept,
    rowsMerged: (await countOf(database, 'profile_rows')) - kept,
    rowsExcluded: 0,
    excludedByReason: {},
    totals: null,
    explanations: [],
    records: kept,
  };
}

function checks({ plan, settings, latest }: BuildContext): Check[] {
  const id = (['customerId', 'email', 'phone'] as const).find((field) => plan.mapping[field]);
  return [
    { field: null, reason: 'broken' },
    {
      field: id ?? null,
      reason: `CASE WHEN customer_key IS NULL THEN 'missing customer' END`,
    },
    {
      field: 'customerId',
      reason: `CASE WHEN strlen("customerId") > 400 THEN 'longer than 400 bytes' END`,
    },
    {
      field: 'updatedAt',
      reason: `CASE WHEN "updatedAt" IS NOT NULL THEN ${timeProblemSql({
        text: '"updatedAt"',
        parts: 'parts',
        local: 'local_time',
        offsetMinutes: 'offset_minutes',
        instant: 'known_at',
        timeZone: settings.timeZone,
        latest,
      })} END`,
    },
  ];
}
