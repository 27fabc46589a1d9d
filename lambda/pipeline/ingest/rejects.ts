import { type Database, literal } from '../../engines/duckdb/database.ts';
import type { ImportPlan } from '../../formats/plan.ts';
import { lineShifts } from './line-shifts.ts';

/** What the CSV reader's words mean to a file's owner. */
const readerReasons = `CASE error_type
  WHEN 'TOO MANY COLUMNS' THEN 'more values than the header has columns'
  WHEN 'MISSING COLUMNS' THEN 'fewer values than the header has columns'
  WHEN 'UNQUOTED VALUE' THEN 'a quote that is not closed, or text after a closing quote'
  WHEN 'INVALID ENCODING' THEN 'not valid UTF-8'
  WHEN 'LINE SIZE OVER MAXIMUM' THEN 'the line is longer than the reader accepts'
  ELSE lower(error_type) END`;

/**
 * Creates the table `refused` of the rows that the CSV reader could not split, one each: `counted`
 * is the reader's own line number, which takes a quoted line break for none.
 */
export async function collectRefused(database: Database): Promise<void> {
  await database.run(
    'CREATE TABLE refused (counted BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR)',
  );
  const [found] = await database.rows(
    "SELECT count(*)::INTEGER AS tables FROM duckdb_tables() WHERE table_name = 'reject_errors'",
  );
  if (Number(found?.['tables'])) {
    // A row can have several complaints; the first one stands for it.
    await database.run(
      `INSERT INTO refused
       SELECT line, NULL, arg_min(left(trim(csv_line, chr(10) || chr(13)), 200), place),
         arg_min(${readerReasons}, place)
       FROM (SELECT *, coalesce(column_idx, 0) AS place FROM reject_errors) GROUP BY line`,
    );
  }
}

/**
 * Creates the view `rejects` (line, column, value, reason) in the file's order, from `refused` and
 * from `bad_rows`, whose `row` counts the staged rows from 0. Lines are those of the file, 1-based.
 */
export async function nameLines(
  database: Database,
  { path, plan }: { path: string; plan: ImportPlan },
): Promise<void> {
  if (plan.container.type !== 'csv') {
    await database.run(
      `CREATE VIEW rejects AS
       SELECT row + 1 AS line, "column", value, reason FROM bad_rows ORDER BY row`,
    );
    return;
  }
  const shifts = await lineShifts(path, {
    delimiter: plan.container.delimiter,
    blankIsRecord: plan.columns.length === 1,
  });
  await database.run('CREATE TABLE line_shift (record BIGINT, shift BIGINT, counted BIGINT)');
  const values = [{ record: 0, shift: 0, blanks: 0 }, ...shifts].map(
    ({ record, shift, blanks }) => `(${record}, ${shift}, ${record + blanks})`,
  );
  for (let start = 0; start < values.length; start += 10_000) {
    const some = values.slice(start, start + 10_000).join(', ');
    await database.run(`INSERT INTO line_shift VALUES ${some}`);
  }
  await database.run(
    `CREATE VIEW above AS SELECT ${plan.container.preamble?.length ?? 0} AS lines`,
  );
  await database.run(csvRejects);
}

/**
 * A record's ordinal counts the header as 1. The reader's line counts records and blank lines; a
 * staged row counts the accepted records alone, so the refused ones before it are added.
 */
const csvRejects = `CREATE VIEW rejects AS
  WITH refused_records AS (
    SELECT r.counted - (s.counted - s.record) AS record, r."column", r.value, r.reason
    FROM refused r ASOF JOIN line_shift s ON r.counted >= s.counted),
  numbered AS (
    SELECT record, row_number() OVER (ORDER BY record) AS before FROM refused_records),
  refused_before AS (
    SELECT 0 AS row, 0 AS before
    UNION ALL SELECT record - 1 - before, max(before) FROM numbered GROUP BY ALL),
  latest_before AS (SELECT row, max(before) AS before FROM refused_before GROUP BY row),
  records AS (
    SELECT b.row + 2 + r.before AS record, b."column", b.value, b.reason
    FROM bad_rows b ASOF JOIN latest_before r ON b.row >= r.row
    UNION ALL SELECT * FROM refused_records)
  SELECT x.record + s.shift + above.lines AS line, x."column", x.value, x.reason
  FROM records x ASOF JOIN line_shift s ON x.record >= s.record, above
  ORDER BY line`;

/** Writes the rejects as NDJSON; memory stays bounded however many there are. */
export async function writeRejects(database: Database, path: string): Promise<void> {
  await database.run(
    `COPY (SELECT line, "column", value, reason FROM rejects) TO ${literal(path)} (FORMAT json)`,
  );
}
