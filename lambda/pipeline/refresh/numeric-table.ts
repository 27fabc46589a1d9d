import { DOUBLE, DuckDBDataChunk } from '@duckdb/node-api';
import type { Database } from '../../engines/duckdb/database.ts';

/** Rows DuckDB takes at a time. */
const chunkRows = 2048;

/** Makes a table of doubles out of columns of one length. */
export async function createNumericTable(
  { connection }: Pick<Database, 'connection'>,
  table: string,
  columns: Readonly<Record<string, Float64Array>>,
): Promise<void> {
  const names = Object.keys(columns);
  const arrays = Object.values(columns);
  await connection.run(
    `CREATE TABLE ${table} (${names.map((name) => `${name} DOUBLE`).join(', ')})`,
  );
  const appender = await connection.createAppender(table);
  const rows = arrays[0]?.length ?? 0;
  for (let start = 0; start < rows; start += chunkRows) {
    const parts = arrays.map((array) => Array.from(array.subarray(start, start + chunkRows)));
    const chunk = DuckDBDataChunk.create(names.map(() => DOUBLE));
    chunk.setColumns(parts);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
