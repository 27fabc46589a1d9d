import type { CustomerRow } from '../../../graph/customers/customer-row.ts';
import type { CustomerFilter } from '../../../graph/customers/filter.ts';
import { countTraits, type TraitCount, traits } from '../../../graph/populations/traits.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { customerRow } from './customer-fields.ts';
import { number, type RawRow, text } from './field-values.ts';
import { memberTest } from './figures.ts';
import { columnsOfFilter } from './filter-conditions.ts';
import { purchasesOf } from './purchases.ts';
import type { S3Reader } from './reader.ts';
import { scanColumns } from './scan.ts';
import { bucketKey, bucketsOf } from './snapshot-objects.ts';

/** A row of the file of traits. */
export function traitCount(row: RawRow): TraitCount {
  const name = text(row['trait']);
  const trait = traits.find((one) => one === name);
  if (!trait) {
    throw new Error(`traits: expected one of ${traits.join(', ')}, got ${name}`);
  }
  return { trait, value: text(row['value']), customers: number(row['customers']) ?? 0 };
}

const columnsRead = ['country', 'channel', 'campaign', 'orders', 'value_percentile'];

/** Traits of the customers that match, from one look at every customer's row. */
export async function readTraits(
  reader: S3Reader,
  snapshot: Snapshot,
  filter: CustomerFilter | undefined,
): Promise<TraitCount[]> {
  const hasBought = await purchasesOf(reader, snapshot, filter);
  const columns = [...new Set([...columnsRead, ...columnsOfFilter(filter)])];
  const counts: TraitCount[] = [];
  for (const bucket of bucketsOf(snapshot)) {
    const key = bucketKey(snapshot, 'customers')(bucket);
    await scanColumns(reader, { key, columns }, (raw, rows, scales) => {
      const isMember = memberTest(raw, scales, { filter, hasBought });
      const members: CustomerRow[] = [];
      for (let row = 0; row < rows; row += 1) {
        if (isMember(row)) {
          const values = columnsRead.map((column) => [column, raw.get(column)?.[row]]);
          members.push(customerRow(Object.fromEntries(values), scales));
        }
      }
      counts.push(...countTraits(members));
    });
  }
  return counts;
}
