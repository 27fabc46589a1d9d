import type { Cells } from './cells.ts';
import type { OrderPredictor } from './predictor.ts';

/** With more cells than this, ages of one week count as their mean. */
const manyCells = 20_000;
const week = 7;

/** Cells of which each counts so many customers, and so much of their order values, who are surely alive. */
export interface LivingCells {
  readonly cells: Cells;
  readonly customers: Float64Array;
  readonly orderValues: Float64Array;
}

/**
 * The same expected orders in fewer cells, for sums at many horizons: at every horizon a customer's are P(alive) times those of a
 * living customer of the same x and T, whatever the recency, so cells of one x and T are one. Not where a living customer's next
 * order depends on the time since the last (CNBD-k).
 */
export function livingCells(
  orders: OrderPredictor,
  cells: Cells,
  orderValues: Float64Array,
): LivingCells {
  const alive = orders.probabilityAliveByCell(cells);
  const groups = new Map<string, Living>();
  const width = cells.age.length > manyCells ? week : 0;
  for (let i = 0; i < alive.length; i++) {
    const age = cells.age[i]!;
    const stratum = cells.stratum?.[i] ?? 0;
    const frequency = cells.frequency[i]!;
    const key = `${frequency} ${width > 0 ? Math.floor(age / width) : age} ${stratum}`;
    const group = groups.get(key) ?? { ...nobody, frequency, stratum };
    const living = alive[i]! * cells.customers[i]!;
    group.age += age * cells.customers[i]!;
    group.known += cells.customers[i]!;
    group.customers += living;
    group.orderValues += alive[i]! * orderValues[i]!;
    groups.set(key, group);
  }
  return asCells(orders, [...groups.values()], cells);
}

interface Living {
  readonly frequency: number;
  readonly stratum: number;
  /** Σ of ages, and of how many. */
  age: number;
  known: number;
  customers: number;
  orderValues: number;
}

const nobody = { age: 0, known: 0, customers: 0, orderValues: 0 };

/** Customers who have just ordered, and the weights that make up for what is not sure of them all the same. */
function asCells(
  orders: OrderPredictor,
  unsorted: readonly Living[],
  { stratum, endDay }: Cells,
): LivingCells {
  const groups = unsorted.toSorted((a, b) => a.frequency - b.frequency);
  const age = Float64Array.from(groups, (group) => group.age / group.known);
  const cells: Cells = {
    frequency: Float64Array.from(groups, (group) => group.frequency),
    recency: age.map((days, i) => (groups[i]!.frequency === 0 ? 0 : days)),
    age,
    customers: new Float64Array(groups.length).fill(1),
    repeatSpend: new Float64Array(groups.length),
    ...(stratum && { stratum: Float64Array.from(groups, (group) => group.stratum) }),
    ...(endDay !== undefined && { endDay }),
  };
  const alive = orders.probabilityAliveByCell(cells);
  const weighted = (of: 'customers' | 'orderValues') =>
    alive.map((probability, i) => (probability > 0 ? groups[i]![of] / probability : 0));
  return { cells, customers: weighted('customers'), orderValues: weighted('orderValues') };
}
