/** What one customer's orders say: x, t_x and T of the papers. Durations in one unit of the caller's choice. */
export interface Purchases {
  /** x: repeat purchases, so 0 for a customer who bought once. Orders of one day are one purchase. */
  readonly frequency: number;
  /** t_x: age at the last purchase; 0 when frequency is 0. */
  readonly recency: number;
  /** T: time since the first purchase. */
  readonly age: number;
  /** Σ ln of the times between purchases: x logarithms. Only the likelihood of the CNBD-k models asks for it. */
  readonly logIntervals?: number;
  /** The stratum of the customer under the covariates of a model; 0, the baseline, unless told. */
  readonly stratum?: number;
  /** Where a model has a season: the day, since 1970-01-01, that the age ends on; its end of observation unless told. */
  readonly endDay?: number;
}

/**
 * Customers grouped by what the models can tell apart: entry i of every array is one group.
 *
 * All arrays have one length. Expected spend is linear in `repeatSpend` for a given frequency, so
 * sums over cells are the sums over customers exactly.
 */
export interface Cells {
  /** x of each customer in the group. */
  readonly frequency: Float64Array;
  /** t_x of each customer in the group, in the caller's unit of time. */
  readonly recency: Float64Array;
  /** T of each customer in the group, in the same unit. */
  readonly age: Float64Array;
  /** How many customers share these three. */
  readonly customers: Float64Array;
  /** The group's spend in repeat purchases (x times mean spend, summed over its customers). */
  readonly repeatSpend: Float64Array;
  /**
   * Σ ln of the times between purchases, over all purchases of all customers of the group, in the same unit.
   *
   * It enters the likelihood of the CNBD-k models as (k - 1) times its total, and no prediction: needed to
   * choose k, and nowhere else.
   */
  readonly logIntervals?: Float64Array;
  /** The stratum of the group under the covariates of a model (covariates.ts); all 0, the baseline, unless told. */
  readonly stratum?: Float64Array;
  /** Where a model has a season: the day, since 1970-01-01, that ages end on; its end of observation unless told. */
  readonly endDay?: number;
}

/**
 * Customers grouped for the spend model, whose likelihood is not linear in spend: entry i stands for
 * `customers[i]` customers who each made `frequency[i]` repeat purchases worth `repeatSpend[i]` together.
 */
export interface SpendCells {
  readonly frequency: Float64Array;
  readonly repeatSpend: Float64Array;
  readonly customers: Float64Array;
}

/** The number of customers in all cells. */
export function countCustomers({ customers }: Pick<Cells, 'customers'>): number {
  let sum = 0;
  for (let i = 0; i < customers.length; i++) {
    sum += customers[i]!;
  }
  return sum;
}

/** The same cells with durations divided by `divisor`: days become weeks with 7. */
export function scaleTime(cells: Cells, divisor: number): Cells {
  const { frequency, customers, logIntervals } = cells;
  const change = Math.log(divisor);
  return {
    ...cells,
    recency: cells.recency.map((recency) => recency / divisor),
    age: cells.age.map((age) => age / divisor),
    ...(logIntervals && {
      logIntervals: logIntervals.map((sum, i) => sum - frequency[i]! * customers[i]! * change),
    }),
  };
}

/** The purchases that the customers of cell `index` share. */
export function purchasesOf(cells: Cells, index: number): Purchases {
  return {
    frequency: cells.frequency[index]!,
    recency: cells.recency[index]!,
    age: cells.age[index]!,
    ...(cells.stratum && { stratum: cells.stratum[index]! }),
    ...(cells.endDay !== undefined && { endDay: cells.endDay }),
  };
}

/**
 * Throws a RangeError that names the first entry no history could produce.
 *
 * Legal: arrays of one length, frequency a whole number >= 0, 0 <= recency <= age, recency 0 when frequency
 * is 0, customers > 0, everything finite.
 */
export function checkCells(cells: Cells): void {
  const { frequency, recency, age, customers, repeatSpend, logIntervals = frequency } = cells;
  const arrays = [frequency, recency, age, customers, repeatSpend, logIntervals];
  const lengths = arrays.map((array) => array.length);
  if (new Set(lengths).size > 1) {
    throw new RangeError(
      `Expected cells with arrays of one length, got lengths ${lengths.join(', ')}`,
    );
  }
  for (let i = 0; i < frequency.length; i++) {
    const isLegal =
      arePurchases(frequency[i]!, recency[i]!, age[i]!) &&
      customers[i]! > 0 &&
      Number.isFinite(customers[i]! + repeatSpend[i]! + logIntervals[i]!);
    if (!isLegal) {
      throw new RangeError(
        `Expected 0 <= recency <= age, a whole frequency >= 0 and customers > 0, got cell ${i} with ` +
          `frequency ${frequency[i]}, recency ${recency[i]}, age ${age[i]}, customers ${customers[i]}, repeatSpend ${repeatSpend[i]}`,
      );
    }
  }
}

/** Throws a RangeError when no history could produce these purchases; see `checkCells`. */
export function checkPurchases({ frequency, recency, age }: Purchases): void {
  if (!arePurchases(frequency, recency, age)) {
    throw new RangeError(
      `Expected 0 <= recency <= age and a whole frequency >= 0, got frequency ${frequency}, recency ${recency}, age ${age}`,
    );
  }
}

function arePurchases(frequency: number, recency: number, age: number): boolean {
  return (
    frequency >= 0 &&
    Number.isInteger(frequency) &&
    recency >= 0 &&
    recency <= age &&
    age < Infinity &&
    (frequency > 0 || recency === 0)
  );
}
