import type { CustomerFigures } from '../../../graph/populations/store.ts';

/** Decimal places of the amounts that are added. */
const spendPlaces = 4;

/** What the models see of each customer, added up purchase day by purchase day. */
export interface PastHistories {
  /** Days must not come before those added already. Net revenue in units of 10^-4. */
  add(customer: number, day: number, netUnits: number): void;
  /** The buyers by number, their ages ending on `day`. */
  finish(day: number, strata: Int32Array): CustomerFigures;
}

/** Room for customers numbered from 0: 24 bytes each, however many orders they have. */
export function pastHistories(customers: number): PastHistories {
  const purchaseDays = new Int32Array(customers);
  const first = new Int32Array(customers);
  const last = new Int32Array(customers);
  // Whole units, so that sums are exact below 2^53 of them.
  const repeatUnits = new Float64Array(customers);
  return {
    add: (customer, day, netUnits) => {
      const known = purchaseDays[customer] ?? 0;
      purchaseDays[customer] = known + 1;
      last[customer] = day;
      if (known === 0) {
        first[customer] = day;
      } else {
        repeatUnits[customer] = (repeatUnits[customer] ?? 0) + netUnits;
      }
    },
    finish: (day, strata) => {
      const buyers = Int32Array.from(purchaseDays.keys()).filter(
        (customer) => (purchaseDays[customer] ?? 0) > 0,
      );
      const column = (value: (customer: number) => number) => Float64Array.from(buyers, value);
      const firstOf = (customer: number) => first[customer] ?? 0;
      return {
        frequency: column((customer) => (purchaseDays[customer] ?? 0) - 1),
        recency: column((customer) => (last[customer] ?? 0) - firstOf(customer)),
        age: column((customer) => day - firstOf(customer)),
        repeatSpend: column((customer) => (repeatUnits[customer] ?? 0) / 10 ** spendPlaces),
        stratum: column((customer) => strata[customer] ?? 0),
      };
    },
  };
}
