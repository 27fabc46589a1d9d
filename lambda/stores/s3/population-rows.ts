import type { DayTotals, Gap, PopulationEntry } from '../../../graph/populations/store.ts';
import { day, decimal, number, type RawRow, type Scales, text } from './field-values.ts';
import { rowsOf } from './parquet-decode.ts';
import type { S3Reader } from './reader.ts';
import { scanColumns } from './scan.ts';

/** All rows of a file; only for files whose length does not grow with customers. */
export async function readList<T>(
  reader: S3Reader,
  key: string,
  decode: (row: RawRow, scales: Scales) => T,
): Promise<T[]> {
  const list: T[] = [];
  await scanColumns(reader, { key, columns: undefined }, (raw, rows, scales) => {
    for (const row of rowsOf(raw, 0, rows)) {
      list.push(decode(row, scales));
    }
  });
  return list;
}

export function dayTotals(row: RawRow, scales: Scales): DayTotals {
  return {
    day: day(row['day']) ?? '',
    orders: number(row['orders']) ?? 0,
    revenue: amount(row, 'revenue', scales),
    refunds: amount(row, 'refunds', scales),
    grossMargin: amount(row, 'gross_margin', scales),
  };
}

export function gap(row: RawRow): Gap {
  return {
    back: number(row['back']) === 2 ? 2 : 1,
    day: day(row['day']) ?? '',
    previousDay: day(row['previous_day']),
    orders: number(row['orders']) ?? 0,
  };
}

/** A row of the index of groups. */
export function populationEntry(row: RawRow, scales: Scales): PopulationEntry {
  const productOrders = number(row['product_orders']);
  return {
    name: text(row['population']) ?? '',
    customers: number(row['customers']) ?? 0,
    buyers: number(row['buyers']) ?? 0,
    orders: number(row['orders']) ?? 0,
    revenue: amount(row, 'revenue', scales),
    refunds: amount(row, 'refunds', scales),
    grossMargin: amount(row, 'gross_margin', scales),
    product:
      productOrders === null
        ? null
        : {
            title: text(row['product_title']),
            orders: productOrders,
            units: amount(row, 'product_units', scales),
            revenue: amount(row, 'product_revenue', scales),
          },
  };
}

function amount(row: RawRow, column: string, scales: Scales): string {
  return decimal(row[column], scales.get(column)) ?? '0';
}
