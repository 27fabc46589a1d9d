import { expect, test } from 'vitest';
import type { Stores } from '../../graph/context.ts';
import type { Cells } from '../../graph/models/cells.ts';
import { predictor } from '../../graph/models/predictor.ts';
import { summedCells } from '../../graph/value/resolution.ts';
import { seeded } from '../models/random.ts';
import { gammaVariable, simulateBgNbd } from '../models/simulate.ts';
import { query } from '../support/query.ts';
import { fittedStores } from './fitted-shop.ts';

/** A buyer a cell, as of some years of a shop of the fitted one's kind. */
function manyCells(customers: number): Cells {
  const random = seeded(11);
  const cells = simulateBgNbd(random, { params: [0.9, 9, 1, 3], customers, ages: [1, 110] });
  const days = (weeks: number) => Math.floor(7 * weeks);
  return {
    ...cells,
    recency: cells.recency.map(days),
    age: cells.age.map(days),
    repeatSpend: cells.frequency.map((x) => (x === 0 ? 0 : 20 * gammaVariable(random, 3 * x))),
  };
}

const shop = fittedStores();
const many = manyCells(51_000);

async function valueOver(cells: Cells) {
  const stores: Stores = {
    ...shop.stores,
    populations: { ...shop.stores.populations, cells: async () => cells },
  };
  const { data } = await query(
    stores,
    `{ business { value(terms: { basis: REVENUE }) { equity { amount { amount } } definition { cells } curve(horizonsDays: [30, 3650]) { equity { amount { amount } } } }
       forecast(weeks: 1) { definition { cells } } } scenario(changes: {}, terms: { basis: REVENUE }) { baseline { equity { amount } } definition { cells } } }`,
  );
  return data;
}

/** The same over day cells, at a horizon. */
function exact(horizonDays: number): number {
  const { orders, spend } = predictor(shop.snapshot.model);
  const values = spend?.orderValueSumByCell(many);
  return (orders?.discountedOrdersByCell(many, horizonDays, 0.1) ?? new Float64Array()).reduce(
    (sum, expected, cell) => sum + expected * (values?.[cell] ?? NaN),
    0,
  );
}

test('many day cells are summed as week cells: the answer says so, and is off by less than 0.1 %', async () => {
  const { business, scenario } = await valueOver(many);
  const { equity, curve, definition } = business.value;
  expect(definition.cells).toBe('WEEK');
  expect(business.forecast.definition.cells).toBe('WEEK');
  expect(scenario).toEqual({
    baseline: { equity: equity.amount },
    definition: { cells: 'WEEK' },
  });
  const amounts = [curve[0].equity, equity, curve[1].equity].map(({ amount }) =>
    Number(amount.amount),
  );
  for (const [place, horizonDays] of [30, 365, 3650].entries()) {
    const error = (amounts[place] ?? NaN) / exact(horizonDays) - 1;
    expect(Math.abs(error)).toBeLessThan(0.001);
    expect(error).not.toBe(0);
  }
});

test('few day cells are summed as they are', () => {
  const column = new Float64Array(50_000);
  const few = {
    frequency: column,
    recency: column,
    age: column,
    customers: column,
    repeatSpend: column,
  };
  expect(summedCells(few)).toEqual({ cells: few, resolution: 'DAY' });
});

test('cells that are kept are merged once', () => {
  expect(summedCells(many).cells).toBe(summedCells(many).cells);
});
