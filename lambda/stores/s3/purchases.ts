import {
  type CustomerFilter,
  type HasBought,
  productsOf,
} from '../../../graph/customers/filter.ts';
import { onlyName } from '../../../graph/populations/population-name.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { snapshotFiles } from '../../layout.ts';
import { number } from './field-values.ts';
import { rowsOfRanges } from './name-ranges.ts';
import type { S3Reader } from './reader.ts';
import { snapshotKey } from './snapshot-objects.ts';

/**
 * Who bought the products that a filter names: a bit a customer and product, so that those of a
 * million customers take 125 KB. Filters without products read nothing.
 */
export async function purchasesOf(
  reader: S3Reader,
  snapshot: Snapshot,
  filter: CustomerFilter | undefined,
): Promise<HasBought> {
  const products = productsOf(filter);
  if (products.length === 0) {
    return () => false;
  }
  const key = snapshotKey(snapshot, snapshotFiles.populations.purchases);
  const ranges = products.map((product) => onlyName('PRODUCT', product));
  const found = await rowsOfRanges(reader, key, ranges, ['number']);
  const buyers = new Map(
    found.map((parts, index) => {
      const bits = new Uint8Array(Math.ceil(snapshot.counts.customers / 8));
      for (const { columns } of parts) {
        for (const value of Array.from(columns.get('number') ?? [])) {
          setBit(bits, number(value) ?? 0);
        }
      }
      return [products[index] ?? '', bits] as const;
    }),
  );
  return (product, customer) =>
    (((buyers.get(product)?.[customer >> 3] ?? 0) >> (customer & 7)) & 1) === 1;
}

function setBit(bits: Uint8Array, index: number): void {
  bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
}
