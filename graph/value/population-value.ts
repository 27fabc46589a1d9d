import Big from 'big.js';
import { daysBetween } from '../calendar.ts';
import { clientError } from '../errors.ts';
import type { Cells } from '../models/cells.ts';
import { residualOrdersByCell } from '../models/residual-orders.ts';
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
  modelFor,
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
  /** Sum of residual value, over the whole remaining life; null when `reason` says why, and without discounting. */
  residual(): number | null;
  /** Predicted value of the buyers one by one, lowest first; null when `reason` says why. */
  sorted(): Promise<Float64Array | null>;
}

export interface PopulationValueInput {
  readonly snapshot: Snapshot | undefined;
  readonly facts: PopulationFacts;
  readonly cells: Cells;
  /** Its buyers one by one; read when something asks for more than sums. */
  figures(): Promise<CustomerFigures>;
  readonly terms: Terms;
  readonly settings: Settings;
}

export function populationValue(input: PopulationValueInput): PopulationValue {
  const { snapshot, facts, terms, settings } = input;
  const asOfDay = terms.asOfDay ?? snapshot?.asOfDay ?? '';
  const silence = snapshot ? silenceOf(snapshot, asOfDay) : 0;
  const cells = ageBy(input.cells, silence, asOfDay);
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
    residual: once(() => {
      const fit = snapshot && modelFor(snapshot, terms.model)?.transactions;
      return found && fit?.kind === 'fit' && terms.discountRate > 0
        ? rate * residualSum(found, cells, { model: fit.model, annualRate: terms.discountRate })
        : null;
    }),
    sorted: once(
      async () =>
        found &&
        valueEach(found, ageFigures(await input.figures(), silence, asOfDay), terms, rate).sort(),
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

function totalsOf({ revenue, grossMargin }: PopulationFacts) {
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

function residualSum(
  { orders, spend }: Predictors,
  cells: Cells,
  by: Parameters<typeof residualOrdersByCell>[2],
): number {
  const orderValues = spend.orderValueSumByCell(cells);
  return residualOrdersByCell(orders, cells, by).reduce(
    (sum, expected, index) => sum + expected * (orderValues[index] ?? 0),
    0,
  );
}

/** Each customer is a cell of one. */
function valueEach(
  { orders, spend }: Predictors,
  figures: CustomerFigures,
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

function ageBy(cells: Cells, days: number, endDay: string): Cells {
  return days === 0
    ? cells
    : { ...cells, age: cells.age.map((age) => age + days), endDay: dayNumber(endDay) };
}

function ageFigures(
  figures: CustomerFigures,
  days: number,
  endDay: string,
): CustomerFigures & Pick<Cells, 'endDay'> {
  return days === 0
    ? figures
    : { ...figures, age: figures.age.map((age) => age + days), endDay: dayNumber(endDay) };
}
