import type { CustomerRow } from '../customers/customer-row.ts';

/** What a profile tells customers apart by. */
export const traits = ['COUNTRY', 'CHANNEL', 'CAMPAIGN', 'ORDERS', 'VALUE_DECILE'] as const;
export type Trait = (typeof traits)[number];

/** Customers of a group who share a value of a trait; null where theirs is unknown. */
export interface TraitCount {
  readonly trait: Trait;
  readonly value: string | null;
  readonly customers: number;
}

/** Up to this many orders each number is a value of its own. */
export const mostOrdersApart = 5;

/** A customer's value of a trait; the refresh's SQL says the same. */
function traitValue(trait: Trait, row: CustomerRow): string | null {
  switch (trait) {
    case 'COUNTRY':
      return row.country;
    case 'CHANNEL':
      return row.channel;
    case 'CAMPAIGN':
      return row.campaign;
    case 'ORDERS':
      return row.orders > mostOrdersApart ? `${mostOrdersApart + 1}+` : String(row.orders);
    case 'VALUE_DECILE':
      return row.valuePercentile === null ? null : String(Math.ceil(row.valuePercentile / 10));
  }
}

/** Counts, row by row, of every trait. */
export function countTraits(rows: Iterable<CustomerRow>): TraitCount[] {
  const counts = new Map<string, { trait: Trait; value: string | null; customers: number }>();
  for (const row of rows) {
    for (const trait of traits) {
      const value = traitValue(trait, row);
      const key = JSON.stringify([trait, value]);
      const known = counts.get(key) ?? { trait, value, customers: 0 };
      known.customers += 1;
      counts.set(key, known);
    }
  }
  return [...counts.values()];
}

/** A value of a trait among a population's customers. */
export interface TraitShare {
  readonly value: string | null;
  readonly customers: number;
  /** Of the population's customers. */
  readonly share: number;
  /** 100 × share ÷ the share of it among all customers. */
  readonly index: number | null;
}

/** The most frequent values of a trait, ties by value, beside how frequent they are among all customers. */
export function profileOf(
  trait: Trait,
  own: readonly TraitCount[],
  business: readonly TraitCount[],
): TraitShare[] {
  const members = valuesOf(trait, own);
  const all = valuesOf(trait, business);
  const total = sum(members);
  const businessTotal = sum(all);
  return [...members]
    .sort(([a, more], [b, fewer]) => fewer - more || ((a ?? '') < (b ?? '') ? -1 : 1))
    .map(([value, customers]) => {
      const share = customers / total;
      const ofBusiness = (all.get(value) ?? 0) / businessTotal;
      return { value, customers, share, index: ofBusiness > 0 ? 100 * (share / ofBusiness) : null };
    });
}

/** The days of a cohort each bring their own counts. */
function valuesOf(trait: Trait, counts: readonly TraitCount[]): Map<string | null, number> {
  const values = new Map<string | null, number>();
  for (const count of counts) {
    if (count.trait === trait) {
      values.set(count.value, (values.get(count.value) ?? 0) + count.customers);
    }
  }
  return values;
}

function sum(values: ReadonlyMap<string | null, number>): number {
  return [...values.values()].reduce((total, customers) => total + customers, 0);
}
