import { daysBetween } from '../calendar.ts';
import { clientError } from '../errors.ts';
import type { Cells } from '../models/cells.ts';
import type { Future } from '../models/future.ts';
import { dayNumber } from '../models/season.ts';
import type { Settings } from '../settings.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { basisRate } from './basis.ts';
import {
  type InsufficientData,
  isInsufficient,
  type Predictors,
  predictorsOf,
} from './prediction.ts';
import { type SummedCells, summedCells } from './resolution.ts';
import type { Terms } from './terms.ts';

/** A group of customers ready to be valued under terms. */
export interface Valuation extends SummedCells {
  readonly snapshot: Snapshot | undefined;
  readonly settings: Settings;
  readonly terms: Terms;
  /** The last day that counts. */
  readonly asOfDay: string;
  /** Days of it after the end of observation. */
  readonly silence: number;
  /** Share of expected revenue that the basis counts. */
  readonly rate: number;
  /** Null when `reason` says why. */
  readonly predictors: Predictors | null;
  readonly reason: InsufficientData | null;
}

export interface ValuationInput {
  readonly snapshot: Snapshot | undefined;
  /** Day cells of the snapshot. */
  readonly cells: Cells;
  readonly terms: Terms;
  readonly settings: Settings;
}

export function valuationOf({ snapshot, cells, terms, settings }: ValuationInput): Valuation {
  const asOfDay = terms.asOfDay ?? snapshot?.asOfDay ?? '';
  const silence = snapshot ? silenceOf(snapshot, asOfDay) : 0;
  const found = predictorsOf(snapshot, terms.model);
  const summed = summedCells(cells);
  return {
    snapshot,
    settings,
    terms,
    asOfDay,
    silence,
    cells: agedBy(summed.cells, silence, asOfDay),
    resolution: summed.resolution,
    rate: basisRate(terms.basis, snapshot, settings),
    predictors: isInsufficient(found) ? null : found,
    reason: isInsufficient(found) ? found : null,
  };
}

/** A past day would need the orders known by then; see `Customer.value` for those. */
function silenceOf(snapshot: Snapshot, asOfDay: string): number {
  const silence = daysBetween(snapshot.asOfDay, asOfDay);
  if (silence < 0) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected asOf not before ${snapshot.asOfDay}, the end of observation of this snapshot, got ${asOfDay}. Customers can be valued as of the past one by one.`,
    );
  }
  return silence;
}

/** The same customers after days of silence. */
export function agedBy<T extends Pick<Cells, 'age'>>(
  customers: T,
  days: number,
  endDay: string,
): T & Pick<Cells, 'endDay'> {
  return days === 0
    ? customers
    : { ...customers, age: customers.age.map((age) => age + days), endDay: dayNumber(endDay) };
}

/** How far revenue counts, and from which customers' future. */
export interface RevenueTerms {
  readonly horizonDays: number;
  /** Effective a year. */
  readonly discountRate: number;
  /** As the model expects unless told. */
  readonly future?: Future;
}

/** Expected revenue of the customers of all cells within the horizon, discounted. */
export function expectedRevenue(
  { orders, spend }: Predictors,
  cells: Cells,
  { horizonDays, discountRate, future }: RevenueTerms,
): number {
  const perCustomer = orders.discountedOrdersByCell(cells, horizonDays, discountRate, future);
  const orderValues = spend.orderValueSumByCell(cells);
  return perCustomer.reduce(
    (sum, expected, index) => sum + expected * (orderValues[index] ?? 0),
    0,
  );
}
