import type { Cells } from './cells.ts';

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
 * Cells by ascending x, durations divided by `scale`.
 *
 * The integrals of Pareto/NBD depend on x and one time only, so within a group each is computed once for each
 * distinct time: a million customers have some three hundred thousand cells and a third as many of these.
 */
export function groupForPareto(cells: Cells, scale: number): ParetoGroup[] {
  const byFrequency = new Map<number, number[]>();
  cells.frequency.forEach((frequency, i) => {
    const members = byFrequency.get(frequency);
    if (members) {
      members.push(i);
    } else {
      byFrequency.set(frequency, [i]);
    }
  });
  return [...byFrequency]
    .sort(([one], [other]) => one - other)
    .map(([frequency, members]) => groupOf(cells, Int32Array.from(members), frequency, scale));
}

function groupOf(
  cells: Cells,
  members: Int32Array,
  frequency: number,
  scale: number,
): ParetoGroup {
  const places = new Map<number, number>();
  for (const i of members) {
    places.set(cells.recency[i]!, 0);
    places.set(cells.age[i]!, 0);
  }
  const times = Float64Array.from(places.keys()).sort();
  times.forEach((time, place) => {
    places.set(time, place);
  });
  return {
    frequency,
    times: times.map((time) => time / scale),
    recencyIndex: members.map((i) => places.get(cells.recency[i]!)!),
    ageIndex: members.map((i) => places.get(cells.age[i]!)!),
    customers: Float64Array.from(members, (i) => cells.customers[i]!),
    cells: members,
  };
}
