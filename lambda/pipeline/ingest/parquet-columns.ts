import { type Database, identifier, literal } from '../../engines/duckdb/database.ts';

/** A column of a Parquet file, and SQL of its values as texts. */
export interface ParquetColumn {
  readonly name: string;
  readonly text: string;
}

/** The columns of a Parquet file. Instead of a struct `customer` there are its fields, `customer.id` and so on. */
export async function parquetColumns(
  database: Database,
  path: string,
): Promise<readonly ParquetColumn[]> {
  const from = `read_parquet(${literal(path)})`;
  const columns: ParquetColumn[] = [];
  for (const { name, type } of await described(database, `SELECT * FROM ${from}`)) {
    const column = identifier(name);
    if (!type.startsWith('STRUCT') || type.endsWith('[]')) {
      columns.push({ name, text: textSql(column, type) });
      continue;
    }
    for (const part of await described(database, `SELECT ${column}.* FROM ${from}`)) {
      const text = textSql(`${column}.${identifier(part.name)}`, part.type);
      columns.push({ name: `${name}.${part.name}`, text });
    }
  }
  return columns;
}

async function described(
  database: Database,
  query: string,
): Promise<{ readonly name: string; readonly type: string }[]> {
  const rows = await database.rows(`DESCRIBE ${query}`);
  return rows.map((row) => ({
    name: String(row['column_name']),
    type: String(row['column_type']),
  }));
}

/**
 * Tools that take a number column with gaps for fractions keep customer 17850 as 17850.0. In capitals, because the checks know a
 * number too long for a fraction by its `E+`.
 */
function textSql(value: string, type: string): string {
  const text = `CAST(${value} AS VARCHAR)`;
  return type === 'DOUBLE' || type === 'FLOAT'
    ? `upper(regexp_replace(${text}, '[.]0$', ''))`
    : text;
}
