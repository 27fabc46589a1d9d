import type { CustomerKey } from '../../../graph/customers/customer-key.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { text } from './field-values.ts';
import { rowsByKey } from './keyed-rows.ts';
import type { S3Reader } from './reader.ts';
import { bucketKey } from './snapshot-objects.ts';

/** The customer of each look-up key (`order:<source>/<id>`, `email:<hash>`), in their order. */
export async function customersOfKeys(
  reader: S3Reader,
  snapshot: Snapshot,
  keys: readonly string[],
): Promise<(CustomerKey | undefined)[]> {
  const found = await rowsByKey(
    reader,
    {
      buckets: snapshot.counts.buckets,
      objectKey: bucketKey(snapshot, 'lookups'),
      keyColumn: 'key',
      columns: ['key', 'customer_key'],
      decode: (row) => text(row['customer_key']) ?? undefined,
    },
    keys,
  );
  return keys.map((key) => found.get(key)?.[0]);
}
