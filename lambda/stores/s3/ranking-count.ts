import type { CustomerFilter, HasBought } from '../../../graph/customers/filter.ts';
import { columnsOfFilter, judgeGroup } from './filter-conditions.ts';
import { matchingRows } from './matching-rows.ts';
import type { ParquetFile } from './parquet-footer.ts';
import { type ColumnNames, loadGroups } from './parquet-groups.ts';
import type { S3Reader } from './reader.ts';
import { scanBatches, scanReader } from './scan.ts';

/** Rows of a ranking that match. Row groups whose statistics settle the matter are not read. */
export async function countMatches(
  reader: S3Reader,
  file: ParquetFile,
  { filter, hasBought }: { readonly filter: CustomerFilter; readonly hasBought: HasBought },
): Promise<number> {
  const columns: ColumnNames = columnsOfFilter(filter);
  let count = 0;
  const unsettled: number[] = [];
  for (const [group, info] of file.groups.entries()) {
    const verdict = judgeGroup(filter, info);
    if (verdict === 'all') {
      count += info.rows;
    } else if (verdict === 'some') {
      unsettled.push(group);
    }
  }
  for (const groups of scanBatches(file, unsettled)) {
    const loaded = await loadGroups(scanReader(reader), file, { groups, columns });
    for (const [group, pieces] of loaded) {
      const span = { group, from: 0, to: file.groups[group]?.rows ?? 0 };
      count += matchingRows(file, pieces, { span, filter, hasBought }).length;
    }
  }
  return count;
}
