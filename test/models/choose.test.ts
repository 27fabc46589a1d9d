import { describe, expect, test } from 'vitest';
import type { Backtest } from '../../graph/models/backtest.ts';
import type { Candidate } from '../../graph/models/candidate.ts';
import type { Cells } from '../../graph/models/cells.ts';
import { choose, standingOf } from '../../graph/models/choose.ts';
import { fitAndChoose } from '../../graph/models/fit.ts';
import { parseFittedModel } from '../../graph/models/fitted-model.ts';
import { predictor } from '../../graph/models/predictor.ts';
import { registeredModels } from '../../graph/models/registry.ts';
import type { TransactionModelName } from '../../graph/models/transaction-model.ts';
import { seeded } from './random.ts';
import { simulateBgNbd } from './simulate.ts';

interface Traits {
  readonly logLikelihood?: number;
  readonly totalError?: number;
  readonly rmse?: number;
  readonly holdoutOrders?: number;
  readonly warning?: 'NO_VISIBLE_DROPOUT';
  readonly converged?: boolean;
}

function candidate(model: TransactionModelName, traits: Traits): Candidate {
  const { logLikelihood = -100, warning, converged = true } = traits;
  return {
    model,
    fit: {
      kind: 'fit',
      model,
      params: [1, 1],
      parameters: [
        { name: 'r', value: 1, standardError: 1 },
        { name: 'alpha', value: 1, standardError: 1 },
      ],
      logCovariance: [
        [1, 0],
        [0, 1],
      ],
      logLikelihood,
      customers: 100,
      iterations: 5,
      converged,
      gradientNorm: 0,
      warnings: warning ? [{ code: warning, message: 'nobody leaves' }] : [],
    },
    backtest: traits.totalError === undefined ? null : backtestOf(traits),
  };
}

function backtestOf({ totalError = 0, rmse = 1, holdoutOrders = 500 }: Traits): Backtest {
  return {
    horizonDays: 90,
    customers: 100,
    actualOrders: holdoutOrders,
    expectedOrders: holdoutOrders * (1 + totalError),
    totalError,
    mae: 1,
    rmse,
    coverage: null,
    actualRevenue: 0,
    expectedRevenue: null,
    revenueError: null,
    byFrequency: [],
    calibration: [],
    tracking: [],
  };
}

describe('the rule', () => {
  test('prefers a total that is right to a likelihood that is high', () => {
    const choice = choose([
      candidate('BG_NBD', { logLikelihood: -50, totalError: -0.2 }),
      candidate('MBG_NBD', { logLikelihood: -90, totalError: 0.05 }),
    ]);
    expect(choice).toMatchObject({ model: 'MBG_NBD', by: 'BACKTEST' });
    expect(choice.reason).toContain('5.0 % too many orders');
  });

  test('takes the smallest error a customer where totals are equally good', () => {
    const choice = choose([
      candidate('BG_NBD', { totalError: -0.05, rmse: 1.2 }),
      candidate('MBG_NBD', { totalError: 0.06, rmse: 1.1 }),
      candidate('PARETO_NBD', { totalError: 0.08, rmse: 0.9 }),
    ]);
    expect(choice.model).toBe('MBG_NBD');
  });

  test('settles equal errors by AIC', () => {
    const choice = choose([
      candidate('BG_NBD', { totalError: -0.05, rmse: 1.1, logLikelihood: -100 }),
      candidate('MBG_NBD', { totalError: -0.05, rmse: 1.1005, logLikelihood: -90 }),
    ]);
    expect(choice.model).toBe('MBG_NBD');
  });

  test('names as rivals those that a reader can look up, and no model beside itself', () => {
    const equal = { totalError: -0.05, rmse: 1.1 };
    const withK = (k: number): Candidate => {
      const one = candidate('BG_CNBD_K', equal);
      const fit = one.fit as Extract<Candidate['fit'], { kind: 'fit' }>;
      const parameters = [...fit.parameters, { name: 'k', value: k, standardError: null }];
      return { ...one, fit: { ...fit, parameters } };
    };
    const reasonOf = (k: number) =>
      choose([
        { ...candidate('BG_NBD', { ...equal, logLikelihood: -50 }), extension: 'SEASON' },
        candidate('BG_NBD', { ...equal, rmse: 1.2 }),
        candidate('PARETO_NBD', equal),
        { ...candidate('PARETO_NBD', equal), extension: 'SEASON' },
        candidate('MBG_NBD', equal),
        withK(k),
        candidate('BG_NBD', { converged: false }),
      ]).reason;
    expect(reasonOf(2)).toMatch(/; PARETO_NBD, MBG_NBD, BG_CNBD_K did as well/);
    expect(reasonOf(1)).toMatch(/; PARETO_NBD, MBG_NBD did as well/);
  });

  test('goes by likelihood where the holdout has too few orders to tell', () => {
    const choice = choose([
      candidate('BG_NBD', { totalError: 0, holdoutOrders: 49, logLikelihood: -100 }),
      candidate('MBG_NBD', { totalError: 0.5, holdoutOrders: 49, logLikelihood: -90 }),
    ]);
    expect(choice).toMatchObject({ model: 'MBG_NBD', by: 'LIKELIHOOD' });
  });

  test('passes over a fit that did not converge', () => {
    const choice = choose([
      candidate('BG_NBD', { converged: false, totalError: 0 }),
      candidate('PARETO_NBD', { totalError: 0.3 }),
    ]);
    expect(choice).toMatchObject({ model: 'PARETO_NBD', by: 'ONLY_ONE' });
  });

  test('takes a fit at a limit that forecasts better than a sound one, and says so', () => {
    const choice = choose([
      candidate('MBG_NBD', { warning: 'NO_VISIBLE_DROPOUT', totalError: 0 }),
      candidate('PARETO_NBD', { totalError: 0.3 }),
    ]);
    expect(choice).toMatchObject({ model: 'MBG_NBD', by: 'BACKTEST' });
    expect(choice.reason).toContain('its fit lies at a limit of the model');
  });

  test('prefers a sound fit to one at a limit that is as good, not to one that is more likely', () => {
    const at = (logLikelihood: number) =>
      choose([
        candidate('BG_NBD', { warning: 'NO_VISIBLE_DROPOUT', logLikelihood }),
        candidate('PARETO_NBD', { logLikelihood: -100 }),
      ]).model;
    expect(at(-99.5)).toBe('PARETO_NBD');
    expect(at(-98)).toBe('BG_NBD');
  });
});

