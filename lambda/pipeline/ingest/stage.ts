import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import {
  type Container,
  type Field,
  type FileShape,
  fieldsOfKind,
  type ImportPlan,
  sourceFields,
} from '../../formats/plan.ts';
import { UnreadableFile } from '../../formats/unreadable-file.ts';
import { hasMixedLineEnds, levelLineEnds } from './line-ends.ts';
import { parquetColumns } from './parquet-columns.ts';
import { saysNothingSql } from './placeholders.ts';
import { readerError } from './reader-error.ts';
import { scratchFile } from './sql-files.ts';

/** What is to be staged. */
export interface Staging {
  readonly path: string;
  readonly plan: ImportPlan;
  readonly fields: readonly Field[];
  /** What the first rows hold, for a guess that is checked afterwards. */
  readonly sample: FileShape['rows'];
  readonly blanks?: FileShape['blanks'];
  /** The view `staged` is there already, and not what the file holds: it must not be made again. */
  readonly isStaged?: boolean;
}

type StagedFile = Pick<Staging, 'path' | 'plan' | 'fields' | 'blanks'>;

/** The fields of the kind, and those that only the format's preparation reads. */
export function stagedFields({ kind, mapping }: ImportPlan): readonly Field[] {
  return [...fieldsOfKind[kind], ...sourceFields.filter((field) => mapping[field] !== undefined)];
}

/** Stages the file unless that was done before. */
export async function ensureStaged(database: Database, staging: Staging): Promise<void> {
  if (!staging.isStaged) {
    await stage(database, staging);
  }
}

/**
 * A file as a table of texts: the view `staged` with `row` (from 0), `broken` (why the row is none,
 * or null) and a column a field of the plan, trimmed, null where it says nothing or is absent. Blank rows are not in it.
 *
 * The texts pass through a Parquet file on disk: it numbers the rows, is read in parallel and more
 * than once, and keeps memory bounded whatever the size of the upload.
 */
export async function stage(database: Database, file: StagedFile): Promise<void> {
  const { path, plan, fields } = file;
  const staged = join(database.directory, 'staged.parquet');
  const source = await sourceSql(database, path, plan);
  const columns = [`${source.broken} AS broken`, ...textColumns(source, file)];
  const texts = `SELECT ${columns.join(', ')} FROM ${source.from}`;
  const rows = plan.container.type === 'csv' ? withoutBlankRows(texts, plan, fields) : texts;
  const read = () => readAll(database, `COPY (${rows}) TO ${literal(staged)} ${scratchFile}`);
  try {
    await read();
  } catch (error) {
    if (plan.container.type !== 'csv' || !hasMixedLineEnds(error)) {
      throw error;
    }
    await forgetRefused(database);
    await levelLineEnds(path, plan.container.delimiter);
    await read();
  }
  await database.run(
    `CREATE VIEW staged AS SELECT file_row_number AS row, * EXCLUDE (file_row_number)${absentColumns(plan, fields)}
     FROM read_parquet(${literal(staged)}, file_row_number = true)
     WHERE broken IS DISTINCT FROM ''`,
  );
}

/** Rows of nothing but separators, which spreadsheets leave below a table, are blank lines: no rows at all. */
function withoutBlankRows(texts: string, plan: ImportPlan, fields: readonly Field[]): string {
  return `SELECT * REPLACE (CASE WHEN ${isBlankSql(plan, fields)} THEN '' ELSE broken END AS broken) FROM (${texts})`;
}

/** Whether a staged row says nothing in any column that is read. */
export function isBlankSql({ mapping }: ImportPlan, fields: readonly Field[]): string {
  const read = fields.filter((field) => mapping[field] !== undefined);
  return `coalesce(${read.map((field) => `"${field}"`).join(', ')}) IS NULL`;
}

/**
 * The same straight over a CSV file, to be read once: writing all texts first and reading them
 * again would take as long as all else. `row` is null, so whoever reads it has to number the rows, and blank ones
 * are in it: to look for them in every row would take time, and they are refused anyway (`isBlankSql`).
 * Creates a view for each part of the file, and returns their names; the header is in the first part.
 */
