import type { Cells } from './cells.ts';
import { pickAt } from './pick-at.ts';
import { sortedPlaces } from './sorted-places.ts';

/** The cells of each stratum merged by themselves, one stratum after another. */
export function withinStrata(cells: Cells, merge: (part: Cells) => Cells): Cells {
  const { stratum, endDay } = cells;
  const ends = endDay === undefined ? {} : { endDay };
  if (!stratum) {
    return { ...merge(cells), ...ends };
  }
  const parts = [...placesByNumber(stratum)].map(([number, places]) => ({
    number,
    cells: merge(pickCells(cells, places)),
  }));
  return {
    ...joinCells(parts.map((part) => part.cells)),
    ...ends,
    stratum: join(parts.map((part) => new Float64Array(part.cells.age.length).fill(part.number))),
  };
}

/** Cells one after another, without times between orders. */
export function joinCells(parts: readonly Cells[]): Cells {
  const joined = (name: 'frequency' | 'recency' | 'age' | 'customers' | 'repeatSpend') =>
    join(parts.map((part) => part[name]));
  return {
    frequency: joined('frequency'),
    recency: joined('recency'),
    age: joined('age'),
    customers: joined('customers'),
    repeatSpend: joined('repeatSpend'),
  };
}

/** The entries of every array of the cells at the given places. */
export function pickCells(cells: Cells, places: Int32Array): Cells {
  const pick = (values: Float64Array) => pickAt(values, places);
  const { logIntervals } = cells;
  return {
    frequency: pick(cells.frequency),
    recency: pick(cells.recency),
    age: pick(cells.age),
    customers: pick(cells.customers),
    repeatSpend: pick(cells.repeatSpend),
    ...(logIntervals && { logIntervals: pick(logIntervals) }),
  };
}

/** Where in the arrays the cells of each number are, by ascending number. */
export function placesByNumber(numbers: Float64Array): Map<number, Int32Array> {
  const { values, members } = sortedPlaces(numbers);
  return new Map(members.map((places, i) => [values[i]!, places]));
}

/** Arrays one after another. */
export function join(arrays: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const array of arrays) {
    joined.set(array, end);
    end += array.length;
  }
  return joined;
}
