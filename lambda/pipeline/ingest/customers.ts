import { join } from 'node:path';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import type { BuildContext, Built } from './built.ts';
import { type Check, problemSql } from './checks.ts';
import { dateOrderOf } from './date-order.ts';
import { customerKeySql } from './identity.ts';
import { profilesSql } from './profiles.ts';
import { copyToParquet, countOf } from './sql-files.ts';
import { ensureStaged } from './stage.ts';
import { type DateOrder, type TimeColumn, timeProblemSql, timeStages } from './times.ts';
import { engineOffsets } from './zone-offsets.ts';

/** Builds the delta of a customers file: rows of one customer are one profile, the newest value wins. */
export async function buildCustomerFile(database: Database, context: BuildContext): Promise<Built> {
  const { plan, settings, run, eventTime } = context;
  await ensureStaged(database, context.staging);
  context.onRead();
  const dateOrder = plan.mapping.updatedAt
    ? await dateOrderOf(database, plan, ['updatedAt'], settings)
    : 'ISO';
  const reasons = checks(context, dateOrder);
  const known = knownAt(context);
  const [plain, parts, local, instant, clock] = timeStages(known, {
    order: dateOrder,
    zone: engineOffsets(settings.timeZone),
  });
  await database.run(
    `CREATE TABLE typed AS
     WITH plain AS (SELECT *, ${plain} FROM staged),
     split AS (SELECT *, ${parts} FROM plain),
     local AS (SELECT *, ${local} FROM split),
     timed AS (
       SELECT *, ${instant},
         ${customerKeySql({ sourceId: '"customerId"', email: 'email', phone: 'phone' })} AS customer_key
       FROM local),
     checked AS (SELECT *, ${clock} FROM timed)
     SELECT row, ${problemSql(plan, reasons)} AS problem, customer_key, known_instant AS known_at,
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
    rows: await countOf(database, 'staged'),
    rowsKept: kept,
    rowsMerged: (await countOf(database, 'profile_rows')) - kept,
    rowsExcluded: 0,
    excludedByReason: {},
    totals: null,
    explanations: [],
    records: kept,
  };
}

function knownAt({ plan }: BuildContext): TimeColumn {
  return { text: plan.mapping.updatedAt && '"updatedAt"', prefix: 'known' };
}

function checks(context: BuildContext, dateOrder: DateOrder): Check[] {
  const { plan, settings, latest } = context;
  const known = knownAt(context);
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
    ...(known.text
      ? [
          {
            field: 'updatedAt' as const,
            reason: `CASE WHEN ${known.text} IS NOT NULL THEN ${timeProblemSql(known, {
              timeZone: settings.timeZone,
              latest,
              dateOrder,
            })} END`,
          },
        ]
      : []),
  ];
}
