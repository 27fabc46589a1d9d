import type { Cells } from '../models/cells.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';

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

/** What a population's figures are computed from. */
export interface PopulationStore {
  /** Day cells of all buyers, durations in days. */
  cells(snapshot: Snapshot): Promise<Cells>;
  /** The buyers one by one, any order. */
  figures(snapshot: Snapshot): Promise<CustomerFigures>;
  days(snapshot: Snapshot): Promise<readonly DayTotals[]>;
  gaps(snapshot: Snapshot): Promise<readonly Gap[]>;
}
