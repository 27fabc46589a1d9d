import type { Database } from '../../engines/duckdb/database.ts';

/** Columns of a query's result as doubles, row for row, read chunk by chunk: eight bytes a value, no row objects. */
export async function numericColumns<Name extends string>(
  { connection }: Pick<Database, 'connection'>,
  query: string,
  names: readonly Name[],
): Promise<Record<Name, Float64Array>> {
  const chunks: Float64Array[][] = [];
  const result = await connection.stream(`SELECT ${names.join(', ')} FROM (${query}) AS result`);
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    chunks.push(chunk.getColumns().map((values) => Float64Array.from(values, Number)));
  }
  const columns = names.map((name, index) => [name, joined(chunks.map((chunk) => chunk[index]))]);
  return Object.fromEntries(columns);
}

function joined(parts: readonly (Float64Array | undefined)[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
  let done = 0;
  for (const part of parts) {
    whole.set(part ?? [], done);
    done += part?.length ?? 0;
  }
  return whole;
}
