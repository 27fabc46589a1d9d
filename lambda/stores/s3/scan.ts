import type { RawRow, Scales } from './field-values.ts';
import { decodeRows } from './parquet-decode.ts';
import { openParquet, type ParquetFile } from './parquet-footer.ts';
import { type ColumnNames, loadGroups } from './parquet-groups.ts';
import type { S3Reader } from './reader.ts';

/** A scan holds at most about this many bytes of a file at a time. */
const batchBytes = 8 << 20;

/** Row groups in runs of at most `batchBytes`, at least one group each. */
export function* scanBatches(file: ParquetFile, groups: readonly number[]): Generator<number[]> {
  let batch: number[] = [];
  let bytes = 0;
  for (const group of groups) {
    const size = groupBytes(file, group);
    if (batch.length > 0 && bytes + size > batchBytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(group);
    bytes += size;
  }
  if (batch.length > 0) {
    yield batch;
  }
}

function groupBytes(file: ParquetFile, group: number): number {
  const chunks = file.groups[group]?.chunks ?? [];
  return chunks.reduce((sum, { range }) => sum + range.end - range.start, 0);
}

/** Hands over all rows of a file, a row group at a time; none when there is no such object. */
export async function scanRows(
  reader: S3Reader,
  { key, columns }: { readonly key: string; readonly columns: ColumnNames },
  onRows: (rows: readonly RawRow[], scales: Scales) => void,
): Promise<void> {
  const file = await openParquet(reader, key);
  if (!file) {
    return;
  }
  for (const groups of scanBatches(file, [...file.groups.keys()])) {
    const loaded = await loadGroups(reader, file, { groups, columns });
    for (const [group, pieces] of loaded) {
      const span = { group, from: 0, to: file.groups[group]?.rows ?? 0 };
      onRows(await decodeRows(file, pieces, { span, columns }), file.scales);
    }
  }
}
