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

/** Customers with equal x, t_x and T become one cell: an open hash table, as a Map of large keys takes five times as long. */
export function group(customers: Cells): Cells {
  const { frequency, recency, age, repeatSpend } = customers;
  const seen = { table: new Int32Array(2 ** 22).fill(-1), first: new Int32Array(frequency.length) };
  const counts = new Float64Array(frequency.length);
  const spends = new Float64Array(frequency.length);
  let count = 0;
  for (let i = 0; i < frequency.length; i += 1) {
    const slot = slotOf(customers, seen, i);
    const isNew = (seen.table[slot] ?? -1) < 0;
    if (isNew) {
      seen.table[slot] = count;
      seen.first[count] = i;
      count += 1;
    }
    const cell = seen.table[slot] ?? 0;
    counts[cell] = (counts[cell] ?? 0) + 1;
    spends[cell] = (spends[cell] ?? 0) + (repeatSpend[i] ?? 0);
  }
  const pick = (values: Float64Array) =>
    Float64Array.from(seen.first.subarray(0, count), (i) => values[i] ?? 0);
  return {
    frequency: pick(frequency),
    recency: pick(recency),
    age: pick(age),
    customers: counts.slice(0, count),
    repeatSpend: spends.slice(0, count),
  };
}

interface Seen {
  /** Numbers of cells, -1 where a slot is free. */
  readonly table: Int32Array;
  /** The first customer of each cell. */
  readonly first: Int32Array;
}

/** The slot of the customer's cell, or the free one where it would be. */
function slotOf({ frequency, recency, age }: Cells, { table, first }: Seen, i: number): number {
  const x = frequency[i] ?? 0;
  const t = recency[i] ?? 0;
  const T = age[i] ?? 0;
  const mixed = Math.imul(Math.imul(Math.imul(x, 4099) + t, 4099) + T, 0x9e3779b1);
  let slot = (mixed ^ (mixed >>> 15)) & (table.length - 1);
  for (;;) {
    const cell = table[slot] ?? -1;
    const other = first[cell] ?? 0;
    if (cell < 0 || (frequency[other] === x && recency[other] === t && age[other] === T)) {
      return slot;
    }
    slot = (slot + 1) & (table.length - 1);
  }
}
