import type { PopulationStore, ProductPageRequest } from '../../../graph/populations/store.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { snapshotFiles } from '../../layout.ts';
import { decodeRows } from './parquet-decode.ts';
import { openParquet } from './parquet-footer.ts';
import { loadGroups } from './parquet-groups.ts';
import { populationEntry } from './population-rows.ts';
import type { S3Reader } from './reader.ts';
import { snapshotKey } from './snapshot-objects.ts';

/** A run of the products by revenue: the footer, and the row groups the run lies in. */
export async function readProducts(
  reader: S3Reader,
  snapshot: Snapshot,
  { from, to }: ProductPageRequest,
): ReturnType<PopulationStore['products']> {
  const file = await openParquet(reader, snapshotKey(snapshot, snapshotFiles.populations.products));
  if (!file) {
    return { entries: [], total: 0 };
  }
  const spans = file.groups.flatMap(({ start, rows }, group) => {
    const span = { group, from: Math.max(from - start, 0), to: Math.min(to - start, rows) };
    return span.from < span.to ? [span] : [];
  });
  const groups = spans.map(({ group }) => group);
  const loaded = await loadGroups(reader, file, { groups, columns: undefined });
  const entries = spans.flatMap((span) =>
    decodeRows(file, loaded.get(span.group) ?? [], { span, columns: undefined }).map((row) =>
      populationEntry(row, file.scales),
    ),
  );
  return { entries, total: file.rows };
}
