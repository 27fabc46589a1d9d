import { daysBetween } from '../calendar.ts';
import { clientError } from '../errors.ts';
import { dot } from '../math/dot.ts';
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
  /** The same customers on that day. */
  at<T extends Aging>(known: T): T;
  /** Share of expected revenue that the basis counts. */
  readonly rate: number;
  /** Null when `reason` says why. */
  readonly predictors: Predictors | null;
  readonly reason: InsufficientData | null;
}

export interface ValuationInput {
  readonly snapshot: Snapshot | undefined;
  readonly cells: Cells;
  /** Last day that the cells know; the end of observation unless told. */
  readonly knownUntil?: string;
  readonly terms: Terms;
  readonly settings: Settings;
}

export function valuationOf(input: ValuationInput): Valuation {
  const { snapshot, cells, terms, settings } = input;
  const asOfDay = terms.asOfDay ?? snapshot?.asOfDay ?? '';
  const silence = snapshot ? silenceOf(input.knownUntil ?? snapshot.asOfDay, asOfDay) : 0;
  const isPresent = asOfDay === (snapshot?.asOfDay ?? '');
  const at = <T extends Aging>(known: T) => (isPresent ? known : agedBy(known, silence, asOfDay));
  const found = predictorsOf(snapshot, terms.model);
  const summed = summedCells(cells);
  return {
    snapshot,
    settings,
    terms,
    asOfDay,
    at,
    cells: at(summed.cells),
    resolution: summed.resolution,
    rate: basisRate(terms.basis, snapshot, settings),
    predictors: isInsufficient(found) ? null : found,
    reason: isInsufficient(found) ? found : null,
  };
}

/** Days without orders since the last one that is known. */
function silenceOf(knownUntil: string, asOfDay: string): number {
  const silence = daysBetween(knownUntil, asOfDay);
  if (silence < 0) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected asOf not before ${knownUntil}, the last day that is known, got ${asOfDay}.`,
    );
  }
  return silence;
}

/** What has an age, and a day that it ends on. */
type Aging = Pick<Cells, 'age' | 'endDay'>;

/** The same customers after days of silence. */
function agedBy<T extends Aging>(customers: T, days: number, endDay: string): T {
  return {
    ...customers,
    age: customers.age.map((age) => age + days),
    endDay: dayNumber(endDay),
  };
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
  { orders, spend }: Pick<Predictors, 'orders' | 'spend'>,
  cells: Cells,
  { horizonDays, discountRate, future }: RevenueTerms,
): number {
  const perCustomer = orders.discountedOrdersByCell(cells, horizonDays, discountRate, future);
  return dot(perCustomer, spend.orderValueSumByCell(cells));
}
