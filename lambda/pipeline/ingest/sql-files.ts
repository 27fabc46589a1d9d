import { type Database, literal } from '../../engines/duckdb/database.ts';

/**
 * Writes a query's rows as the lake keeps them until the next refresh merges them: quickly, because a
 * delta is read once and whole.
 */
export async function copyToParquet(
  database: Database,
  query: string,
  file: string,
): Promise<void> {
  await database.run(`COPY (${query}) TO ${literal(file)} 
     (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, WRITE_BLOOM_FILTER false)`);
}

export async function countOf(database: Database, relation: string): Promise<number> {
  const [row] = await database.rows(`SELECT count(*)::DOUBLE AS rows FROM ${relation}`);
  return Number(row?.['rows']);
}
