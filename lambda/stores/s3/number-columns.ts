import { decimalNumber, number, type Scales } from './field-values.ts';
import type { RawColumns } from './parquet-decode.ts';

/** Columns of doubles that grow a batch of rows at a time; a row costs 8 bytes a column. */
export interface NumberColumns<Name extends string> {
  /** Adds the given rows of a batch, in that order. */
  append(batch: Readonly<Record<Name, Float64Array>>, rows: readonly number[]): void;
  /** The columns so far, each exactly as long as there are rows. */
  finish(): Record<Name, Float64Array>;
}

export function numberColumns<Name extends string>(
  names: readonly Name[],
  expectedRows: number,
): NumberColumns<Name> {
  const columns = names.map((name) => ({ name, values: new Float64Array(expectedRows) }));
  let length = 0;
  return {
    append: (batch, rows) => {
      for (const column of columns) {
        column.values = withRoom(column.values, length + rows.length);
        for (const [index, row] of rows.entries()) {
          column.values[length + index] = batch[column.name][row] ?? 0;
        }
      }
      length += rows.length;
    },
    finish: () => {
      const entries = columns.map(({ name, values }) => [name, values.slice(0, length)]);
      return Object.fromEntries(entries) as Record<Name, Float64Array>;
    },
  };
}

/** Doubles, so that growing costs a constant a row. */
function withRoom(values: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  if (length <= values.length) {
    return values;
  }
  const grown = new Float64Array(Math.max(length, values.length * 2));
  grown.set(values);
  return grown;
}

/** A column as doubles, which is what models compute in; decimals are rounded to the nearest one. */
export function numbersOf(raw: RawColumns, column: string, scales: Scales): Float64Array {
  const scale = scales.get(column);
  return Float64Array.from(raw.get(column) ?? [], (value) =>
    scale === undefined ? (number(value) ?? 0) : (decimalNumber(value, scale) ?? 0),
  );
}

export function everyRow(rows: number): number[] {
  return Array.from({ length: rows }, (_, row) => row);
}
