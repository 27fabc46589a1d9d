import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, literal, openDatabase } from '../../../lambda/engines/duckdb/database.ts';
import { instant, type RawRow, text } from '../../../lambda/stores/s3/field-values.ts';
import { decodeRows } from '../../../lambda/stores/s3/parquet-decode.ts';
import { openParquet } from '../../../lambda/stores/s3/parquet-footer.ts';
import { loadGroups } from '../../../lambda/stores/s3/parquet-groups.ts';
import { createReader } from '../../../lambda/stores/s3/reader.ts';
import { memoryObjects } from '../../support/snapshot-files.ts';

let database: Database;

beforeAll(async () => {
  database = await openDatabase();
});

afterAll(async () => {
  await database.close();
});

/** Texts, numbers and times with nulls; lists that are null, empty and of up to three structs. */
const query = `
  SELECT
    'k' || i AS unique_text,
    CASE WHEN i % 7 > 0 THEN 'g' || (i % 5) END AS repeated_text,
    CASE WHEN i % 3 > 0 THEN i * 0.5::DOUBLE END AS real,
    i::BIGINT * 3000000000 AS big,
    TIMESTAMPTZ '2024-01-01' + to_seconds(i::BIGINT) AS at,
    CASE WHEN i % 11 = 0 THEN NULL ELSE list_transform(range(i % 4),
      x -> {'product': CASE WHEN x = 1 THEN NULL ELSE 'p' || (i % 90) END, 'quantity': (i + x)::INTEGER})
    END AS lines
  FROM range(ROWS) AS numbers(i)`;

async function write(rows: number, format: string): Promise<Uint8Array> {
  const file = join(database.directory, 'decode.parquet');
  const select = query.replace('ROWS', String(rows));
  await database.run(`COPY (${select}) TO ${literal(file)} (FORMAT parquet, ${format})`);
  return new Uint8Array(await readFile(file));
}

async function decode(
  bytes: Uint8Array,
  from: number,
  to: number,
  columns?: readonly string[],
): Promise<RawRow[]> {
  const reader = createReader({ get: memoryObjects(new Map([['file', bytes]])) });
  const file = await openParquet(reader, 'file');
  const loaded = file && (await loadGroups(reader, file, { groups: [0], columns }));
  return file
    ? decodeRows(file, loaded?.get(0) ?? [], { span: { group: 0, from, to }, columns })
    : [];
}

/** Rows as hyparquet's own reader gives them. */
async function expectedRows(bytes: Uint8Array, rowStart: number, rowEnd: number) {
  const file = new Uint8Array(bytes).buffer;
  const rows = await parquetReadObjects({ file, rowStart, rowEnd, compressors });
  return rows.map(({ at, ...rest }) => ({ ...rest, at: at.toISOString() }));
}

function readable({ unique_text, repeated_text, at, lines, ...rest }: RawRow) {
  const list = Array.isArray(lines) ? lines : undefined;
  return {
    ...rest,
    unique_text: text(unique_text),
    repeated_text: text(repeated_text),
    at: instant(at),
    lines: list?.map((line: RawRow) => ({ ...line, product: text(line['product']) })),
  };
}

describe.each([
  'COMPRESSION zstd, ROW_GROUP_SIZE 4096',
  'COMPRESSION gzip, ROW_GROUP_SIZE 4096',
  'COMPRESSION snappy, PARQUET_VERSION V2, ROW_GROUP_SIZE 4096',
  'COMPRESSION uncompressed, ROW_GROUP_SIZE 200000',
])('a file written with %s', (format) => {
  test.each([
    [0, 1],
    [1000, 1007],
    [2047, 2050],
    [0, 3000],
    [2999, 3000],
  ])('rows %i to %i are those of hyparquet', async (from, to) => {
    const bytes = await write(3000, format);
    const rows = await decode(bytes, from, to);
    expect(rows.map(readable)).toEqual(await expectedRows(bytes, from, to));
  });
});

test('a list column of several pages is that of hyparquet, row by row', async () => {
  // DuckDB begins a new page of a nested column after a quarter of a million entries or so.
  const bytes = await write(300_000, 'COMPRESSION zstd, ROW_GROUP_SIZE 300000');
  const list = (lines: unknown) =>
    Array.isArray(lines) ? lines.map(({ quantity }) => quantity) : null;
  const rows = await decode(bytes, 0, 300_000, ['lines']);
  const expected = await parquetReadObjects({
    file: new Uint8Array(bytes).buffer,
    columns: ['lines'],
    compressors,
  });
  const read = rows.map(({ lines }) => list(lines));
  const isEqual = JSON.stringify(read) === JSON.stringify(expected.map(({ lines }) => list(lines)));
  expect(isEqual).toBe(true);
});

test('a footer longer than the first read costs a second one', async () => {
  const columns = Array.from({ length: 30 }, (_, index) => `i + ${index} AS c${index}`);
  const file = join(database.directory, 'wide.parquet');
  await database.run(
    `COPY (SELECT ${columns.join(', ')} FROM range(120000) AS numbers(i))
     TO ${literal(file)} (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
  );
  const calls: string[] = [];
  const objects = new Map([['wide', new Uint8Array(await readFile(file))]]);
  const get = memoryObjects(objects, (_, key) => calls.push(key));
  const opened = await openParquet(createReader({ get }), 'wide');
  expect(opened).toMatchObject({ rows: 120_000, whole: undefined });
  expect(opened?.groups).toHaveLength(59);
  expect(calls).toEqual(['wide', 'wide']);
});

test('an object that is no Parquet file is refused by name', async () => {
  const get = memoryObjects(new Map([['note.txt', Buffer.from('not a Parquet file')]]));
  await expect(openParquet(createReader({ get }), 'note.txt')).rejects.toThrow(
    'note.txt: expected a Parquet file, got 18 bytes without PAR1',
  );
});
