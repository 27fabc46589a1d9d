import type { CustomerFilter } from '../../../graph/customers/filter.ts';
import type { PopulationFacts } from '../../../graph/populations/population.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { decimalOf, number, type Scales, unscaledInteger } from './field-values.ts';
import { memberTest } from './figures.ts';
import { columnsOfFilter } from './filter-conditions.ts';
import type { RawColumns } from './parquet-decode.ts';
import { purchasesOf } from './purchases.ts';
import type { S3Reader } from './reader.ts';
import { scanColumns } from './scan.ts';
import { bucketKey, bucketsOf } from './snapshot-objects.ts';

const amounts = { revenue: 'revenue', refunds: 'refunds', grossMargin: 'gross_margin' } as const;
type Amount = keyof typeof amounts;

/** A sum of decimals: whole units of 10^-scale, so that it is exact. */
interface Sum {
  units: bigint;
  scale: number;
}

/** What the customers that match add up to, from one look at every customer's row. */
export async function readFacts(
  reader: S3Reader,
  snapshot: Snapshot,
  filter: CustomerFilter | undefined,
): Promise<PopulationFacts> {
  const counts = { customers: 0, buyers: 0, orders: 0 };
  const sums: Record<Amount, Sum> = { revenue: zero(), refunds: zero(), grossMargin: zero() };
  const hasBought = await purchasesOf(reader, snapshot, filter);
  const columns = [...new Set(['orders', ...Object.values(amounts), ...columnsOfFilter(filter)])];
  for (const bucket of bucketsOf(snapshot)) {
    const key = bucketKey(snapshot, 'customers')(bucket);
    await scanColumns(reader, { key, columns }, (raw, rows, scales) => {
      const isMember = memberTest(raw, scales, { filter, hasBought });
      for (let row = 0; row < rows; row += 1) {
        if (isMember(row)) {
          const orders = number(raw.get('orders')?.[row]) ?? 0;
          counts.customers += 1;
          counts.buyers += orders > 0 ? 1 : 0;
          counts.orders += orders;
          addAmounts(sums, raw, scales, row);
        }
      }
    });
  }
  const text = ({ units, scale }: Sum) => decimalOf(units, scale);
  return {
    ...counts,
    revenue: text(sums.revenue),
    refunds: text(sums.refunds),
    grossMargin: text(sums.grossMargin),
  };
}

function zero(): Sum {
  return { units: 0n, scale: 0 };
}

function addAmounts(sums: Record<Amount, Sum>, raw: RawColumns, scales: Scales, row: number): void {
  for (const [field, column] of Object.entries(amounts) as [Amount, string][]) {
    const value = raw.get(column)?.[row];
    if (value !== null && value !== undefined) {
      sums[field].units += unscaledInteger(value);
      sums[field].scale = scales.get(column) ?? 0;
    }
  }
}
