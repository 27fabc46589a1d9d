import { type FileMetaData, parquetMetadata, type Statistics } from 'hyparquet';
import { day, instant, type Scales } from './field-values.ts';
import type { ByteRange, GetObject } from './get-object.ts';
import type { S3Reader } from './reader.ts';

/** What one read of the end of a file tells about it. */
export interface ParquetFile {
  readonly key: string;
  readonly size: number;
  readonly metadata: FileMetaData;
  readonly scales: Scales;
  /** Row groups in file order. */
  readonly groups: readonly RowGroupInfo[];
  /** The bytes themselves, of a file so small that the first read got all of it. */
  readonly whole: Uint8Array | undefined;
}

export interface RowGroupInfo {
  /** Position in the file of its first row. */
  readonly start: number;
  readonly rows: number;
  /** Column chunks by column name; a nested column has one a leaf. */
  readonly chunks: readonly { readonly column: string; readonly range: ByteRange }[];
  /** Statistics of the flat columns, as the values `field-values.ts` gives (decimals as numbers). */
  readonly statistics: ReadonlyMap<string, ColumnStatistics>;
}

export interface ColumnStatistics {
  readonly min: string | number | undefined;
  readonly max: string | number | undefined;
  /** Undefined when the file does not say. */
  readonly nulls: number | undefined;
}

/** The first read of a file: holds a small file whole and the footer of some forty row groups. */
export const tailLength = 128 << 10;

/** Parsed metadata takes about this many times the bytes it was parsed from (measured, Node 24). */
const heapFactor = 8;

/** The footer of a file, cached; undefined when there is no such object. Costs one GET, two for a long footer. */
export function openParquet(reader: S3Reader, key: string): Promise<ParquetFile | undefined> {
  return reader.footers.load(key, async () => {
    const tail = await reader.get({ key, range: { last: tailLength } });
    if (tail.status !== 'found') {
      return { value: undefined, bytes: key.length };
    }
    const footer = await completeFooter(reader.get, key, tail);
    const file = describe(key, tail.size, footer);
    const whole = tail.bytes.byteLength === tail.size ? tail.bytes : undefined;
    const bytes = file.metadata.metadata_length * heapFactor + (whole?.byteLength ?? 0);
    return { value: { ...file, whole }, bytes };
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

function describe(key: string, size: number, footer: Uint8Array): Omit<ParquetFile, 'whole'> {
  const parsed = parquetMetadata(copyOf(footer), { parsers: statisticsParsers });
  const metadata = withRawDecimals(parsed);
  let start = 0;
  const groups = parsed.row_groups.map((group) => {
    const rows = Number(group.num_rows);
    const info = { start, rows, ...describeChunks(group.columns) };
    start += rows;
    return info;
  });
  return { key, size, metadata, scales: scalesOf(parsed), groups };
}

function describeChunks(
  columns: FileMetaData['row_groups'][number]['columns'],
): Pick<RowGroupInfo, 'chunks' | 'statistics'> {
  const chunks: RowGroupInfo['chunks'][number][] = [];
  const statistics = new Map<string, ColumnStatistics>();
  for (const { meta_data: meta } of columns) {
    const column = meta?.path_in_schema[0];
    if (!meta || column === undefined) {
      throw new Error('parquet footer: expected column metadata in it, got a chunk without');
    }
    const start = Number(meta.dictionary_page_offset ?? meta.data_page_offset);
    chunks.push({ column, range: { start, end: start + Number(meta.total_compressed_size) } });
    if (meta.path_in_schema.length === 1 && meta.statistics) {
      statistics.set(column, columnStatistics(meta.statistics));
      // The map has all that is ever asked of them; the rest would double the cached footer.
      delete meta.statistics;
    }
    delete meta.size_statistics;
    delete meta.encoding_stats;
  }
  return { chunks, statistics };
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

/**
 * hyparquet turns decimals into binary floating point. Without their logical type it hands out the
 * unscaled integer instead, from which `decimal` makes an exact text.
 */
function withRawDecimals(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) => {
    if (element.converted_type !== 'DECIMAL') {
      return element;
    }
    const { converted_type: _, logical_type: __, ...raw } = element;
    return raw;
  });
  return { ...metadata, schema };
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
