import type { CustomerFilter } from '../customers/filter.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import type { NameRange, PopulationKind } from './population-name.ts';

/** What a group's members add up to, as of the snapshot. Amounts are exact decimal texts. */
export interface PopulationFacts {
  readonly customers: number;
  /** Members with a valid order. */
  readonly buyers: number;
  readonly orders: number;
  readonly revenue: string;
  readonly refunds: string;
  readonly grossMargin: string;
}

/**
 * Any group of customers. All kinds are made of the same parts, so that one code path answers every
 * question about every one of them: a condition on customers, facts, and where its rows lie in the
 * snapshot's population files.
 */
export interface Population {
  readonly kind: PopulationKind;
  /** Names it within its kind; see `population-name.ts`. */
  readonly key: string;
  readonly label: string;
  /** Undefined before the first. */
  readonly snapshot: Snapshot | undefined;
  /** Who belongs to it; undefined for everybody. */
  readonly filter: CustomerFilter | undefined;
  /** Undefined for the business, which has files of its own. */
  readonly names: NameRange | undefined;
  facts(): Promise<PopulationFacts>;
}

export const noFacts: PopulationFacts = {
  customers: 0,
  buyers: 0,
  orders: 0,
  revenue: '0',
  refunds: '0',
  grossMargin: '0',
};

/** The business is one; its key never changes. */
export const businessKey = 'business';

/** The population of all customers. */
export function businessOf(snapshot: Snapshot | undefined): Population {
  return {
    kind: 'BUSINESS',
    key: businessKey,
    label: 'All customers',
    snapshot,
    filter: undefined,
    names: undefined,
    facts: async () =>
      snapshot
        ? {
            customers: snapshot.counts.customers,
            buyers: snapshot.counts.buyers,
            orders: snapshot.counts.orders,
            ...snapshot.totals,
          }
        : noFacts,
  };
}
