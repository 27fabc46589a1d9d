import type { DecodedArray } from 'hyparquet';
import { assembleNested } from 'hyparquet/src/assemble.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import type { RawRow } from './field-values.ts';
import type { ByteRange } from './get-object.ts';
import type { ParquetFile } from './parquet-footer.ts';
import { type ColumnNames, isWanted, type Piece } from './parquet-groups.ts';
import { readLeaf } from './parquet-leaf.ts';

/** Rows of one row group, counted from its start: from `from` up to and without `to`. */
export interface RowSpan {
  readonly group: number;
  readonly from: number;
  readonly to: number;
}

/** Raw values by column name, all as long as the span (see `field-values.ts`). */
export type RawColumns = ReadonlyMap<string, ArrayLike<unknown>>;

export interface DecodeRequest {
  readonly span: RowSpan;
  readonly columns: ColumnNames;
}

/** The columns of a span, from bytes that `loadGroups` has loaded. */
export function decodeColumns(
  file: ParquetFile,
  pieces: readonly Piece[],
  { span, columns }: DecodeRequest,
): RawColumns {
  const chunks = file.groups[span.group]?.chunks ?? [];
  const decoded = new Map<string, DecodedArray>();
  for (const [index, leaf] of file.leaves.entries()) {
    const chunk = chunks[index];
    if (chunk && isWanted(leaf.column, columns)) {
      const bytes = bytesOf(file, pieces, chunk.range);
      decoded.set(leaf.path.join('.'), readLeaf(bytes, { leaf, chunk }, span));
    }
  }
  for (const child of file.schema.children) {
    if (child.children.length > 0 && isWanted(child.element.name, columns)) {
      assembleNested(decoded, child, DEFAULT_PARSERS);
    }
  }
  return decoded;
}

/** The rows of a span as objects; for the few that a request keeps. */
export function decodeRows(
  file: ParquetFile,
  pieces: readonly Piece[],
  request: DecodeRequest,
): RawRow[] {
  const { from, to } = request.span;
  return rowsOf(decodeColumns(file, pieces, request), 0, to - from);
}

/** Rows `from` up to and without `to` of decoded columns, as objects. */
export function rowsOf(columns: RawColumns, from: number, to: number): RawRow[] {
  const entries = [...columns];
  return Array.from({ length: to - from }, (_, row) =>
    Object.fromEntries(entries.map(([name, values]) => [name, values[from + row]])),
  );
}

function bytesOf(
  file: ParquetFile,
  pieces: readonly Piece[],
  { start, end }: ByteRange,
): Uint8Array {
  const piece = pieces.find(({ range }) => range.start <= start && end <= range.end);
  if (!piece) {
    throw new Error(`${file.key}: bytes ${start} to ${end} are read but were not planned`);
  }
  return piece.bytes.subarray(start - piece.range.start, end - piece.range.start);
}
