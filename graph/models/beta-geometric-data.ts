import type { Cells } from './cells.ts';

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
  const frequencies = distinct([cells.frequency]);
  const times = distinct([cells.age, cells.recency]);
  const [ageIndex, recencyIndex] = times.indices as [Int32Array, Int32Array];
  const [frequencyIndex] = frequencies.indices as [Int32Array];
  const customersByFrequency = new Float64Array(frequencies.values.length);
  const customersByAge = new Float64Array(times.values.length);
  const ordersByAge = new Float64Array(times.values.length);
  const single: number[] = [];
  cells.customers.forEach((customers, i) => {
    customersByFrequency[frequencyIndex[i]!]! += customers;
    customersByAge[ageIndex[i]!]! += customers;
    ordersByAge[ageIndex[i]!]! += customers * cells.frequency[i]!;
    if (everyCell || cells.frequency[i]! + entryChances > 0) {
      single.push(i);
    }
  });
  return {
    frequencies: frequencies.values,
    customersByFrequency,
    times: times.values.map((time) => time / scale),
    customersByAge,
    ordersByAge,
    frequencyIndex: Int32Array.from(single, (i) => frequencyIndex[i]!),
    recencyIndex: Int32Array.from(single, (i) => recencyIndex[i]!),
    ageIndex: Int32Array.from(single, (i) => ageIndex[i]!),
    customers: Float64Array.from(single, (i) => cells.customers[i]!),
    entryChances,
  };
}

interface Distinct {
  /** Ascending. */
  readonly values: Float64Array;
  /** For each array given, where in `values` its entries are. */
  readonly indices: readonly Int32Array[];
}

function distinct(arrays: readonly Float64Array[]): Distinct {
  const places = new Map<number, number>();
  for (const array of arrays) {
    for (const value of array) {
      places.set(value, 0);
    }
  }
  const values = Float64Array.from(places.keys()).sort();
  values.forEach((value, place) => {
    places.set(value, place);
  });
  return {
    values,
    indices: arrays.map((array) => Int32Array.from(array, (value) => places.get(value)!)),
  };
}
