import { zstdDecompressSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import type { RawRow } from './field-values.ts';
import type { ParquetFile } from './parquet-footer.ts';
import type { ColumnNames, Piece } from './parquet-groups.ts';

/** Rows of one row group, counted from its start: from `from` up to and without `to`. */
export interface RowSpan {
  readonly group: number;
  readonly from: number;
  readonly to: number;
}

/** The rows of a span, raw (see `field-values.ts`), from bytes that `loadGroups` has loaded. */
export function decodeRows(
  file: ParquetFile,
  pieces: readonly Piece[],
  { span, columns }: { readonly span: RowSpan; readonly columns: ColumnNames },
): Promise<RawRow[]> {
  const start = file.groups[span.group]?.start ?? 0;
  return parquetReadObjects({
    file: { byteLength: file.size, slice: (from, to) => slice(file, pieces, from, to) },
    metadata: file.metadata,
    ...(columns && { columns: [...columns] }),
    rowStart: start + span.from,
    rowEnd: start + span.to,
    compressors,
    parsers: rawParsers,
  });
}

/** Text is kept as bytes and times as microseconds: a row group has 2,048 rows and a request wants few. */
const rawParsers = {
  stringFromBytes: (bytes: Uint8Array) => bytes,
  timestampFromMilliseconds: (millis: bigint) => millis * 1000n,
  timestampFromMicroseconds: (micros: bigint) => micros,
  timestampFromNanoseconds: (nanos: bigint) => nanos / 1000n,
  dateFromDays: (days: number) => days,
};

const compressors = { ZSTD: (bytes: Uint8Array) => zstdDecompressSync(bytes) };

function slice(
  file: ParquetFile,
  pieces: readonly Piece[],
  start: number,
  end = file.size,
): ArrayBuffer {
  const piece = pieces.find(({ range }) => range.start <= start && end <= range.end);
  if (!piece) {
    throw new Error(`${file.key}: bytes ${start} to ${end} are read but were not planned`);
  }
  const from = piece.bytes.byteOffset + start - piece.range.start;
  // The bytes of a piece never lie in shared memory; ArrayBufferLike only allows for it.
  const copy = new ArrayBuffer(end - start);
  new Uint8Array(copy).set(new Uint8Array(piece.bytes.buffer, from, end - start));
  return copy;
}
