import type { Cells, Purchases, SpendCells } from '../../graph/models/cells.ts';
import { type CdnowFile, dayOf, readCdnow } from '../support/cdnow.ts';

/** The last day of the papers' calibration period. */
const split = dayOf('1997-09-30');

/** One customer at the end of the calibration period; durations in days. */
export interface CalibratedCustomer extends Purchases {
  readonly id: string;
  readonly repeatSpend: number;
}

/** The customers of a CDNOW file in the order of the file; null where the file is missing. */
export function calibrationCustomers(file: CdnowFile): readonly CalibratedCustomer[] | null {
  const log = readCdnow(file);
  if (!log) {
    return null;
  }
  return [...log].map(([id, days]) => {
    const seen = days.filter(({ day }) => day <= split);
    const first = seen[0]?.day ?? split;
    return {
      id,
      frequency: seen.length - 1,
      recency: (seen.at(-1)?.day ?? first) - first,
      age: split - first,
      repeatSpend: seen.slice(1).reduce((sum, { amount }) => sum + amount, 0),
    };
  });
}

/** Customers with the same x, t_x and T as one cell. */
export function cellsOf(customers: readonly CalibratedCustomer[]): Cells {
  const groups = Map.groupBy(
    customers,
    ({ frequency, recency, age }) => `${frequency} ${recency} ${age}`,
  );
  const cells = [...groups.values()].map((members) => ({
    frequency: members[0]?.frequency ?? 0,
    recency: members[0]?.recency ?? 0,
    age: members[0]?.age ?? 0,
    customers: members.length,
    repeatSpend: members.reduce((sum, { repeatSpend }) => sum + repeatSpend, 0),
  }));
  const column = (name: 'frequency' | 'recency' | 'age' | 'customers' | 'repeatSpend') =>
    Float64Array.from(cells, (cell) => cell[name]);
  return {
    frequency: column('frequency'),
    recency: column('recency'),
    age: column('age'),
    customers: column('customers'),
    repeatSpend: column('repeatSpend'),
  };
}

/** Each customer as a spend cell. */
export function spendCellsOf(customers: readonly CalibratedCustomer[]): SpendCells {
  return {
    frequency: Float64Array.from(customers, ({ frequency }) => frequency),
    repeatSpend: Float64Array.from(customers, ({ repeatSpend }) => repeatSpend),
    customers: new Float64Array(customers.length).fill(1),
  };
}
