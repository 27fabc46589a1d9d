import { createHash } from 'node:crypto';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { CustomerStore } from '../../graph/customers/store.ts';
import { erasureColumns } from '../lake/schema.ts';
import { deltaKey } from '../layout.ts';
import type { RecentsStore } from '../stores/dynamo/recents.ts';

export interface EraseDependencies {
  /** Writes an object of the data bucket. */
  readonly writeObject: (key: string, body: Uint8Array) => Promise<void>;
  readonly recents: Pick<RecentsStore, 'erase'>;
  readonly clock: () => Date;
}

/**
 * Erases a customer, as `CustomerStore.erase` promises: the lake first, where the next refresh finds the order to forget them, then the
 * table. The object is named by the keys and the time; writing it once more only says it once more.
 */
export function customerEraser({
  writeObject,
  recents,
  clock,
}: EraseDependencies): CustomerStore['erase'] {
  return async (keys) => {
    const erasedAt = clock().toISOString();
    const hash = createHash('sha256')
      .update(JSON.stringify([keys, erasedAt]))
      .digest('hex');
    const rows = keys.map((key) => ({ customer_key: key, erased_at: erasedAt }));
    const columns = Object.keys(erasureColumns) as (keyof typeof erasureColumns)[];
    const file = parquetWriteBuffer({
      columnData: columns.map((name) => ({
        name,
        data: rows.map((row) => row[name]),
        type: 'STRING',
      })),
    });
    await writeObject(deltaKey('erasures', `era_${hash.slice(0, 16)}`), new Uint8Array(file));
    await recents.erase(keys, erasedAt);
    return erasedAt;
  };
}
