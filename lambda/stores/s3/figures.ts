import { type CustomerFilter, type HasBought, matches } from '../../../graph/customers/filter.ts';
import type { CustomerFigures } from '../../../graph/populations/store.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { customerRow } from './customer-fields.ts';
import type { Scales } from './field-values.ts';
import { columnsOfFilter } from './filter-conditions.ts';
import { numberColumns, numbersOf } from './number-columns.ts';
import type { RawColumns } from './parquet-decode.ts';
import { purchasesOf } from './purchases.ts';
import type { S3Reader } from './reader.ts';
import { scanColumns } from './scan.ts';
import { bucketKey, bucketsOf } from './snapshot-objects.ts';

const columnsRead = ['orders', 'frequency', 'recency_days', 'age_days', 'repeat_spend', 'stratum'];

/** Buyers that match. Buckets one after another: memory then holds the result and a batch of one file. */
export async function readFigures(
  reader: S3Reader,
  snapshot: Snapshot,
  filter: CustomerFilter | undefined,
): Promise<CustomerFigures> {
  const figures = numberColumns(
    ['frequency', 'recency', 'age', 'repeatSpend', 'stratum'],
    filter ? 0 : snapshot.counts.buyers,
  );
  const hasBought = await purchasesOf(reader, snapshot, filter);
  const wanted = [...new Set([...columnsRead, ...columnsOfFilter(filter)])];
  for (const bucket of bucketsOf(snapshot)) {
    const key = bucketKey(snapshot, 'customers')(bucket);
    await scanColumns(reader, { key, columns: wanted }, (raw, rows, scales) => {
      const values = {
        frequency: numbersOf(raw, 'frequency', scales),
        recency: numbersOf(raw, 'recency_days', scales),
        age: numbersOf(raw, 'age_days', scales),
        repeatSpend: numbersOf(raw, 'repeat_spend', scales),
        stratum: numbersOf(raw, 'stratum', scales),
      };
      const orders = numbersOf(raw, 'orders', scales);
      const isMember = memberTest(raw, scales, { filter, hasBought });
      const members = [...orders.keys()].filter((row) => (orders[row] ?? 0) > 0 && isMember(row));
      figures.append(values, rows === 0 ? [] : members);
    });
  }
  return figures.finish();
}

interface Membership {
  readonly filter: CustomerFilter | undefined;
  readonly hasBought: HasBought;
}

/** Whether a row of raw columns satisfies the filter. */
export function memberTest(
  raw: RawColumns,
  scales: Scales,
  { filter, hasBought }: Membership,
): (row: number) => boolean {
  if (!filter) {
    return () => true;
  }
  const names = columnsOfFilter(filter);
  return (row) => {
    const values = Object.fromEntries(names.map((name) => [name, raw.get(name)?.[row]]));
    return matches(filter, customerRow(values, scales), hasBought);
  };
}
