import type { OrderStore } from '../../../graph/orders/store.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { orderColumns } from '../../lake/schema.ts';
import { baseKey } from '../../layout.ts';
import { rowsByKey } from './keyed-rows.ts';
import { customersOfKeys } from './lookups.ts';
import { lineColumns, orderHeader, orderLines } from './order-fields.ts';
import type { S3Reader } from './reader.ts';

/**
 * Orders as the snapshot's base of the lake holds them. Newer ones, and recording, are another store's;
 * without a snapshot no order is known.
 */
export function s3Orders(
  reader: S3Reader,
): Pick<OrderStore, 'history' | 'historyLines' | 'customersOf'> {
  return {
    history: async (snapshot, customers) => {
      const files = { ...filesOf(snapshot), columns: headerColumns, decode: orderHeader };
      const found = await rowsByKey(reader, files, customers);
      return customers.map((customer) => found.get(customer) ?? []);
    },
    historyLines: async (snapshot, customers) => {
      const files = { ...filesOf(snapshot), columns: lineColumns, decode: orderLines };
      const found = await rowsByKey(reader, files, customers);
      return customers.map((customer) => new Map(found.get(customer)));
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

/** Lines are most of an order's bytes and the dearest to decode, and few questions ask for them. */
const headerColumns = Object.keys(orderColumns).filter((column) => column !== 'lines');

function filesOf({ id, counts }: Snapshot) {
  return {
    buckets: counts.buckets,
    objectKey: (bucket: number) => baseKey('orders', id, bucket),
    keyColumn: 'customer_key',
  };
}
