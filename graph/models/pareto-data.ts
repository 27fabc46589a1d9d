import type { Cells } from './cells.ts';
import { distinctTimes } from './pareto-times.ts';

/** The cells of one x. */
export interface ParetoGroup {
  readonly frequency: number;
  /** Distinct t_x and T of the group, ascending. */
  readonly times: Float64Array;
  /** Where in `times` the t_x and the T of each cell are. */
  readonly recencyIndex: Int32Array;
  readonly ageIndex: Int32Array;
  readonly customers: Float64Array;
  /** Where the cells are in the arrays they came from. */
  readonly cells: Int32Array;
}

/**
 * Cells by ascending x.
 *
 * The integrals of Pareto/NBD depend on x and one time only, so within a group each is computed once for each
 * distinct time: a million customers have some 360,000 cells, and a tenth as many of these.
 */
export function groupForPareto(cells: Cells): ParetoGroup[] {
  return membersByFrequency(cells.frequency).map(([frequency, members]) => {
    const recency = Float64Array.from(members, (i) => cells.recency[i]!);
    const age = Float64Array.from(members, (i) => cells.age[i]!);
    const { values, indices } = distinctTimes([recency, age]);
    const [recencyIndex, ageIndex] = indices as [Int32Array, Int32Array];
    const customers = Float64Array.from(members, (i) => cells.customers[i]!);
    return { frequency, times: values, recencyIndex, ageIndex, customers, cells: members };
  });
}

/** Cell numbers of each x, ascending in x. */
function membersByFrequency(frequency: Float64Array): [number, Int32Array][] {
  const counts = new Map<number, number>();
  for (const x of frequency) {
    counts.set(x, (counts.get(x) ?? 0) + 1);
  }
  const members = new Map<number, Int32Array>();
  for (const [x, count] of counts) {
    members.set(x, new Int32Array(count));
  }
  for (let i = frequency.length - 1; i >= 0; i--) {
    const x = frequency[i]!;
    const left = counts.get(x)! - 1;
    members.get(x)![left] = i;
    counts.set(x, left);
  }
  return [...members].sort(([one], [other]) => one - other);
}
