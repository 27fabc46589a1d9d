import type { Cells } from '../../graph/models/cells.ts';
import { seeded } from '../models/random.ts';
import { gammaVariable, simulateBgNbd } from '../models/simulate.ts';

const million = 1_000_000;

/** A customer an entry, in days, who orders as BG/NBD says and spends as Gamma-Gamma says. */
export function simulatedMillion(): Cells {
  const random = seeded(1);
  const customers = simulateBgNbd(random, {
    params: [0.55, 6, 0.8, 2.4],
    customers: million,
    ages: [26, 130],
  });
  return {
    ...customers,
    recency: customers.recency.map((weeks) => Math.floor(weeks * 7)),
    age: customers.age.map((weeks) => Math.ceil(weeks * 7)),
    repeatSpend: customers.frequency.map((x) =>
      x === 0 ? 0 : (gammaVariable(random, 6 * x) * 15) / gammaVariable(random, 4),
    ),
  };
}

/** Customers with equal x, t_x and T in days become one cell, sorted by these as the cells of a snapshot are. */
export function group(customers: Cells): Cells {
  const { keys, order } = sortedByKey(keysOf(customers));
  const count = countDistinct(keys);
  const cells = {
    frequency: new Float64Array(count),
    recency: new Float64Array(count),
    age: new Float64Array(count),
    customers: new Float64Array(count),
    repeatSpend: new Float64Array(count),
  };
  let cell = -1;
  let last = -1;
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] ?? 0;
    if (key !== last) {
      last = key;
      cell += 1;
      cells.age[cell] = key & mostDays;
      cells.recency[cell] = (key >>> dayBits) & mostDays;
      cells.frequency[cell] = key >>> (2 * dayBits);
    }
    const spend = customers.repeatSpend[order[i] ?? 0] ?? 0;
    cells.customers[cell] = (cells.customers[cell] ?? 0) + 1;
    cells.repeatSpend[cell] = (cells.repeatSpend[cell] ?? 0) + spend;
  }
  return cells;
}

function countDistinct(sorted: Int32Array): number {
  let count = 0;
  for (let i = 0; i < sorted.length; i += 1) {
    count += i === 0 || sorted[i] !== sorted[i - 1] ? 1 : 0;
  }
  return count;
}

/** Ages of up to 1,023 days: with an x of up to 2,047 a key then fits 31 bits. */
const dayBits = 10;
const mostDays = 2 ** dayBits - 1;

/** One number for x, t_x and T together, in that order. */
function keysOf({ frequency, recency, age }: Cells): Int32Array {
  const keys = new Int32Array(frequency.length);
  for (let i = 0; i < keys.length; i += 1) {
    keys[i] =
      ((frequency[i] ?? 0) << (2 * dayBits)) | ((recency[i] ?? 0) << dayBits) | (age[i] ?? 0);
  }
  return keys;
}

interface Sorted {
  readonly keys: Int32Array;
  /** The places that the keys were at. */
  readonly order: Int32Array;
}

/** Keys below 2^31, ascending: a radix sort takes a quarter of the time of a hash table, or of `sort`. */
function sortedByKey(keys: Int32Array): Sorted {
  const order = new Int32Array(keys.length);
  for (let i = 0; i < order.length; i += 1) {
    order[i] = i;
  }
  let sorted: Sorted = { keys, order };
  for (let shift = 0; shift < 31; shift += digitBits) {
    sorted = sortedByDigit(sorted, shift);
  }
  return sorted;
}

const digitBits = 11;

function sortedByDigit({ keys, order }: Sorted, shift: number): Sorted {
  const mask = 2 ** digitBits - 1;
  const next = new Int32Array(mask + 2);
  for (let i = 0; i < keys.length; i += 1) {
    const digit = ((keys[i] ?? 0) >>> shift) & mask;
    next[digit + 1] = (next[digit + 1] ?? 0) + 1;
  }
  for (let digit = 1; digit <= mask; digit += 1) {
    next[digit] = (next[digit] ?? 0) + (next[digit - 1] ?? 0);
  }
  const sorted = { keys: new Int32Array(keys.length), order: new Int32Array(keys.length) };
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] ?? 0;
    const digit = (key >>> shift) & mask;
    const place = next[digit] ?? 0;
    next[digit] = place + 1;
    sorted.keys[place] = key;
    sorted.order[place] = order[i] ?? 0;
  }
  return sorted;
}
