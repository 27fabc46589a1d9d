import type { Cells } from '../models/cells.ts';
import type { CustomerFigures } from './store.ts';

/** Customers grouped by what the models can tell apart, as the refresh groups them. */
export function cellsOfFigures(figures: CustomerFigures): Cells {
  const known = grouped.get(figures) ?? group(figures);
  grouped.set(figures, known);
  return known;
}

/** Figures are kept between requests, and a million of them take a moment to group. */
const grouped = new WeakMap<CustomerFigures, Cells>();

function group(figures: CustomerFigures): Cells {
  const { frequency, recency, age, repeatSpend, stratum } = figures;
  const keys = cellKeys(figures);
  const indexes = new Map<number, number>();
  const cellOf = new Int32Array(keys.length);
  const firstRows: number[] = [];
  for (const [row, key] of keys.entries()) {
    const known = indexes.get(key);
    cellOf[row] = known ?? firstRows.length;
    if (known === undefined) {
      indexes.set(key, firstRows.length);
      firstRows.push(row);
    }
  }
  const pick = (values: Float64Array) => Float64Array.from(firstRows, (row) => values[row] ?? 0);
  const cells = {
    frequency: pick(frequency),
    recency: pick(recency),
    age: pick(age),
    customers: new Float64Array(firstRows.length),
    repeatSpend: new Float64Array(firstRows.length),
    ...(stratum && { stratum: pick(stratum) }),
  };
  for (const [row, cell] of cellOf.entries()) {
    cells.customers[cell] = (cells.customers[cell] ?? 0) + 1;
    cells.repeatSpend[cell] = (cells.repeatSpend[cell] ?? 0) + (repeatSpend[row] ?? 0);
  }
  return cells;
}

/** One number a customer, the same for those of one cell: whole numbers below 2^53 for any history of some decades. */
function cellKeys({ frequency, recency, age, stratum }: CustomerFigures): Float64Array {
  const days = 1 + greatest(age);
  const strata = 1 + (stratum ? greatest(stratum) : 0);
  return frequency.map(
    (x, row) =>
      ((x * days + (recency[row] ?? 0)) * days + (age[row] ?? 0)) * strata + (stratum?.[row] ?? 0),
  );
}

function greatest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
