import Big from 'big.js';
import { dot } from '../math/dot.ts';
import type { Cells } from '../models/cells.ts';
import { residualOrdersByCell } from '../models/residual-orders.ts';
import type { PopulationFacts } from '../populations/population.ts';
import type { CustomerFigures } from '../populations/store.ts';
import type { Settings } from '../settings.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { historicValue } from './basis.ts';
import { type Definition, define } from './definition.ts';
import { type Estimate, once, scaleInterval } from './estimate.ts';
import { equityFormula, populationFormulas } from './formulas.ts';
import { type InsufficientData, modelFor, type Predictors } from './prediction.ts';
import type { Terms } from './terms.ts';
import { expectedRevenue, valuationOf } from './valuation.ts';

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
  const valuation = valuationOf(input);
  const { asOfDay, cells, resolution, rate, predictors: found, reason, at } = valuation;
  const customers = facts.buyers;
  return {
    currency: settings.currency,
    historic: historicValue(terms.basis, totalsOf(facts), settings.variableCost),
    customers,
    terms,
    reason,
    definition: define({
      formula: equityFormula,
      formulas: populationFormulas,
      terms,
      settings,
      snapshot,
      customers,
      asOfDay,
      cells: resolution,
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

function totalsOf({ revenue, grossMargin }: PopulationValueInput['facts']) {
  return { revenue: new Big(revenue), grossMargin: new Big(grossMargin) };
}

function equity(
  predictors: Predictors,
  cells: Cells,
  { horizonDays, discountRate, level }: Terms,
  rate: number,
) {
  const amount = rate * expectedRevenue(predictors, cells, { horizonDays, discountRate });
  const interval = once(() => {
    const terms = { horizonDays, annualRate: discountRate, level };
    return scaleInterval(predictors.totalInterval(cells, terms), amount);
  });
  return { amount, level, interval };
}

function residualSum(
  { orders, spend }: Predictors,
  cells: Cells,
  by: Parameters<typeof residualOrdersByCell>[2],
): number {
  return dot(residualOrdersByCell(orders, cells, by), spend.orderValueSumByCell(cells));
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
