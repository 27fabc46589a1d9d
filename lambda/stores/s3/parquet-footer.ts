import {
  type CompressionCodec,
  type FileMetaData,
  parquetMetadata,
  parquetSchema,
  type SchemaTree,
  type Statistics,
} from 'hyparquet';
import { getTreePath } from 'hyparquet/src/schema.js';
import { day, instant, type Scales } from './field-values.ts';
import type { ByteRange, GetObject } from './get-object.ts';
import type { S3Reader } from './reader.ts';

/** What one read of the end of a file tells about it. */
export interface ParquetFile {
  readonly key: string;
  readonly size: number;
  readonly rows: number;
  readonly schema: SchemaTree;
  readonly leaves: readonly Leaf[];
  readonly scales: Scales;
  /** Row groups in file order. */
  readonly groups: readonly RowGroupInfo[];
  /** The bytes themselves, of a file so small that the first read got all of it. */
  readonly whole: Uint8Array | undefined;
}

/** A physical column: a flat column is one, a list of structs has one a field. */
export interface Leaf {
  /** The top-level column it belongs to. */
  readonly column: string;
  readonly path: readonly string[];
  /** From the root of the schema to the leaf. */
  readonly schemaPath: SchemaTree[];
}

export interface RowGroupInfo {
  /** Position in the file of its first row. */
  readonly start: number;
  readonly rows: number;
  /** One chunk a leaf, in the order of `leaves`. */
  readonly chunks: readonly Chunk[];
  /** Statistics of the flat columns, as the values `field-values.ts` gives (decimals as numbers). */
  readonly statistics: ReadonlyMap<string, ColumnStatistics>;
}

export interface Chunk {
  readonly range: ByteRange;
  readonly codec: CompressionCodec;
}

export interface ColumnStatistics {
  readonly min: string | number | undefined;
  readonly max: string | number | undefined;
  /** Undefined when the file does not say. */
  readonly nulls: number | undefined;
}

/** The first read of a file: holds a small file whole and the footer of some forty row groups. */
const tailLength = 128 << 10;

/** Parsed metadata takes about this many times the bytes it was parsed from (measured, Node 24). */
const heapFactor = 3;

/** The footer of a file, cached; undefined when there is no such object. Costs one GET, two for a long footer. */
export function openParquet(reader: S3Reader, key: string): Promise<ParquetFile | undefined> {
  return reader.footers.load(key, async () => {
    const tail = await reader.get({ key, range: { last: tailLength } });
    if (tail.status !== 'found') {
      return { value: undefined, bytes: key.length };
    }
    const footer = await completeFooter(reader.get, key, tail);
    const whole = tail.bytes.byteLength === tail.size ? tail.bytes : undefined;
    const value = { key, size: tail.size, whole, ...describe(footer) };
    const length = footerLength(key, tail.bytes);
    return { value, bytes: length * heapFactor + (whole?.byteLength ?? 0) };
  });
}

/** The tail if it holds the whole footer, else the tail with what lies before it. */
async function completeFooter(
  get: GetObject,
  key: string,
  { bytes, size }: { readonly bytes: Uint8Array; readonly size: number },
): Promise<Uint8Array> {
  const missing = footerLength(key, bytes) - bytes.byteLength;
  if (missing <= 0) {
    return bytes;
  }
  const end = size - bytes.byteLength;
  const before = await get({ key, range: { start: end - missing, end } });
  if (before.status !== 'found') {
    throw new Error(`${key}: expected the rest of its footer, got ${before.status}`);
  }
  return Buffer.concat([before.bytes, bytes]);
}

/** A Parquet file ends with its footer, the footer's length (4 bytes) and PAR1. */
function footerLength(key: string, tail: Uint8Array): number {
  const end = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength);
  if (end.byteLength < 12 || end.toString('latin1', end.byteLength - 4) !== 'PAR1') {
    throw new Error(`${key}: expected a Parquet file, got ${end.byteLength} bytes without PAR1`);
  }
  return end.readUInt32LE(end.byteLength - 8) + 8;
}

function describe(footer: Uint8Array): Omit<ParquetFile, 'key' | 'size' | 'whole'> {
  const metadata = parquetMetadata(copyOf(footer), { parsers: statisticsParsers });
  const schema = parquetSchema(metadata);
  let rows = 0;
  const groups = metadata.row_groups.map((group) => {
    const info = {
      start: rows,
      rows: Number(group.num_rows),
      chunks: group.columns.map(chunk),
      statistics: new Map(group.columns.flatMap(flatStatistics)),
    };
    rows += info.rows;
    return info;
  });
  return { rows, schema, leaves: leavesOf(schema), scales: scalesOf(metadata), groups };
}

type ColumnChunk = FileMetaData['row_groups'][number]['columns'][number];

/** Depth first, as row groups list their chunks. */
function leavesOf(schema: SchemaTree): Leaf[] {
  const collect = (node: SchemaTree): SchemaTree[] =>
    node.children.length === 0 ? [node] : node.children.flatMap(collect);
  return schema.children.flatMap(collect).map(({ path }) => ({
    column: path[0] ?? '',
    path,
    schemaPath: getTreePath(schema, path),
  }));
}

function chunk({ meta_data: meta }: ColumnChunk): Chunk {
  if (!meta) {
    throw new Error('parquet footer: expected column metadata in it, got a chunk without');
  }
  const start = Number(meta.dictionary_page_offset ?? meta.data_page_offset);
  return { range: { start, end: start + Number(meta.total_compressed_size) }, codec: meta.codec };
}

function flatStatistics({ meta_data: meta }: ColumnChunk): [string, ColumnStatistics][] {
  const [column, ...nested] = meta?.path_in_schema ?? [];
  return column !== undefined && nested.length === 0 && meta?.statistics
    ? [[column, columnStatistics(meta.statistics)]]
    : [];
}

/** A bound the writer has shortened is left out: a group without bounds is read, never skipped. */
function columnStatistics(statistics: Statistics): ColumnStatistics {
  const { min_value, max_value, is_min_value_exact, is_max_value_exact, null_count } = statistics;
  return {
    min: is_min_value_exact === false ? undefined : bound(min_value),
    max: is_max_value_exact === false ? undefined : bound(max_value),
    nulls: null_count === undefined ? undefined : Number(null_count),
  };
}

function bound(value: Statistics['min_value']): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

function scalesOf({ schema }: FileMetaData): Scales {
  return new Map(
    schema
      .filter(({ converted_type }) => converted_type === 'DECIMAL')
      .map(({ name, scale }) => [name, scale ?? 0]),
  );
}

/** Bounds in the same texts as the values, so that filters compare the two. */
const statisticsParsers = {
  timestampFromMilliseconds: (millis: bigint) => instant(millis * 1000n),
  timestampFromMicroseconds: instant,
  timestampFromNanoseconds: (nanos: bigint) => instant(nanos / 1000n),
  dateFromDays: day,
};

/** hyparquet reads from an ArrayBuffer of its own. */
function copyOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}
