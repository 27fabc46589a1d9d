import { join } from 'node:path';
import { type Database, identifier, literal } from '../../engines/duckdb/database.ts';
import type { Container, Field, FileShape, ImportPlan } from '../../formats/plan.ts';
import { UnreadableFile } from '../../formats/unreadable-file.ts';

/**
 * A file as a table of texts: the view `staged` with `row` (from 0), `broken` (why the row is none,
 * or null) and a column a field of the plan, trimmed, null where empty or absent.
 *
 * The texts pass through a Parquet file on disk: it numbers the rows, is read in parallel and more
 * than once, and keeps memory bounded whatever the size of the upload.
 */
export async function stage(
  database: Database,
  { path, plan, fields }: { path: string; plan: ImportPlan; fields: readonly Field[] },
): Promise<void> {
  const staged = join(database.directory, 'staged.parquet');
  const source = await sourceSql(database, path, plan);
  const mapped = fields.filter((field) => plan.mapping[field] !== undefined);
  const columns = mapped.map((field) => {
    const value = source.value(plan.columns.indexOf(plan.mapping[field] ?? ''));
    return `nullif(${trimmed(value)}, '') AS "${field}"`;
  });
  await readAll(
    database,
    `COPY (SELECT ${[`${source.broken} AS broken`, ...columns].join(', ')} FROM ${source.from})
     TO ${literal(staged)} (FORMAT parquet)`,
  );
  const absent = fields.filter((field) => !mapped.includes(field));
  const nulls = absent.map((field) => `, NULL::VARCHAR AS "${field}"`).join('');
  await database.run(
    `CREATE VIEW staged AS SELECT file_row_number AS row, * EXCLUDE (file_row_number)${nulls}
     FROM read_parquet(${literal(staged)}, file_row_number = true)
     WHERE broken IS DISTINCT FROM ''`,
  );
}

const blanks = 'chr(32) || chr(9) || chr(10) || chr(13) || chr(160)';

/** Trimming a set of characters is slow and rarely needed, so the values that need it are found first. */
function trimmed(value: string): string {
  return `CASE WHEN regexp_matches(${value}, '^[\\s\\x{00A0}]|[\\s\\x{00A0}]$')
    THEN trim(${value}, ${blanks}) ELSE ${value} END`;
}

interface SourceSql {
  readonly from: string;
  /** Why a row is none; an empty text for a blank line, which is not even a row. */
  readonly broken: string;
  value(position: number): string;
}

async function sourceSql(
  database: Database,
  path: string,
  { container, columns }: ImportPlan,
): Promise<SourceSql> {
  switch (container.type) {
    case 'csv':
      return {
        from: csvSql(path, container.delimiter, columns.length),
        broken: 'NULL::VARCHAR',
        value: (position) => `c${position}`,
      };
    case 'ndjson':
      return {
        from: await jsonLines(database, path),
        broken: `CASE WHEN coalesce(trim(line, ${blanks}), '') = '' THEN ''
          WHEN NOT json_valid(line) OR json_type(line) <> 'OBJECT' THEN 'not a JSON object' END`,
        value: (position) =>
          `CASE WHEN json_valid(line) THEN line ->> ${literal(jsonPath(columns[position] ?? ''))} END`,
      };
    case 'parquet':
      return {
        from: `read_parquet(${literal(path)})`,
        broken: 'NULL::VARCHAR',
        value: (position) => `CAST(${identifier(columns[position] ?? '')} AS VARCHAR)`,
      };
  }
}

/** Every value is read as text; rows that the reader refuses land in its table reject_errors. */
function csvSql(path: string, delimiter: string, width: number): string {
  const columns = Array.from({ length: width }, (_, index) => `'c${index}': 'VARCHAR'`);
  return `read_csv(${literal(path)}, auto_detect = false, header = true,
    columns = {${columns.join(', ')}}, delim = ${literal(delimiter)}, quote = '"', escape = '"',
    nullstr = chr(0), store_rejects = true)`;
}

/** The lines as they are, one a row: a separator and a quote that no JSON text contains. */
async function jsonLines(database: Database, path: string): Promise<string> {
  const lines = join(database.directory, 'lines.parquet');
  await readAll(
    database,
    `COPY (SELECT line FROM read_csv(${literal(path)}, auto_detect = false, header = false,
       columns = {'line': 'VARCHAR'}, delim = chr(1), quote = '', escape = '', store_rejects = true,
       max_line_size = 16777216))
     TO ${literal(lines)} (FORMAT parquet)`,
  );
  return `read_parquet(${literal(lines)})`;
}

function jsonPath(key: string): string {
  return `$."${key.replaceAll('"', '\\"')}"`;
}

/** The engine's complaint about the file is the reason the import fails with. */
async function readAll(database: Database, sql: string): Promise<void> {
  try {
    await database.run(sql);
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    throw new UnreadableFile(`expected a readable table; the reader stopped with: ${reason}`);
  }
}

/** Column names and first rows of a Parquet file, in the shape formats are recognised by. */
export async function shapeOfParquet(database: Database, path: string): Promise<FileShape> {
  const from = `read_parquet(${literal(path)})`;
  try {
    const columns = (await database.rows(`DESCRIBE SELECT * FROM ${from}`)).map((column) =>
      String(column['column_name']),
    );
    const texts = columns.map((name) => `CAST(${identifier(name)} AS VARCHAR)`).join(', ');
    const sample = await database.rows(`SELECT [${texts}] AS texts FROM ${from} LIMIT 500`);
    const rows = sample.map(({ texts: row }) =>
      Array.isArray(row) ? row.map((value) => String(value ?? '')) : [],
    );
    const container: Container = { type: 'parquet' };
    return { container, columns, rows };
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    throw new UnreadableFile(`expected a whole Parquet file; the reader stopped with: ${reason}`);
  }
}
