import type { Population } from '../populations/population.ts';
import type { PopulationKind } from '../populations/population-name.ts';
import type { Gap } from '../populations/store.ts';
import { type Definition, define } from '../value/definition.ts';
import { type Estimate, once } from '../value/estimate.ts';
import { customerEquityFormulas, futureFormula } from '../value/forward-formulas.ts';
import type { InsufficientData } from '../value/prediction.ts';
import { expectedRevenue, type Valuation } from '../value/valuation.ts';
import { type AcquisitionRate, acquisitionRate } from './acquisition-rate.ts';
import { type Newcomers, newcomersOf, revenueOfArrivals, revenueOfNewcomer } from './newcomers.ts';

const daysPerWeek = 7;

/** Groups that a first order puts a customer into. */
const acquiredInto: ReadonlySet<PopulationKind> = new Set([
  'BUSINESS',
  'CHANNEL',
  'CAMPAIGN',
  'COUNTRY',
]);

/** Why nothing is said of customers to come. */
type FutureReason =
  | InsufficientData['code']
  | 'NOT_ACQUIRED'
  | 'OBSERVATION_TOO_SHORT'
  | 'PAST_DAY';

/** Customers to come: how many, and what they bring. */
export interface Arrivals {
  readonly rate: AcquisitionRate;
  readonly newcomers: Newcomers;
}

/** What today's customers and those to come are worth; see equity.graphql. */
export interface CustomerEquity {
  readonly currency: string;
  readonly valuation: Valuation;
  readonly definition: Definition;
  readonly reason: InsufficientData | null;
  /** The same as the equity of the population's value. */
  existing(): Estimate | null;
  /** Of today's customers within a horizon. */
  existingWithin(horizonDays: number): number | null;
  /** The customers to come, or why nothing is said of them. */
  arrivals(): Promise<Arrivals | FutureReason>;
}

export interface CustomerEquityInput {
  readonly population: Population;
  readonly valuation: Valuation;
  readonly customers: number;
  existing(): Estimate | null;
  gaps(): Promise<readonly Gap[]>;
}

export function customerEquity(input: CustomerEquityInput): CustomerEquity {
  const { population, valuation, customers, existing } = input;
  const { snapshot, settings, terms, predictors, cells, rate, reason } = valuation;
  return {
    currency: settings.currency,
    valuation,
    reason,
    definition: define({
      formula: futureFormula,
      formulas: customerEquityFormulas,
      terms,
      settings,
      snapshot,
      customers,
      asOfDay: valuation.asOfDay,
      cells: valuation.resolution,
    }),
    existing,
    existingWithin: (horizonDays) =>
      predictors &&
      rate * expectedRevenue(predictors, cells, { horizonDays, discountRate: terms.discountRate }),
    arrivals: once(() => arrivalsOf(population, valuation, input.gaps)),
  };
}

/** The customers to come into a population, or why nothing is said of them. */
export async function arrivalsOf(
  { kind, snapshot }: Population,
  { predictors, cells, terms, reason, asOfDay }: Valuation,
  gaps: () => Promise<readonly Gap[]>,
): Promise<Arrivals | FutureReason> {
  if (!predictors || !snapshot) {
    return reason?.code ?? 'NO_SNAPSHOT';
  }
  if (!acquiredInto.has(kind)) {
    return 'NOT_ACQUIRED';
  }
  if (asOfDay < snapshot.asOfDay) {
    return 'PAST_DAY';
  }
  const rate = acquisitionRate(snapshot, await gaps(), terms.level);
  return rate ? { rate, newcomers: newcomersOf(predictors, cells) } : 'OBSERVATION_TOO_SHORT';
}

/** What customers acquired within the horizon bring in it, on the basis of the terms. */
export function futureValue(
  { rate: { perWeek }, newcomers }: Arrivals,
  { rate, terms: { discountRate } }: Valuation,
  horizonDays: number,
): number {
  const arrivals = revenueOfArrivals(newcomers, { horizonDays, discountRate });
  return rate * (perWeek / daysPerWeek) * arrivals;
}

/** What one new customer brings within the horizon of the terms, on their basis. */
export function newcomerValue({ newcomers }: Arrivals, { rate, terms }: Valuation): number {
  return rate * revenueOfNewcomer(newcomers, terms);
}
