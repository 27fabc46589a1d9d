import type { NameRange } from '../../../graph/populations/population-name.ts';
import { type RawRow, type Scales, text } from './field-values.ts';
import { decodeColumns, type RawColumns, rowsOf } from './parquet-decode.ts';
import { openParquet, type ParquetFile, type RowGroupInfo } from './parquet-footer.ts';
import { type ColumnNames, loadGroups, type Piece } from './parquet-groups.ts';
import type { S3Reader } from './reader.ts';
import { compareUtf8, firstRowWhere } from './row-group-search.ts';

/** The column that files of groups are sorted by. */
const nameColumn = 'population';

/** Rows of a range that lie in one row group. */
export interface RangeRows {
  readonly columns: RawColumns;
  readonly rows: number;
  readonly scales: Scales;
}

/**
 * The rows of each range of names, in file order; nothing for an object that does not exist.
 *
 * Cold, this costs a GET for the footer and one for the row groups that hold the ranges, however many
 * ranges are asked for together; warm, nothing.
 */
export async function rowsOfRanges(
  reader: S3Reader,
  key: string,
  ranges: readonly NameRange[],
  columns?: ColumnNames,
): Promise<readonly (readonly RangeRows[])[]> {
  const file = await openParquet(reader, key);
  if (!file) {
    return ranges.map(() => []);
  }
  const wanted = ranges.map((range) =>
    [...file.groups.keys()].filter((group) => mayHold(file.groups[group], range)),
  );
  const groups = [...new Set(wanted.flat())].sort((a, b) => a - b);
  const named = columns && [nameColumn, ...columns];
  const loaded = await loadGroups(reader, file, { groups, columns: named });
  const names = new Map(
    groups.map((group) => [group, namesOf(file, loaded.get(group) ?? [], group)] as const),
  );
  return ranges.map((range, index) =>
    (wanted[index] ?? []).flatMap((group) => {
      const { from, to } = spanOf(names.get(group) ?? [], range);
      if (from === to) {
        return [];
      }
      const request = { span: { group, from, to }, columns };
      const decoded = decodeColumns(file, loaded.get(group) ?? [], request);
      return [{ columns: decoded, rows: to - from, scales: file.scales }];
    }),
  );
}

/** Which run of a range's rows a page wants, by position from 0. */
export interface RangePage {
  readonly range: NameRange;
  readonly from: number;
  readonly to: number;
}

/**
 * Some of the rows of a range, and how many it has: only the row groups at its ends and those of the page are read, however
 * long the range is.
 */
export async function pageOfRange(
  reader: S3Reader,
  key: string,
  { range, from, to }: RangePage,
): Promise<{ readonly rows: readonly RawRow[]; readonly total: number }> {
  const file = await openParquet(reader, key);
  const bounds = file && (await boundsOf(reader, file, range));
  if (!file || !bounds) {
    return { rows: [], total: 0 };
  }
  const [start, end] = [
    Math.min(bounds.from + from, bounds.to),
    Math.min(bounds.from + to, bounds.to),
  ];
  const spans = file.groups.flatMap((group, index) => {
    const span = {
      group: index,
      from: Math.max(start - group.start, 0),
      to: Math.min(end - group.start, group.rows),
    };
    return span.from < span.to ? [span] : [];
  });
  const groups = spans.map(({ group }) => group);
  const loaded = await loadGroups(reader, file, { groups, columns: undefined });
  const rows = spans.flatMap((span) => {
    const request = { span, columns: undefined };
    const decoded = decodeColumns(file, loaded.get(span.group) ?? [], request);
    return rowsOf(decoded, 0, span.to - span.from);
  });
  return { rows, total: bounds.to - bounds.from };
}

/** The rows of the file that a range takes; those between its first and last row group are all of it. */
async function boundsOf(reader: S3Reader, file: ParquetFile, range: NameRange) {
  const within = [...file.groups.keys()].filter((group) => mayHold(file.groups[group], range));
  const [first] = within;
  const last = within.at(-1);
  if (first === undefined || last === undefined) {
    return undefined;
  }
  const groups = [...new Set([first, last])];
  const loaded = await loadGroups(reader, file, { groups, columns: [nameColumn] });
  const place = (group: number) => {
    const span = spanOf(namesOf(file, loaded.get(group) ?? [], group), range);
    const start = file.groups[group]?.start ?? 0;
    return { from: start + span.from, to: start + span.to };
  };
  return { from: place(first).from, to: place(last).to };
}

/** The rows of a range as objects. */
export function decodedRows<T>(
  parts: readonly RangeRows[],
  decode: (row: RawRow, scales: Scales) => T,
): T[] {
  return parts.flatMap(({ columns, rows, scales }) =>
    rowsOf(columns, 0, rows).map((row) => decode(row, scales)),
  );
}

function mayHold(group: RowGroupInfo | undefined, { from, to }: NameRange): boolean {
  const { min, max } = group?.statistics.get(nameColumn) ?? {};
  const isBefore = typeof max === 'string' && compareUtf8(max, from) < 0;
  const isAfter = typeof min === 'string' && compareUtf8(min, to) >= 0;
  return !(isBefore || isAfter);
}

function namesOf(file: ParquetFile, pieces: readonly Piece[], group: number): Uint8Array[] {
  const span = { group, from: 0, to: file.groups[group]?.rows ?? 0 };
  const values = decodeColumns(file, pieces, { span, columns: [nameColumn] }).get(nameColumn);
  return Array.from(values ?? [], (value) => {
    if (!(value instanceof Uint8Array)) {
      throw new Error(`${file.key}: expected a name in every row, got ${text(value)}`);
    }
    return value;
  });
}

/** Rows whose name lies in the range: from `from` up to and without `to`. */
function spanOf(names: readonly Uint8Array[], range: NameRange) {
  const [from, to] = [range.from, range.to].map((bound) => {
    const bytes = Buffer.from(bound);
    return firstRowWhere(names, (name) => Buffer.compare(name, bytes) >= 0);
  });
  return { from: from ?? 0, to: to ?? 0 };
}
