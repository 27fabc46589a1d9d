import type { OrderStore } from '../../../graph/orders/store.ts';
import { baseKey } from '../../layout.ts';
import { rowsByKey } from './keyed-rows.ts';
import { customersOfKeys } from './lookups.ts';
import { order } from './order-fields.ts';
import type { S3Reader } from './reader.ts';

/**
 * Orders as the snapshot's base of the lake holds them. Newer ones, and recording, are another store's;
 * without a snapshot no order is known.
 */
export function s3Orders(reader: S3Reader): Pick<OrderStore, 'history' | 'customersOf'> {
  return {
    history: async (snapshot, customers) => {
      const files = {
        buckets: snapshot.counts.buckets,
        objectKey: (bucket: number) => baseKey('orders', snapshot.id, bucket),
        keyColumn: 'customer_key',
        decode: order,
      };
      const found = await rowsByKey(reader, files, customers);
      return customers.map((customer) => found.get(customer) ?? []);
    },
    customersOf: (snapshot, orderKeys) =>
      snapshot
        ? customersOfKeys(
            reader,
            snapshot,
            orderKeys.map((key) => `order:${key}`),
          )
        : Promise.resolve(orderKeys.map(() => undefined)),
  };
}
