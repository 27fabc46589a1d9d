import { expect, test } from 'vitest';
import type { CandidateSummary } from '../../graph/models/candidate-summary.ts';
import { type FittedModel, fittedModelVersion } from '../../graph/models/fitted-model.ts';
import { jsonBytes, mostFileBytes, withinFile } from '../../graph/models/model-file.ts';
import { registeredModels } from '../../graph/models/registry.ts';
import type { TransactionFit } from '../../graph/models/transaction-model.ts';

/** As many characters as a number can have. */
const long = -1.2345678901234567e-101;
const figure = -1.23456e-5;

const report = (names: readonly string[], messages: readonly string[]) => ({
  kind: 'fit' as const,
  parameters: names.map((name) => ({ name, value: long, standardError: long })),
  logCovariance: names.map(() => names.map(() => long)),
  logLikelihood: long,
  customers: 123_456_789,
  iterations: 500,
  converged: true,
  gradientNorm: long,
  warnings: messages.map((message) => ({ code: 'NO_STANDARD_ERRORS' as const, message })),
});

const candidate: Omit<CandidateSummary, 'model'> = {
  standing: 'INSUFFICIENT',
  logLikelihood: -12345678.901,
  aic: -12345678.901,
  backtest: {
    expectedOrders: figure,
    totalError: figure,
    mae: figure,
    rmse: figure,
    coverage: figure,
    revenueError: figure,
  },
};

/** Everything a model can have at once, at its longest: a refresh never sees half of it. */
const crowded: FittedModel = {
  version: fittedModelVersion,
  timeUnitDays: 30.436875,
  customers: 123_456_789,
  transactions: {
    ...report(['r', 'alpha', 's', 'beta'], ['x'.repeat(160), 'y'.repeat(160)]),
    model: 'PARETO_NBD',
    params: [long, long, long, long],
    covariates: ['ａ', 'ｂ', 'ｃ', 'ｄ'].map((letter) => ({
      trait: 'PRODUCT',
      level: letter.repeat(20),
      effects: { alpha: [-0.1234567, 0.0123], beta: [-0.1234567, 0.0123] },
    })),
    season: {
      endDay: '2026-11-22',
      weekdays: Array.from({ length: 7 }, () => 0.1234567),
      months: Array.from({ length: 12 }, () => 0.1234567),
    },
  },
  spend: {
    ...report(['p', 'q', 'v'], ['x'.repeat(160), 'y'.repeat(160), 'z'.repeat(160)]),
    model: 'GAMMA_GAMMA',
    params: [long, long, long],
    observedMean: long,
    correlation: long,
    excludedCustomers: 123_456_789,
  },
  choice: {
    model: 'PARETO_NBD',
    extension: 'SEASON_AND_COVARIATES',
    by: 'BACKTEST',
    reason: 'because '.repeat(60),
  },
  candidates: [
    ...registeredModels().map(({ name }) => ({ ...candidate, model: name })),
    { ...candidate, model: 'PARETO_NBD', extension: 'SEASON_AND_COVARIATES' },
  ],
  holdout: {
    horizonDays: 365,
    customers: 123_456_789,
    actualOrders: 123_456_789,
    actualRevenue: 1234567890.1234567,
  },
};

/** What predictions read of a fit. */
const predictedFrom = (part: object) => {
  const { params, logCovariance, covariates, season } = part as Partial<TransactionFit>;
  return { params, logCovariance, covariates, season };
};

test('the longest model there can be is brought below 4 KB', () => {
  expect(jsonBytes(crowded)).toBeGreaterThan(mostFileBytes);
  expect(jsonBytes(withinFile(crowded))).toBeLessThan(mostFileBytes);
});

test('a crowded model file keeps every number that predictions are made from', () => {
  const { transactions, spend, timeUnitDays, candidates } = withinFile(crowded);
  expect(predictedFrom(transactions)).toEqual(predictedFrom(crowded.transactions));
  expect(predictedFrom(spend)).toEqual(predictedFrom(crowded.spend));
  expect(timeUnitDays).toBe(crowded.timeUnitDays);
  expect(candidates.map(({ extension }) => extension)).toContain('SEASON_AND_COVARIATES');
});

test('a model file that is short enough stays as it is', () => {
  const short = {
    ...crowded,
    candidates: crowded.candidates.slice(-1),
    choice: { ...crowded.choice, reason: '' },
  };
  const {
    season: _,
    covariates: _all,
    ...plain
  } = crowded.transactions as typeof crowded.transactions & {
    readonly season?: unknown;
    readonly covariates?: unknown;
  };
  const model = { ...short, transactions: plain } as FittedModel;
  expect(withinFile(model)).toBe(model);
});
