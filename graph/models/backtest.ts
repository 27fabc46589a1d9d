import { type CalibrationGroup, calibration } from './calibration.ts';
import type { Cells } from './cells.ts';
import type { Holdout } from './holdout.ts';
import type { Predictor } from './predictor.ts';
import { type TrackingPoint, track } from './tracking.ts';

/** What was expected of the holdout beside what happened. Errors are relative: -0.1 is 10 % too few. */
export interface Backtest {
  readonly horizonDays: number;
  readonly customers: number;
  readonly actualOrders: number;
  readonly expectedOrders: number;
  /** expected / actual - 1; null when nobody ordered. */
  readonly totalError: number | null;
  /** Mean over customers of |expected - actual| orders. */
  readonly mae: number;
  /** Root of the mean over customers of (expected - actual)² orders. */
  readonly rmse: number;
  /** Share of customers whose orders lay in their 90 % interval; null where no intervals were asked for. */
  readonly coverage: number | null;
  readonly actualRevenue: number;
  /** Expected orders times expected order value; null without a spend model. */
  readonly expectedRevenue: number | null;
  readonly revenueError: number | null;
  /** By repeat orders before the split: 0, 1, ... 6, and 7 or more. */
  readonly byFrequency: readonly FrequencyRow[];
  /** By what was expected of them, ten groups of equal size, lowest first. */
  readonly calibration: readonly CalibrationGroup[];
  /** Week by week after the split; empty where orders by week are not known. */
  readonly tracking: readonly TrackingPoint[];
}

/** Customers with the same number of repeat orders before the split. */
interface FrequencyRow {
  readonly frequency: number;
  readonly customers: number;
  readonly actualOrders: number;
  readonly expectedOrders: number;
}

/** For each cell 1 where the interval of its customers holds their holdout orders, and 0 where not. */
export type CoverageByCell = (cells: Cells, holdoutOrders: Float64Array) => Float64Array;

/** Frequencies from here on are one row of the table. */
const lastFrequency = 7;

/** Judges a model fitted to the calibration part of a holdout by the rest; null without an order model. */
export function backtest(
  { orders, spend }: Predictor,
  holdout: Holdout,
  coverageByCell?: CoverageByCell,
): Backtest | null {
  const { cells, horizonDays } = holdout;
  if (!orders) {
    return null;
  }
  const expected = orders.expectedOrdersByCell(cells, horizonDays);
  const values = spend?.orderValueSumByCell(cells);
  const covered = coverageByCell?.(cells, cells.holdoutOrders);
  const sums = { customers: 0, actual: 0, expected: 0, absolute: 0, squared: 0, covered: 0 };
  const revenue = { actual: 0, expected: 0 };
  const rows = Array.from({ length: lastFrequency + 1 }, (_, frequency) => ({
    frequency,
    customers: 0,
    actualOrders: 0,
    expectedOrders: 0,
  }));
  cells.customers.forEach((customers, i) => {
    const actual = cells.holdoutOrders[i]!;
    const error = expected[i]! - actual;
    sums.customers += customers;
    sums.actual += customers * actual;
    sums.expected += customers * expected[i]!;
    sums.absolute += customers * Math.abs(error);
    sums.squared += customers * error * error;
    sums.covered += covered ? customers * covered[i]! : 0;
    revenue.actual += cells.holdoutSpend[i]!;
    revenue.expected += values ? expected[i]! * values[i]! : 0;
    const row = rows[Math.min(cells.frequency[i]!, lastFrequency)]!;
    row.customers += customers;
    row.actualOrders += customers * actual;
    row.expectedOrders += customers * expected[i]!;
  });
  const expectedRevenue = values ? revenue.expected : null;
  return {
    horizonDays,
    customers: sums.customers,
    actualOrders: sums.actual,
    expectedOrders: sums.expected,
    totalError: relativeError(sums.expected, sums.actual),
    mae: sums.absolute / sums.customers,
    rmse: Math.sqrt(sums.squared / sums.customers),
    coverage: covered ? sums.covered / sums.customers : null,
    actualRevenue: revenue.actual,
    expectedRevenue,
    revenueError: expectedRevenue === null ? null : relativeError(expectedRevenue, revenue.actual),
    byFrequency: rows,
    calibration: calibration(cells, { expected, actual: cells.holdoutOrders }),
    tracking: track(orders, holdout),
  };
}

function relativeError(expected: number, actual: number): number | null {
  return actual > 0 ? expected / actual - 1 : null;
}
