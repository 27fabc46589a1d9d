import { distinctNumbers } from './distinct-numbers.ts';

export interface SortedPlaces {
  /** Distinct numbers, ascending. */
  readonly values: Float64Array;
  /** For each of them, the places in the array that it is at, ascending. */
  readonly members: readonly Int32Array[];
  /** All places, by ascending number. */
  readonly order: Int32Array;
}

/** Where the numbers of an array are: a counting sort, as few numbers are at most of the places. */
export function sortedPlaces(numbers: Float64Array): SortedPlaces {
  const { values, indices } = distinctNumbers([numbers]);
  const ofPlace = indices[0]!;
  const ends = new Int32Array(values.length);
  for (let i = 0; i < ofPlace.length; i++) {
    ends[ofPlace[i]!]!++;
  }
  for (let value = 1; value < ends.length; value++) {
    ends[value]! += ends[value - 1]!;
  }
  const starts = ends.slice();
  const order = new Int32Array(ofPlace.length);
  for (let i = ofPlace.length - 1; i >= 0; i--) {
    const place = --starts[ofPlace[i]!]!;
    order[place] = i;
  }
  const members = Array.from(starts, (start, value) => order.subarray(start, ends[value]!));
  return { values, members, order };
}
