import { byBucket } from './buckets.ts';
import { type RawRow, type Scales, text } from './field-values.ts';
import { decodeColumns, rowsOf } from './parquet-decode.ts';
import { openParquet, type ParquetFile } from './parquet-footer.ts';
import { type ColumnNames, loadGroups, type Piece } from './parquet-groups.ts';
import type { S3Reader } from './reader.ts';
import { groupsOfKeys, rowsOfKey } from './row-group-search.ts';

/** Files of one kind that share a number of hash buckets, each sorted by its key column. */
export interface KeyedFiles<T> {
  readonly buckets: number;
  readonly objectKey: (bucket: number) => string;
  readonly keyColumn: string;
  /** Columns that `decode` needs; undefined for all. */
  readonly columns?: ColumnNames;
  readonly decode: (row: RawRow, scales: Scales) => T;
}

/**
 * The rows of each key that has any, in file order. An object that does not exist holds no rows.
 *
 * Cold, this costs at most one GET a bucket for the footer and one a key and row group it lies in;
 * warm, nothing.
 */
export async function rowsByKey<T>(
  reader: S3Reader,
  files: KeyedFiles<T>,
  keys: readonly string[],
): Promise<Map<string, T[]>> {
  const wanted = [...byBucket(keys, files.buckets)];
  const found = await Promise.all(
    wanted.map(([bucket, inBucket]) => rowsOfBucket(reader, files, { bucket, keys: inBucket })),
  );
  return new Map(found.flat());
}

async function rowsOfBucket<T>(
  reader: S3Reader,
  files: KeyedFiles<T>,
  { bucket, keys }: { readonly bucket: number; readonly keys: readonly string[] },
): Promise<[string, T[]][]> {
  const file = await openParquet(reader, files.objectKey(bucket));
  if (!file) {
    return [];
  }
  const groups = groupsOfKeys(keySpans(file, files.keyColumn), keys);
  const loaded = await loadGroups(reader, file, { groups, columns: files.columns });
  const found = new Map<string, T[]>();
  for (const [group, pieces] of loaded) {
    for (const [key, rows] of rowsOfGroup(file, files, { group, pieces, keys })) {
      found.set(key, [...(found.get(key) ?? []), ...rows]);
    }
  }
  return [...found];
}

function keySpans(file: ParquetFile, keyColumn: string) {
  return file.groups.map(({ statistics }) => {
    const { min, max } = statistics.get(keyColumn) ?? {};
    return {
      min: typeof min === 'string' ? min : undefined,
      max: typeof max === 'string' ? max : undefined,
    };
  });
}

interface GroupSearch {
  readonly group: number;
  readonly pieces: readonly Piece[];
  readonly keys: readonly string[];
}

/** Decodes the key column first, then the other columns between the outermost hits; only hits become rows. */
function rowsOfGroup<T>(
  file: ParquetFile,
  { keyColumn, columns, decode }: KeyedFiles<T>,
  { group, pieces, keys }: GroupSearch,
): [string, T[]][] {
  const all = { group, from: 0, to: file.groups[group]?.rows ?? 0 };
  const keyColumns = decodeColumns(file, pieces, { span: all, columns: [keyColumn] });
  const column = Array.from(keyColumns.get(keyColumn) ?? [], (value) => keyBytes(file, value));
  const hits = keys
    .map((key) => ({ key, ...rowsOfKey(column, key) }))
    .filter(({ from, to }) => from < to);
  if (hits.length === 0) {
    return [];
  }
  const from = Math.min(...hits.map((hit) => hit.from));
  const to = Math.max(...hits.map((hit) => hit.to));
  const decoded = decodeColumns(file, pieces, { span: { group, from, to }, columns });
  return hits.map((hit) => [
    hit.key,
    rowsOf(decoded, hit.from - from, hit.to - from).map((row) => decode(row, file.scales)),
  ]);
}

function keyBytes(file: ParquetFile, value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) {
    throw new Error(`${file.key}: expected a text in every key, got ${text(value)}`);
  }
  return value;
}
