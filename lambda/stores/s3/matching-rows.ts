import { type CustomerFilter, matches } from '../../../graph/customers/filter.ts';
import { customerRow } from './customer-fields.ts';
import { columnsOfFilter } from './filter-conditions.ts';
import { decodeColumns, type RowSpan } from './parquet-decode.ts';
import type { ParquetFile } from './parquet-footer.ts';
import type { Piece } from './parquet-groups.ts';

export interface RowSearch {
  readonly span: RowSpan;
  readonly filter: CustomerFilter | undefined;
}

/** Rows of a row group that match, ascending; decodes only the columns that the filter reads. */
export function matchingRows(
  file: ParquetFile,
  pieces: readonly Piece[],
  { span, filter }: RowSearch,
): number[] {
  const all = Array.from({ length: span.to - span.from }, (_, index) => span.from + index);
  const columns = columnsOfFilter(filter);
  if (!filter || columns.length === 0) {
    return all;
  }
  const decoded = [...decodeColumns(file, pieces, { span, columns })];
  return all.filter((row) => {
    const raw: Record<string, unknown> = {};
    for (const [name, values] of decoded) {
      raw[name] = values[row - span.from];
    }
    return matches(filter, customerRow(raw, file.scales));
  });
}
