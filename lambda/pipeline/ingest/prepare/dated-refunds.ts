import { join } from 'node:path';
import { type Database, literal } from '../../../engines/duckdb/database.ts';
import { refundColumns } from '../../../lake/schema.ts';
import { copyToParquet, countOf } from '../sql-files.ts';

/** A Parquet file of refunds on its way into the lake. */
export interface RefundsFile {
  readonly file: string;
  readonly rows: number;
}

/** Writes the refunds that a file dates (see `Preparation.refunds`) in the columns of the lake. */
export async function writeRefunds(
  database: Database,
  refunds: string,
  { source, run }: { readonly source: string; readonly run: string },
): Promise<RefundsFile> {
  const file = join(database.directory, 'refunds.parquet');
  const columns = Object.entries(refundColumns).map(
    ([name, type]) => `TRY_CAST(${name} AS ${type}) AS ${name}`,
  );
  // A day and month in figures could be two days: such a text stays a text.
  await copyToParquet(
    database,
    `SELECT ${columns.join(', ')} FROM (
       SELECT *, CASE WHEN regexp_matches(stated_at, '^[0-9]{4}-') THEN stated_at END AS refunded_at,
         ${literal(source)} AS source, ${literal(run)} AS run
       FROM (${refunds}))`,
    file,
  );
  return { file, rows: await countOf(database, `read_parquet(${literal(file)})`) };
}
