import { stat } from 'node:fs/promises';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import type { Columns } from '../../lake/schema.ts';

/**
 * Rows of a row group, the least DuckDB writes: a customer's history or a page of a list is then one
 * small ranged read, found by the minimum and maximum of the sort column in the footer.
 */
export const rowGroupRows = 2048;

/** A file on its way out. */
export interface WrittenFile {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
}

/** A relation over Parquet files; with no files an empty one. A column a file lacks reads as null. */
export function parquetRelation(files: readonly string[], columns: Columns): string {
  if (files.length === 0) {
    const nulls = Object.entries(columns).map(([name, type]) => `CAST(NULL AS ${type}) AS ${name}`);
    return `(SELECT ${nulls.join(', ')} WHERE false)`;
  }
  return `read_parquet([${files.map(literal).join(', ')}], union_by_name = true)`;
}

/** Writes the rows of a query, in its order. */
export async function writeParquet(
  database: Database,
  query: string,
  file: string,
): Promise<WrittenFile> {
  const [result] = await database.rows(`
    COPY (${query}) TO ${literal(file)}
    (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroupRows})`);
  const { size } = await stat(file);
  return { file, rows: Number(result?.['Count'] ?? 0), bytes: size };
}
