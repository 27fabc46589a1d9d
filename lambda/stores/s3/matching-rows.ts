import type { CustomerFilter, HasBought } from '../../../graph/customers/filter.ts';
import { memberTest } from './figures.ts';
import { columnsOfFilter } from './filter-conditions.ts';
import { decodeColumns, type RowSpan } from './parquet-decode.ts';
import type { ParquetFile } from './parquet-footer.ts';
import type { Piece } from './parquet-groups.ts';

export interface RowSearch {
  readonly span: RowSpan;
  readonly filter: CustomerFilter | undefined;
  readonly hasBought: HasBought;
}

/** Rows of a row group that match, ascending; decodes only the columns that the filter reads. */
export function matchingRows(
  file: ParquetFile,
  pieces: readonly Piece[],
  { span, filter, hasBought }: RowSearch,
): number[] {
  const all = Array.from({ length: span.to - span.from }, (_, index) => span.from + index);
  const columns = columnsOfFilter(filter);
  if (!filter || columns.length === 0) {
    return all;
  }
  const decoded = decodeColumns(file, pieces, { span, columns });
  const isMember = memberTest(decoded, file.scales, { filter, hasBought });
  return all.filter((row) => isMember(row - span.from));
}
