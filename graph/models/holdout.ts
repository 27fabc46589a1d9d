import type { Cells, SpendCells } from './cells.ts';
import type { DaySeries } from './season-estimate.ts';
import type { TraitCells } from './trait-cells.ts';

/** Customers who agree up to the split in x, t_x and T, and in the orders that followed. */
export interface HoldoutCells extends Cells {
  /** y: purchases of each customer of the group after the split, up to the end. */
  readonly holdoutOrders: Float64Array;
  /** What the group spent in them. */
  readonly holdoutSpend: Float64Array;
}

/** Histories cut in two at a day: models are fitted to what came before, and judged by what came after. */
export interface Holdout {
  /** Customers who had bought by the split, as they were then; durations in days. */
  readonly cells: HoldoutCells;
  /** Their repeat purchases up to the split. */
  readonly spendCells: SpendCells;
  /** The same customers told apart by trait too, for models with covariates. */
  readonly traitCells?: HoldoutCells & TraitCells;
  /** Purchases on each day up to the split, for models with a season. */
  readonly days?: DaySeries;
  /** Days from the split to the end. */
  readonly horizonDays: number;
  /** Their purchases in each week after the split; only to follow a forecast week by week. */
  readonly ordersByWeek?: Float64Array;
}

/** A holdout shorter than this says more of the calendar than of the customers. */
const shortestHoldout = 28;

/** A year shows every season; more is only lost to the fit. */
const longestHoldout = 365;

/**
 * Days to hold out of a history of `observedDays` when nobody says: its last quarter, at most a year;
 * null for a history too short to split, which is one under 112 days.
 */
export function usualHoldoutDays(observedDays: number): number | null {
  const quarter = Math.floor(observedDays / 4);
  return quarter < shortestHoldout ? null : Math.min(quarter, longestHoldout);
}
