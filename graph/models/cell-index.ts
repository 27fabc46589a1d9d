import type { Cells } from './cells.ts';
import { distinctNumbers } from './distinct-numbers.ts';

/**
 * The distinct x and times of cells: what depends on one of them alone is computed once each, and looked up by place.
 * A million customers have some hundred thousand cells or more, a hundred x and a thousand days.
 */
export interface CellIndex {
  /** Distinct x, ascending; where in them the x of each cell is; how many cells have each. */
  readonly frequencies: Float64Array;
  readonly frequencyPlaces: Int32Array;
  readonly cellsByFrequency: Float64Array;
  /** Distinct T and t_x, ascending. */
  readonly times: Float64Array;
  readonly ages: Places;
  readonly recencies: Places;
}

/** Where in the distinct times one of each cell is, and the first and last of these places. */
export interface Places {
  readonly places: Int32Array;
  readonly first: number;
  readonly last: number;
}

/** The cells of a snapshot are asked again and again. */
const known = new WeakMap<Cells, CellIndex>();

/** The index of cells, made once for each object: arrays of cells do not change. */
export function indexOfCells(cells: Cells): CellIndex {
  const index = known.get(cells) ?? makeIndex(cells);
  known.set(cells, index);
  return index;
}

function makeIndex({ frequency, age, recency }: Cells): CellIndex {
  const { values: frequencies, indices: ofFrequency } = distinctNumbers([frequency]);
  const { values: times, indices: ofTimes } = distinctNumbers([age, recency]);
  const frequencyPlaces = ofFrequency[0]!;
  const cellsByFrequency = new Float64Array(frequencies.length);
  for (let i = 0; i < frequencyPlaces.length; i++) {
    cellsByFrequency[frequencyPlaces[i]!]!++;
  }
  return {
    frequencies,
    frequencyPlaces,
    cellsByFrequency,
    times,
    ages: withExtent(ofTimes[0]!),
    recencies: withExtent(ofTimes[1]!),
  };
}

function withExtent(places: Int32Array): Places {
  let first = places[0] ?? 0;
  let last = 0;
  for (let i = 0; i < places.length; i++) {
    first = Math.min(first, places[i]!);
    last = Math.max(last, places[i]!);
  }
  return { places, first, last };
}

/** The same cells, as far as all x are alike. */
export function regardlessOfFrequency(index: CellIndex): CellIndex {
  const cells = index.frequencyPlaces.length;
  return {
    ...index,
    frequencies: Float64Array.of(0),
    frequencyPlaces: new Int32Array(cells),
    cellsByFrequency: Float64Array.of(cells),
  };
}

/** Cells `start` to `end`, which share an x: they come sorted, so that runs are long. */
export interface Run {
  readonly start: number;
  readonly end: number;
  /** Where in `frequencies` their x is. */
  readonly place: number;
}

/** The runs of cells of one x, in order. */
export function eachRun({ frequencyPlaces }: CellIndex, visit: (run: Run) => void): void {
  const cells = frequencyPlaces.length;
  for (let start = 0, end = 0; start < cells; start = end) {
    const place = frequencyPlaces[start]!;
    end = start + 1;
    while (end < cells && frequencyPlaces[end] === place) {
      end++;
    }
    visit({ start, end, place });
  }
}
