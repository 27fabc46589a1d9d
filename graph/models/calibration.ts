import type { Cells } from './cells.ts';

/** Customers of whom about as many orders were expected, beside what they ordered. */
export interface CalibrationGroup {
  readonly customers: number;
  /** Expected orders of the group together. */
  readonly expectedOrders: number;
  readonly actualOrders: number;
}

/** Groups of the table. */
const usualGroups = 10;

/** What is expected of, and what was done by, one customer of each cell. */
interface Outcome {
  readonly expected: Float64Array;
  readonly actual: Float64Array;
}

/**
 * Expected beside actual orders in groups of equal size by the expectation, lowest first. A model that is right
 * on average may still expect too much of the best customers and too little of the others: that shows here.
 * A cell that a border runs through is shared out; fewer customers than groups make fewer groups.
 */
export function calibration(
  { customers }: Pick<Cells, 'customers'>,
  { expected, actual }: Outcome,
  groups = usualGroups,
): CalibrationGroup[] {
  const total = customers.reduce((sum, count) => sum + count, 0);
  const count = Math.min(groups, Math.floor(total));
  const rows = Array.from({ length: count }, () => ({
    customers: 0,
    expectedOrders: 0,
    actualOrders: 0,
  }));
  // Ties by what happened, so that cells in another order make the same table.
  const cells = [...customers.keys()].sort(
    (a, b) => expected[a]! - expected[b]! || actual[a]! - actual[b]!,
  );
  const size = total / count;
  let seen = 0;
  for (const cell of cells) {
    let left = customers[cell]!;
    while (left > 0) {
      const group = Math.min(Math.floor(seen / size + 1e-9), count - 1);
      const room = group === count - 1 ? left : (group + 1) * size - seen;
      const taken = Math.min(left, room);
      const row = rows[group]!;
      row.customers += taken;
      row.expectedOrders += taken * expected[cell]!;
      row.actualOrders += taken * actual[cell]!;
      seen += taken;
      left -= taken;
    }
  }
  return rows;
}
