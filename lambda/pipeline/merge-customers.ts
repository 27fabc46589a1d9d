import { createHash } from 'node:crypto';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { CustomerStore } from '../../graph/customers/store.ts';
import { mergeColumns } from '../lake/schema.ts';
import { deltaKey } from '../layout.ts';
import type { RecentsStore } from '../stores/dynamo/recents.ts';

export interface MergeDependencies {
  /** Writes an object of the data bucket. */
  readonly writeObject: (key: string, body: Uint8Array) => Promise<void>;
  readonly recents: Pick<RecentsStore, 'writeMerge'>;
  readonly clock: () => Date;
}

/**
 * Merges customers, as `CustomerStore.merge` promises: the lake first, which is the record, then the table.
 * Its object is named by the two keys, so a repetition after a crash writes the same merge again.
 */
export function customerMerger({
  writeObject,
  recents,
  clock,
}: MergeDependencies): CustomerStore['merge'] {
  return async ({ from, into }) => {
    const version = clock().toISOString();
    const hash = createHash('sha256')
      .update(JSON.stringify([from, into]))
      .digest('hex');
    const row = { from_key: from, into_key: into, version };
    const columns = Object.keys(mergeColumns) as (keyof typeof mergeColumns)[];
    const file = parquetWriteBuffer({
      columnData: columns.map((name) => ({ name, data: [row[name]], type: 'STRING' })),
    });
    await writeObject(deltaKey('merges', `mrg_${hash.slice(0, 16)}`), new Uint8Array(file));
    await recents.writeMerge({ from, into, version });
  };
}
