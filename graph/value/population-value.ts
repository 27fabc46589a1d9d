import Big from 'big.js';
import { daysBetween } from '../calendar.ts';
import { clientError } from '../errors.ts';
import type { Cells } from '../models/cells.ts';
import { dayNumber } from '../models/season.ts';
import type { PopulationFacts } from '../populations/population.ts';
import type { CustomerFigures } from '../populations/store.ts';
import type { Settings } from '../settings.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { basisRate, historicValue } from './basis.ts';
import { type Definition, define } from './definition.ts';
import { type Estimate, once, scaleInterval } from './estimate.ts';
import { equityFormula, populationFormulas } from './formulas.ts';
import {
  type InsufficientData,
  isInsufficient,
  type Predictors,
  predictorsOf,
} from './prediction.ts';
import type { Terms } from './terms.ts';

/** What a group of customers is worth; see value.graphql. */
export interface PopulationValue {
  readonly currency: string;
  readonly historic: Big;
  readonly customers: number;
  readonly terms: Terms;
  readonly definition: Definition;
  readonly reason: InsufficientData | null;
  /** Sum of predicted value at a horizon; null when `reason` says why. */
  equity(horizonDays: number): Estimate | null;
  /** Predicted value of the buyers one by one, lowest first; null when `reason` says why. */
  sorted(): Promise<Float64Array | null>;
}

export interface PopulationValueInput {
  readonly snapshot: Snapshot | undefined;
  readonly facts: Pick<PopulationFacts, 'buyers' | 'revenue' | 'grossMargin'>;
  readonly cells: Cells;
  /** Its buyers one by one; read when something asks for more than sums. */
  figures(): Promise<CustomerFigures>;
  readonly terms: Terms;
  readonly settings: Settings;
  /** Last day that facts, cells and figures know; the end of observation unless told. */
  readonly knownUntil?: string;
}

export function populationValue(input: PopulationValueInput): PopulationValue {
  const { snapshot, facts, terms, settings } = input;
  const asOfDay = terms.asOfDay ?? snapshot?.asOfDay ?? '';
  const knownUntil = input.knownUntil ?? snapshot?.asOfDay ?? asOfDay;
  const silence = snapshot ? silenceOf(knownUntil, asOfDay) : 0;
  const isPresent = asOfDay === snapshot?.asOfDay;
  const at = <T extends Aging>(known: T) => (isPresent ? known : ageBy(known, silence, asOfDay));
  const cells = at(input.cells);
  const predictors = predictorsOf(snapshot, terms.model);
  const rate = basisRate(terms.basis, snapshot, settings);
  const customers = facts.buyers;
  const found = isInsufficient(predictors) ? null : predictors;
  return {
    currency: settings.currency,
    historic: historicValue(terms.basis, totalsOf(facts), settings.variableCost),
    customers,
    terms,
    reason: isInsufficient(predictors) ? predictors : null,
    definition: define({
      formula: equityFormula,
      formulas: populationFormulas,
      terms,
      settings,
      snapshot,
      customers,
      asOfDay,
      cells: 'DAY',
    }),
    equity: onceEach(
      (horizonDays) =>
        found && {
          ...equity(found, cells, { ...terms, horizonDays }, rate),
          currency: settings.currency,
        },
    ),
    sorted: once(
      async () => found && valueEach(found, at(await input.figures()), terms, rate).sort(),
    ),
  };
}

/** Equity, mean and points of the curve may ask for the same horizon. */
function onceEach<T>(value: (horizonDays: number) => T): (horizonDays: number) => T {
  const known = new Map<number, T>();
  return (horizonDays) => {
    const found = known.get(horizonDays) ?? value(horizonDays);
    known.set(horizonDays, found);
    return found;
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

function totalsOf({ revenue, grossMargin }: PopulationValueInput['facts']) {
  return { revenue: new Big(revenue), grossMargin: new Big(grossMargin) };
}

function equity(
  { orders, spend, totalInterval }: Predictors,
  cells: Cells,
  { horizonDays, discountRate: annualRate, level }: Terms,
  rate: number,
) {
  const perCustomer = orders.discountedOrdersByCell(cells, horizonDays, annualRate);
  const orderValues = spend.orderValueSumByCell(cells);
  const amount =
    rate *
    perCustomer.reduce((sum, expected, index) => sum + expected * (orderValues[index] ?? 0), 0);
  const interval = once(() =>
    scaleInterval(totalInterval(cells, { horizonDays, annualRate, level }), amount),
  );
  return { amount, level, interval };
}

/** Each customer is a cell of one. */
function valueEach(
  { orders, spend }: Predictors,
  figures: CustomerFigures & Pick<Cells, 'endDay'>,
  terms: Terms,
  rate: number,
): Float64Array {
  const cells: Cells = {
    ...figures,
    customers: new Float64Array(figures.frequency.length).fill(1),
  };
  const perCustomer = orders.discountedOrdersByCell(cells, terms.horizonDays, terms.discountRate);
  const orderValues = spend.orderValueSumByCell(cells);
  return perCustomer.map((expected, index) => expected * (orderValues[index] ?? 0) * rate);
}

/** What has an age, and a day that it ends on. */
type Aging = Pick<Cells, 'age' | 'endDay'>;

function ageBy<T extends Aging>(known: T, days: number, endDay: string): T {
  return { ...known, age: known.age.map((age) => age + days), endDay: dayNumber(endDay) };
}
