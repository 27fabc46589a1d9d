import { indexOfCells } from './cell-index.ts';
import type { Cells } from './cells.ts';
import { pickAt, pickWholeAt } from './pick-at.ts';

/**
 * Cells prepared for likelihoods of the beta-geometric models: everything that does not change with the
 * parameters, grouped so that a pass computes each logarithm once.
 */
export interface BetaGeometricData {
  /** Distinct x, ascending, and the customers who have it. */
  readonly frequencies: Float64Array;
  readonly customersByFrequency: Float64Array;
  /** Distinct T and t_x; for each the customers of that age, and their orders. */
  readonly times: Float64Array;
  readonly customersByAge: Float64Array;
  readonly ordersByAge: Float64Array;
  /** The cells to be taken one by one: indices into the above, and customers. */
  readonly frequencyIndex: Int32Array;
  readonly recencyIndex: Int32Array;
  readonly ageIndex: Int32Array;
  readonly customers: Float64Array;
  /** Chances to drop out besides those after each repeat purchase: 1 if also after the first order. */
  readonly entryChances: 0 | 1;
}

export interface PrepareTerms {
  readonly entryChances: 0 | 1;
  /** Durations are divided by this. */
  readonly scale: number;
  /** Whether all cells are taken one by one, or those alone that may have dropped out. */
  readonly everyCell: boolean;
}

export function prepareBetaGeometric(
  cells: Cells,
  { entryChances, scale, everyCell }: PrepareTerms,
): BetaGeometricData {
  const { frequencies, times, frequencyPlaces, ages, recencies } = indexOfCells(cells);
  const customersByFrequency = new Float64Array(frequencies.length);
  const customersByAge = new Float64Array(times.length);
  const ordersByAge = new Float64Array(times.length);
  const single = new Int32Array(cells.customers.length);
  let count = 0;
  for (let i = 0; i < single.length; i++) {
    const customers = cells.customers[i]!;
    const x = cells.frequency[i]!;
    customersByFrequency[frequencyPlaces[i]!]! += customers;
    customersByAge[ages.places[i]!]! += customers;
    ordersByAge[ages.places[i]!]! += customers * x;
    if (everyCell || x + entryChances > 0) {
      single[count++] = i;
    }
  }
  const chosen = single.subarray(0, count);
  return {
    frequencies,
    customersByFrequency,
    times: times.map((time) => time / scale),
    customersByAge,
    ordersByAge,
    frequencyIndex: pickWholeAt(frequencyPlaces, chosen),
    recencyIndex: pickWholeAt(recencies.places, chosen),
    ageIndex: pickWholeAt(ages.places, chosen),
    customers: pickAt(cells.customers, chosen),
    entryChances,
  };
}

/** The same with one cell in `every` that are taken one by one, each counting for so many. */
export function sampleOf(data: BetaGeometricData, every: number): BetaGeometricData {
  const places = Int32Array.from(
    { length: Math.floor(data.customers.length / every) },
    (_, i) => i * every,
  );
  return {
    ...data,
    frequencyIndex: pickWholeAt(data.frequencyIndex, places),
    recencyIndex: pickWholeAt(data.recencyIndex, places),
    ageIndex: pickWholeAt(data.ageIndex, places),
    customers: pickAt(data.customers, places).map((customers) => customers * every),
  };
}