function cellsOf(rows: readonly (readonly [number, number, number, number])[]): Cells {
  return {
    frequency: Float64Array.from(rows, ([frequency]) => frequency),
    recency: Float64Array.from(rows, ([, recency]) => recency),
    age: Float64Array.from(rows, ([, , age]) => age),
    customers: Float64Array.from(rows, ([, , , customers]) => customers),
    repeatSpend: Float64Array.from(
      rows,
      ([frequency, , , customers]) => 20 * frequency * customers,
    ),
  };
}

describe('on data', () => {
  test('every registered model is reported with why it was chosen or not', () => {
    const cells = simulateBgNbd(seeded(5), {
      params: [0.6, 60, 0.8, 2.4],
      customers: 800,
      ages: [100, 400],
    });
    const fitted = fitAndChoose(cells, cells);
    expect(fitted.candidates.map(({ model }) => model)).toEqual(
      registeredModels().map(({ name }) => name),
    );
    expect(fitted.choice.by).toBe('LIKELIHOOD');
    expect(fitted.transactions).toMatchObject({ kind: 'fit', model: fitted.choice.model });
  });

  test('customers who all buy to the last day are answered by a model without dropout', () => {
    const cells = cellsOf(Array.from({ length: 20 }, (_, i) => [1 + i, 350, 350, 5] as const));
    const fitted = fitAndChoose(cells, cells);
    expect(fitted.choice.reason).toContain('limit');
    const expected = predictor(fitted).orders?.expectedOrders(
      { frequency: 5, recency: 350, age: 350 },
      350,
    );
    expect(expected).toBeGreaterThan(4);
    expect(expected).toBeLessThan(12);
  });

  test('a shop of a dozen customers is answered with a prior, and marked', () => {
    const cells = cellsOf([
      [0, 0, 200, 8],
      [1, 40, 150, 3],
      [4, 120, 180, 1],
    ]);
    const fitted = fitAndChoose(cells, cells);
    expect(fitted.choice).toMatchObject({ model: 'MBG_NBD', by: 'PRIOR' });
    expect(fitted.transactions).toMatchObject({ warnings: [{ code: 'POOLED_WITH_PRIOR' }] });
    expect(fitted.spend).toMatchObject({ warnings: [{ code: 'POOLED_WITH_PRIOR' }] });
    expect(fitted.candidates[0]).toMatchObject({ standing: 'INSUFFICIENT', backtest: null });
  });

  test.each([
    ['one customer', cellsOf([[3, 50, 90, 1]]), 'TOO_FEW_CUSTOMERS', 1],
    ['nobody', cellsOf([]), 'TOO_FEW_CUSTOMERS', 0],
    ['no repeat order so far', cellsOf([[0, 0, 20, 5000]]), 'TOO_FEW_REPEAT_BUYERS', 0],
  ] as const)('%s is too little, with a typed reason', (_, cells, code, have) => {
    const fitted = fitAndChoose(cells, cells);
    expect(fitted.choice).toMatchObject({ model: null, by: 'NONE' });
    expect(fitted.transactions).toMatchObject({ kind: 'insufficient', code, have });
    expect(predictor(fitted).orders).toBeNull();
  });

  test('a model asked for is the only one tried', () => {
    const cells = simulateBgNbd(seeded(5), {
      params: [0.6, 60, 0.8, 2.4],
      customers: 200,
      ages: [100, 400],
    });
    const fitted = fitAndChoose(cells, cells, { model: 'MBG_NBD' });
    expect(fitted.candidates).toHaveLength(1);
    expect(fitted.choice).toMatchObject({ model: 'MBG_NBD', by: 'REQUEST' });
  });
});

test('a fit without standard errors stands at a limit', () => {
  const { fit } = candidate('BG_NBD', {});
  expect(fit.kind === 'fit' && standingOf({ fit: { ...fit, logCovariance: null } })).toBe(
    'AT_LIMIT',
  );
});

test('a model file without candidates is refused', () => {
  const part = { kind: 'insufficient' };
  expect(() =>
    parseFittedModel({ version: 2, timeUnitDays: 7, transactions: part, spend: part }),
  ).toThrow(/with candidates and a choice/);
});
