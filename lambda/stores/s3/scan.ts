import { createByteCache } from './byte-cache.ts';
import type { Scales } from './field-values.ts';
import { decodeColumns, type RawColumns } from './parquet-decode.ts';
import { openParquet, type ParquetFile, type RowGroupInfo } from './parquet-footer.ts';
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

/** The reader without a cache for data, so that a scan does not drive out what pages keep there. */
export function scanReader(reader: S3Reader): S3Reader {
  return { ...reader, pieces: createByteCache(0) };
}

interface Scan {
  readonly key: string;
  readonly columns: ColumnNames;
  /** Whether a row group is worth reading, by its statistics; all are unless told. */
  readonly isWanted?: (group: RowGroupInfo) => boolean;
}

/** Hands over the columns of a file, a row group at a time; nothing when there is no such object. */
export async function scanColumns(
  reader: S3Reader,
  { key, columns, isWanted = () => true }: Scan,
  onGroup: (columns: RawColumns, rows: number, scales: Scales) => void,
): Promise<void> {
  const file = await openParquet(reader, key);
  if (!file) {
    return;
  }
  const wanted = [...file.groups.entries()].flatMap(([group, info]) =>
    isWanted(info) ? [group] : [],
  );
  for (const groups of scanBatches(file, wanted)) {
    const loaded = await loadGroups(scanReader(reader), file, { groups, columns });
    for (const [group, pieces] of loaded) {
      const rows = file.groups[group]?.rows ?? 0;
      const span = { group, from: 0, to: rows };
      onGroup(decodeColumns(file, pieces, { span, columns }), rows, file.scales);
    }
  }
}
