import type { AcquisitionDay } from '../acquisition/acquisition-day.ts';
import type { CustomerFilter } from '../customers/filter.ts';
import type { Cells } from '../models/cells.ts';
import type { Lives } from '../retention/lives.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import type { PopulationFacts } from './population.ts';
import type { NameRange } from './population-name.ts';
import type { TraitCount } from './traits.ts';

/** Totals of one calendar day. Amounts are decimal texts. */
export interface DayTotals {
  readonly day: string;
  readonly orders: number;
  readonly revenue: string;
  /** Refunds of the orders of the day, fully refunded ones included. */
  readonly refunds: string;
  readonly grossMargin: string;
}

/**
 * How many valid orders fell on `day` while the customer's `back`-th order before (1 or 2) fell on
 * `previousDay`, null when there was none. Distinct buyers of a window [a, b) are the orders in it
 * whose previous order fell before a: an exact count for any window, from a table whose size does
 * not grow with the number of customers.
 */
export interface Gap {
  readonly back: 1 | 2;
  readonly day: string;
  readonly previousDay: string | null;
  readonly orders: number;
}

/** One number a customer, for medians and distributions that cells cannot give. */
export interface CustomerFigures {
  readonly frequency: Float64Array;
  readonly recency: Float64Array;
  readonly age: Float64Array;
  readonly repeatSpend: Float64Array;
  /** Whose parameters hold for them under the covariates of the snapshot's model. */
  readonly stratum?: Float64Array;
}

/** A group as its orders up to a past day tell. */
export interface PastFigures {
  /** Its buyers by then, one by one, by customer number; ages end on the day. */
  readonly figures: CustomerFigures;
  readonly totals: Pick<PopulationFacts, 'buyers' | 'revenue' | 'grossMargin'>;
}

/** A group as the snapshot's index has it. */
export interface PopulationEntry extends PopulationFacts {
  readonly name: string;
  /** Null for all kinds but products. */
  readonly product: ProductFacts | null;
}

/** What was sold of a product in valid orders. */
export interface ProductFacts {
  /** Null where no source names it. */
  readonly title: string | null;
  readonly orders: number;
  /** Decimal texts. */
  readonly units: string;
  readonly revenue: string;
}

/** Which run of the products, greatest revenue first, a page wants. */
export interface ProductPageRequest {
  /** Position of the first row, from 0. */
  readonly from: number;
  /** Position after the last row. */
  readonly to: number;
}

/** What a group's figures are computed from; every answer lines up with the ranges asked for. */
export interface PopulationStore {
  /** Day cells of all buyers, durations in days. */
  cells(snapshot: Snapshot): Promise<Cells>;
  days(snapshot: Snapshot): Promise<readonly DayTotals[]>;
  gaps(snapshot: Snapshot): Promise<readonly Gap[]>;
  /** Spend and new customers of the whole business, by day. */
  acquisitions(snapshot: Snapshot): Promise<readonly AcquisitionDay[]>;
  lives(snapshot: Snapshot): Promise<Lives>;
  /** The buyers that match one by one, any order. */
  figures(snapshot: Snapshot, filter: CustomerFilter | undefined): Promise<CustomerFigures>;
  /** The same at the end of a past day, from their valid orders by then; who matches is the snapshot's to say. */
  past(snapshot: Snapshot, filter: CustomerFilter | undefined, day: string): Promise<PastFigures>;
  /** What the customers that match add up to, counted one by one: for groups that no index has. */
  facts(snapshot: Snapshot, filter: CustomerFilter | undefined): Promise<PopulationFacts>;
  /** The index, by name; the groups of a range. Only ranges known to be short: products have pages. */
  entriesIn(
    snapshot: Snapshot,
    ranges: readonly NameRange[],
  ): Promise<readonly (readonly PopulationEntry[])[]>;
  /** How many of the customers that match share each value of each trait, counted one by one. */
  traits(snapshot: Snapshot, filter: CustomerFilter | undefined): Promise<readonly TraitCount[]>;
  /** The same of the groups of each range; the business is a group here. */
  traitsIn(
    snapshot: Snapshot,
    ranges: readonly NameRange[],
  ): Promise<readonly (readonly TraitCount[])[]>;
  /** Day cells of the groups of each range together. */
  cellsIn(snapshot: Snapshot, ranges: readonly NameRange[]): Promise<readonly Cells[]>;
  daysIn(
    snapshot: Snapshot,
    ranges: readonly NameRange[],
  ): Promise<readonly (readonly DayTotals[])[]>;
  gapsIn(snapshot: Snapshot, ranges: readonly NameRange[]): Promise<readonly (readonly Gap[])[]>;
  /** Of all groups but cohorts. */
  livesIn(snapshot: Snapshot, ranges: readonly NameRange[]): Promise<readonly Lives[]>;
  /** Products by revenue, greatest first, and how many there are. */
  products(
    snapshot: Snapshot,
    request: ProductPageRequest,
  ): Promise<{ readonly entries: readonly PopulationEntry[]; readonly total: number }>;
}
