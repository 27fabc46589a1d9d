import type { Cells } from '../models/cells.ts';
import type { CustomerFigures } from './store.ts';

/** Customers grouped by what the models can tell apart, as the refresh groups them. */
export function cellsOfFigures({ frequency, recency, age, repeatSpend }: CustomerFigures): Cells {
  const indexes = new Map<string, number>();
  const cellOf = frequency.map((x, row) => {
    const key = `${x} ${recency[row]} ${age[row]}`;
    const index = indexes.get(key) ?? indexes.size;
    indexes.set(key, index);
    return index;
  });
  const cells = {
    frequency: new Float64Array(indexes.size),
    recency: new Float64Array(indexes.size),
    age: new Float64Array(indexes.size),
    customers: new Float64Array(indexes.size),
    repeatSpend: new Float64Array(indexes.size),
  };
  for (const [row, cell] of cellOf.entries()) {
    cells.frequency[cell] = frequency[row] ?? 0;
    cells.recency[cell] = recency[row] ?? 0;
    cells.age[cell] = age[row] ?? 0;
    cells.customers[cell] = (cells.customers[cell] ?? 0) + 1;
    cells.repeatSpend[cell] = (cells.repeatSpend[cell] ?? 0) + (repeatSpend[row] ?? 0);
  }
  return cells;
}
