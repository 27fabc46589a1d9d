import { describe, expect, test } from 'vitest';
import type { Cells } from '../../graph/models/cells.ts';
import { between, forecastTime, totalsUntil } from '../../graph/models/forecast.ts';
import { forecastInterval } from '../../graph/models/forecast-interval.ts';
import type { SpendFit } from '../../graph/models/gamma-gamma-fit.ts';
import { operationalClock } from '../../graph/models/operational-time.ts';
import { orderPredictor } from '../../graph/models/predictor.ts';
import { dayNumber, type Season } from '../../graph/models/season.ts';
import type { TransactionFit } from '../../graph/models/transaction-model.ts';

const season: Season = {
  endDay: '2025-10-31',
  weekdays: [0.6, 0.8, 0.9, 1, 1.1, 1.5, 1.1],
  months: [0.8, 0.8, 0.9, 1, 1, 0.9, 0.8, 0.8, 1, 1.1, 1.3, 1.6],
};

function fitOf(own?: Season): TransactionFit {
  return {
    kind: 'fit',
    model: 'MBG_NBD',
    params: [0.8, 50, 0.8, 2.8],
    parameters: [],
    logCovariance: null,
    logLikelihood: 0,
    customers: 0,
    iterations: 0,
    converged: true,
    gradientNorm: 0,
    warnings: [],
    ...(own && { season: own }),
  };
}

const cells: Cells = {
  frequency: Float64Array.of(0, 1, 4),
  recency: Float64Array.of(0, 60, 280),
  age: Float64Array.of(20, 200, 300),
  customers: Float64Array.of(500, 300, 200),
  repeatSpend: Float64Array.of(0, 9000, 24_000),
};
const orderValues = Float64Array.of(15_000, 9000, 6000);
const ends = Array.from({ length: 53 }, (_, week) => 7 * week);

function weeksOf(transactions: TransactionFit, shown?: Season) {
  const time = forecastTime({ transactions, ...(shown && { season: shown }) });
  const orders = orderPredictor(transactions, 1);
  return between(totalsUntil(orders, { cells, orderValues }, { time, ends }));
}

describe.each([
  ['without a season', fitOf()],
  ['with a season of the model', fitOf(season)],
])('a year of weeks %s', (_name, fit) => {
  test('is read off a curve as good as sums at every end', () => {
    const orders = orderPredictor(fit, 1);
    const until = ends.map((days) =>
      orders
        .expectedOrdersByCell(cells, days)
        .reduce((sum, expected, cell) => sum + expected * (cells.customers[cell] ?? NaN), 0),
    );
    for (const [week, { orders: expected }] of weeksOf(fit).entries()) {
      const exact = (until[week + 1] ?? NaN) - (until[week] ?? NaN);
      expect(expected / exact).toBeCloseTo(1, 6);
    }
  });
});

test('a season that the model lacks spreads its orders: a week is as long as its share of busy days', () => {
  const spread = weeksOf(fitOf(), season);
  const orders = orderPredictor(fitOf(), 1);
  const clock = operationalClock(season);
  const end = dayNumber(season.endDay);
  const until = (days: number) =>
    orders
      .expectedOrdersByCell(cells, clock.between(end, end + days))
      .reduce((sum, expected, cell) => sum + expected * (cells.customers[cell] ?? NaN), 0);
  expect((spread[6]?.orders ?? NaN) / (until(49) - until(42))).toBeCloseTo(1, 6);
  // The weeks before Christmas beside those of February.
  expect(spread[6]?.orders).toBeGreaterThan(1.3 * (spread[15]?.orders ?? NaN));
});

test('nobody orders nothing', () => {
  const none = new Float64Array();
  const nobody = { frequency: none, recency: none, age: none, customers: none, repeatSpend: none };
  const totals = totalsUntil(
    orderPredictor(fitOf(), 1),
    { cells: nobody, orderValues: none },
    { time: forecastTime({ transactions: fitOf() }), ends },
  );
  expect(between(totals)).toEqual(Array(52).fill({ orders: 0, revenue: 0 }));
});

test('with known parameters the band of orders is chance alone: the variance of the customers’ counts', () => {
  const newcomers: Cells = {
    frequency: Float64Array.of(0),
    recency: Float64Array.of(0),
    age: Float64Array.of(0),
    customers: Float64Array.of(400),
    repeatSpend: Float64Array.of(0),
  };
  const spend = {
    kind: 'fit',
    model: 'GAMMA_GAMMA',
    params: [6, 4, 60],
    observedMean: 30,
    parameters: [],
    logCovariance: null,
  } as unknown as SpendFit;
  const terms = { ends: [0, 7], time: forecastTime({ transactions: fitOf() }), level: 0.9 };
  const [band] = forecastInterval(fitOf(), spend, 1)(newcomers, terms);
  const counts = orderPredictor(fitOf(), 1).newCustomerOrderCountProbabilities(7, 40);
  const mean = counts.reduce((sum, probability, n) => sum + n * probability, 0);
  const square = counts.reduce((sum, probability, n) => sum + n * n * probability, 0);
  const variance = Math.log1p((square - mean * mean) / (400 * mean * mean));
  const deviation = Math.log((band?.orders.high ?? NaN) / (band?.orders.low ?? NaN)) / 2 / 1.644854;
  expect(deviation / Math.sqrt(variance)).toBeCloseTo(1, 4);
  expect(band?.revenue.high).toBeGreaterThan(band?.orders.high ?? NaN);
});
