import { describe, expect, test } from 'vitest';
import { type Backtest, backtest } from '../../graph/models/backtest.ts';
import { type Candidate, tryModel } from '../../graph/models/candidate.ts';
import { choose } from '../../graph/models/choose.ts';
import type { Holdout } from '../../graph/models/holdout.ts';
import { usualHoldoutDays } from '../../graph/models/holdout.ts';
import type { OrderPredictor } from '../../graph/models/predictor.ts';
import { registeredModels, transactionModel } from '../../graph/models/registry.ts';
import type { TransactionModelName } from '../../graph/models/transaction-model.ts';
import { cdnowHoldout } from './cdnow-holdout.ts';

/** Two groups of customers, of whom as many orders are expected as they have made repeat ones. */
const holdout: Holdout = {
  cells: {
    frequency: Float64Array.of(1, 9),
    recency: Float64Array.of(10, 80),
    age: Float64Array.of(100, 100),
    customers: Float64Array.of(3, 1),
    repeatSpend: Float64Array.of(60, 180),
    holdoutOrders: Float64Array.of(2, 7),
    holdoutSpend: Float64Array.of(90, 210),
  },
  spendCells: {
    frequency: Float64Array.of(1, 9),
    repeatSpend: Float64Array.of(20, 180),
    customers: Float64Array.of(3, 1),
  },
  horizonDays: 14,
};

const asManyAsBefore = {
  expectedOrdersByCell: (cells: Holdout['cells']) => cells.frequency,
} as unknown as OrderPredictor;

function judged(extra: Partial<Holdout> = {}): Backtest {
  const result = backtest({ orders: asManyAsBefore, spend: null }, { ...holdout, ...extra });
  if (!result) {
    throw new Error('expected a backtest');
  }
  return result;
}

test('errors are taken over customers and not over cells', () => {
  // Three customers one too few, one customer two too many; 12 expected of 13.
  expect(judged()).toMatchObject({ customers: 4, actualOrders: 13, expectedOrders: 12 });
  expect(judged().totalError).toBeCloseTo(-1 / 13, 12);
  expect(judged().mae).toBeCloseTo(5 / 4, 12);
  expect(judged().rmse).toBeCloseTo(Math.sqrt(7 / 4), 12);
});

test('the table by frequency gathers seven repeat orders and more', () => {
  const rows = judged().byFrequency.filter(({ customers }) => customers > 0);
  expect(rows).toEqual([
    { frequency: 1, customers: 3, actualOrders: 6, expectedOrders: 3 },
    { frequency: 7, customers: 1, actualOrders: 7, expectedOrders: 9 },
  ]);
});

test('revenue is expected orders times expected order value, customer by customer', () => {
  const twenty = { orderValueSumByCell: () => Float64Array.of(60, 25) };
  const result = backtest(
    { orders: asManyAsBefore, spend: { ...twenty, expectedOrderValue: () => 20 } },
    holdout,
  );
  expect(result).toMatchObject({ actualRevenue: 300, expectedRevenue: 60 + 9 * 25 });
});

test('coverage is the share of customers whose orders lay in their interval', () => {
  const result = backtest({ orders: asManyAsBefore, spend: null }, holdout, () =>
    Float64Array.of(1, 0),
  );
  expect(result?.coverage).toBe(3 / 4);
});

test('tracking adds up week by week to the orders of the holdout', () => {
  const { tracking } = judged({ ordersByWeek: Float64Array.of(4, 9) });
  expect(tracking.map(({ days, actualOrders }) => [days, actualOrders])).toEqual([
    [7, 4],
    [14, 13],
  ]);
});

test('a holdout without orders has no relative error', () => {
  const silent = { ...holdout.cells, holdoutOrders: new Float64Array(2) };
  expect(judged({ cells: silent }).totalError).toBeNull();
});

test('the last quarter is held out, from four weeks to a year of it', () => {
  expect([111, 112, 545, 3650].map(usualHoldoutDays)).toEqual([null, 28, 136, 365]);
});

const full = cdnowHoldout('cdnow_full.csv');

describe.skipIf(!full)('CDNOW, all customers', () => {
  const cdnow = full ?? holdout;
  const tried = new Map<TransactionModelName, Candidate>();

  function candidate(name: TransactionModelName) {
    const known = tried.get(name);
    const terms = { holdout: cdnow, timeUnitDays: 7 };
    const [found] = known ? [known] : tryModel(transactionModel(name), cdnow.cells, terms);
    if (!found) {
      throw new Error('expected a candidate');
    }
    tried.set(name, found);
    return found;
  }

  test.each([
    ['BG_NBD', '-14.3', '0.818742', '1.732911'],
    ['MBG_NBD', '-19.1', '0.794536', '1.739618'],
    ['PARETO_NBD', '-12.9', '0.793766', '1.726153'],
  ] as const)('%s forecasts the holdout as is known of it', (name, total, mae, rmse) => {
    const result = candidate(name).backtest;
    expect(((result?.totalError ?? 0) * 100).toFixed(1)).toBe(total);
    expect([result?.mae.toFixed(6), result?.rmse.toFixed(6)]).toEqual([mae, rmse]);
  });

  test.each([
    ['BG_NBD', '-17.3'],
    ['PARETO_NBD', '-15.8'],
  ] as const)('%s with Gamma-Gamma forecasts revenue as is known of it', (name, error) => {
    expect(((candidate(name).backtest?.revenueError ?? 0) * 100).toFixed(1)).toBe(error);
  });

  test('the choice is no worse than the best single model', () => {
    const { model } = choose(registeredModels().map(({ name }) => candidate(name)));
    const chosen = model && candidate(model).backtest;
    expect(Math.abs(chosen?.totalError ?? 1)).toBeLessThan(0.1295);
    expect(chosen?.mae).toBeLessThan(0.794);
  });
});