export async function stageOnce(
  database: Database,
  file: Omit<StagedFile, 'path'> & CsvParts,
): Promise<readonly string[]> {
  const { plan, fields, parts } = file;
  const views = parts.paths.map((_, index) => `staged_${index}`);
  for (const [index, path] of parts.paths.entries()) {
    const source = csvSource(path, {
      delimiter: parts.delimiter,
      width: plan.columns.length,
      hasHeader: index === 0,
    });
    const columns = [`${source.broken} AS broken`, ...textColumns(source, file)];
    await database.run(
      `CREATE OR REPLACE VIEW ${views[index]} AS
       SELECT NULL::BIGINT AS row, ${columns.join(', ')}${absentColumns(plan, fields)} FROM ${source.from}`,
    );
  }
  return views;
}

interface CsvParts {
  readonly parts: { readonly paths: readonly string[]; readonly delimiter: string };
}

/** Removes what the reader noted of rows it refused, so that the file can be read anew. */
export async function forgetRefused(database: Database): Promise<void> {
  await database.run('DROP TABLE IF EXISTS reject_errors');
  await database.run('DROP TABLE IF EXISTS reject_scans');
}

function textColumns(
  source: SourceSql,
  { plan, fields, blanks }: Omit<StagedFile, 'path'>,
): string[] {
  const mapped = fields.filter((field) => plan.mapping[field] !== undefined);
  return mapped.map((field) => {
    const value = source.value(plan.columns.indexOf(plan.mapping[field] ?? ''));
    return `${trimmed(value, { field, blanks })} AS "${field}"`;
  });
}

function absentColumns({ mapping }: ImportPlan, fields: readonly Field[]): string {
  const absent = fields.filter((field) => mapping[field] === undefined);
  return absent.map((field) => `, NULL::VARCHAR AS "${field}"`).join('');
}

/** Space, tab, the two of line ends, and the no-break space. */
const trimmedCodes: readonly number[] = [32, 9, 10, 13, 160];

const trimmedSet = trimmedCodes.map((code) => `chr(${code})`).join(' || ');

/**
 * Trimming a set of characters is slow and rarely needed, so the values that need it are found first:
 * all that begin with a character up to a blank, as an empty one does, or begin or end with one that is trimmed. Of those
 * only what the file has is looked for (`blanks`).
 */
function trimmed(
  value: string,
  { field, blanks = trimmedCodes }: Pick<StagedFile, 'blanks'> & { readonly field: Field },
): string {
  const suspects = [
    `${value} < '!'`,
    ...(blanks.includes(160) ? [`prefix(${value}, chr(160))`] : []),
    ...blanks.map((code) => `suffix(${value}, chr(${code}))`),
  ];
  return `CASE WHEN ${saysNothingSql(field, value)} THEN NULL
    ${field === 'customerId' ? `WHEN ${isWholeSql(value)} THEN replace(trim(${value}), '.0', '')` : ''}
    WHEN ${suspects.join(' OR ')}
    THEN CASE WHEN ${value} <> '' THEN nullif(trim(${value}, ${trimmedSet}), '') END ELSE ${value} END`;
}

/** Tools that take a number column with gaps for fractions write customer 17850 as 17850.0. */
function isWholeSql(value: string): string {
  return `suffix(${value}, '.0') AND regexp_full_match(${value}, ' *[0-9]+[.]0')`;
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
      return csvSource(path, { delimiter: container.delimiter, width: columns.length });
    case 'ndjson':
      return {
        from: await jsonLines(database, path),
        broken: `CASE WHEN coalesce(trim(line, ${trimmedSet}), '') = '' THEN ''
          WHEN NOT json_valid(line) OR json_type(line) <> 'OBJECT' THEN 'not a JSON object' END`,
        value: (position) =>
          `CASE WHEN json_valid(line) THEN ${jsonTextSql(columns[position] ?? '')} END`,
      };
    case 'parquet': {
      const texts = new Map(
        (await parquetColumns(database, path)).map(({ name, text }) => [name, text]),
      );
      return {
        from: `read_parquet(${literal(path)})`,
        broken: 'NULL::VARCHAR',
        value: (position) => texts.get(columns[position] ?? '') ?? 'NULL::VARCHAR',
      };
    }
  }
}

