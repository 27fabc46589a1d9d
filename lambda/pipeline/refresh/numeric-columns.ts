import type { Database } from '../../engines/duckdb/database.ts';

/** Whole columns of a table as doubles, row for row, read chunk by chunk: eight bytes a value, no row objects. */
export async function numericColumns<Name extends string>(
  { connection }: Pick<Database, 'connection'>,
  table: string,
  names: readonly Name[],
): Promise<Record<Name, Float64Array>> {
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${table}`);
  const rows = Number(counted.getRows()[0]?.[0]);
  const columns = names.map(() => new Float64Array(rows));
  const result = await connection.stream(`SELECT ${names.join(', ')} FROM ${table}`);
  let done = 0;
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    for (const [index, column] of columns.entries()) {
      column.set(chunk.getColumnValues(index).map(Number), done);
    }
    done += chunk.rowCount;
  }
  return Object.fromEntries(names.map((name, index) => [name, columns[index]])) as Record<
    Name,
    Float64Array
  >;
}