interface CsvOptions {
  readonly delimiter: string;
  readonly width: number;
  readonly hasHeader?: boolean;
}

/**
 * Every value is read as text; rows that the reader refuses land in its table reject_errors. With `parallel = false`
 * it would keep a quote that is still open at the end of the file to itself (DuckDB 1.5.5).
 */
function csvSource(path: string, { delimiter, width, hasHeader = true }: CsvOptions): SourceSql {
  const columns = Array.from({ length: width }, (_, index) => `'c${index}': 'VARCHAR'`);
  return {
    from: `read_csv(${literal(path)}, auto_detect = false, header = ${hasHeader},
      columns = {${columns.join(', ')}}, delim = ${literal(delimiter)}, quote = '"', escape = '"',
      nullstr = chr(0), store_rejects = true)`,
    broken: 'NULL::VARCHAR',
    value: (position) => `c${position}`,
  };
}

/** The lines as they are, one a row: a separator and a quote that no JSON text contains. */
async function jsonLines(database: Database, path: string): Promise<string> {
  const lines = join(database.directory, 'lines.parquet');
  await readAll(
    database,
    `COPY (SELECT line FROM read_csv(${literal(path)}, auto_detect = false, header = false,
       columns = {'line': 'VARCHAR'}, delim = chr(1), quote = '', escape = '', store_rejects = true,
       max_line_size = 8388608, buffer_size = 16777216))
     TO ${literal(lines)} ${scratchFile}`,
  );
  return `read_parquet(${literal(lines)})`;
}

/** The text of a key of the object `line`; `customer.id` may also be the `id` of the object `customer`. */
function jsonTextSql(key: string): string {
  const dot = key.indexOf('.');
  const within = [key.slice(0, dot), key.slice(dot + 1)];
  const texts = (dot < 0 ? [[key]] : [[key], within]).map(
    (path) => `line ->> ${literal(jsonPath(path))}`,
  );
  return `coalesce(${texts.join(', ')})`;
}

function jsonPath(keys: readonly string[]): string {
  return `$${keys.map((key) => `."${key.replaceAll('"', '\\"')}"`).join('')}`;
}

/** The engine's complaint about the file is the reason the import fails with. */
async function readAll(database: Database, sql: string): Promise<void> {
  try {
    await database.run(sql);
  } catch (error) {
    throw readerError(error, 'a readable table');
  }
}

/** Column names and first rows of a Parquet file, in the shape formats are recognised by. */
export async function shapeOfParquet(database: Database, path: string): Promise<FileShape> {
  const from = `read_parquet(${literal(path)})`;
  try {
    await checkRows(database, path);
    const found = await parquetColumns(database, path);
    const columns = found.map(({ name }) => name);
    const texts = found.map(({ text }) => text).join(', ');
    const sample = await database.rows(`SELECT [${texts}] AS texts FROM ${from} LIMIT 500`);
    const rows = sample.map(({ texts: row }) =>
      Array.isArray(row) ? row.map((value) => String(value ?? '')) : [],
    );
    const container: Container = { type: 'parquet' };
    return { container, columns, rows };
  } catch (error) {
    throw error instanceof UnreadableFile ? error : readerError(error, 'a whole Parquet file');
  }
}

/** An order takes some bytes even where all but its id repeat; a column that only repeats takes none. */
const mostRows = { inAll: 1_000_000_000, aByte: 20, aByteFrom: 10_000_000 };

/**
 * A few bytes of Parquet can say that a value repeats a trillion times.
 *
 * @throws UnreadableFile when there are more rows than the file can mean.
 */
async function checkRows(database: Database, path: string): Promise<void> {
  const { size } = await stat(path);
  const [found] = await database.rows(
    `SELECT num_rows::DOUBLE AS rows FROM parquet_file_metadata(${literal(path)})`,
  );
  const rows = Number(found?.['rows']);
  const isTooDense = rows > mostRows.aByteFrom && rows > mostRows.aByte * size;
  if (rows > mostRows.inAll || isTooDense) {
    throw new UnreadableFile(
      `expected a Parquet file of at most ${mostRows.inAll} rows and ${mostRows.aByte} rows a byte; got ${rows} rows in ${size} bytes. Split the file, or export it again.`,
    );
  }
}
