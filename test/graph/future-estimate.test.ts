import { expect, test } from 'vitest';
import { acquisitionRate } from '../../graph/equity/acquisition-rate.ts';
import { futureEstimate } from '../../graph/equity/future-estimate.ts';
import { newcomersOf } from '../../graph/equity/newcomers.ts';
import type { Gap } from '../../graph/populations/store.ts';
import type { Predictors } from '../../graph/value/prediction.ts';
import { resolveTerms } from '../../graph/value/terms.ts';
import { valuationOf } from '../../graph/value/valuation.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { query } from '../support/query.ts';
import { fittedOrders } from './fitted-shop.ts';

const asOfDay = '2025-12-31';
const shop = memoryStores({ asOfDay, orders: fittedOrders });
const z90 = 1.6448536269514722;

/** The estimate of a day's arrivals, a week of them counted, by models whose parameters are known for certain. */
async function certain(weekly: readonly number[]) {
  const { model } = shop.snapshot;
  const sure = { logCovariance: null };
  const snapshot = {
    ...shop.snapshot,
    model: {
      ...model,
      transactions: { ...model.transactions, ...sure },
      spend: { ...model.spend, ...sure },
    },
  };
  const valuation = valuationOf({
    snapshot,
    cells: await shop.stores.populations.cells(shop.snapshot),
    terms: resolveTerms({ horizonDays: 1, discountRate: 0, basis: 'REVENUE' }, 'UTC'),
    settings: snapshot.settings,
  });
  const weeks = weekly.map((_, week) => new Date(Date.parse(asOfDay) - week * 7 * 86_400_000));
  const gaps = weeks.map((day, week): Gap => {
    const text = day.toISOString().slice(0, 10);
    return { back: 1, day: text, previousDay: null, orders: weekly[week] ?? 0 };
  });
  const rate = acquisitionRate(snapshot, gaps, 0.9);
  if (!rate || snapshot.model.spend.kind !== 'fit') {
    throw new Error('expected a rate and a spend model');
  }
  const newcomers = newcomersOf(valuation.predictors as Predictors, valuation.cells);
  const estimate = futureEstimate({ rate, newcomers }, valuation, 'EUR');
  return { estimate, rate, spend: snapshot.model.spend.params, newcomers };
}

/** Standard deviation of the logarithm that an interval at 0.9 was made from. */
function deviationOf({ low, high }: { readonly low: number; readonly high: number }): number {
  return Math.log(high / low) / (2 * z90);
}

test('the interval of a day’s arrivals is that of their count, and of one order each, by hand', async () => {
  // Thirteen weeks of 7: variance below the mean, so Poisson. One customer a day is expected.
  const { estimate, spend } = await certain(new Array(13).fill(7));
  const [p, q] = spend;
  const oneOrder = ((q - 1) / (q - 2)) * (1 + 1 / p);
  const byHand = Math.sqrt(Math.log1p(1 / 91) + Math.log1p(oneOrder));
  // A newcomer orders a second time within a day, now and then: not quite one order.
  expect(deviationOf(estimate.interval())).toBeCloseTo(byHand, 2);
  const { low, high } = estimate.interval();
  expect(Math.sqrt(low * high) / estimate.amount).toBeCloseTo(
    Math.exp(-(deviationOf({ low, high }) ** 2) / 2),
    6,
  );
});

test('uneven weeks widen it', async () => {
  const even = (await certain(new Array(13).fill(7))).estimate;
  const uneven = (await certain([91, ...new Array(12).fill(0)])).estimate;
  expect(uneven.amount).toBeCloseTo(even.amount, 9);
  expect(deviationOf(uneven.interval())).toBeGreaterThan(2 * deviationOf(even.interval()));
});

test('without a new customer of late it begins at 0 and ends at the highest rate', async () => {
  const { estimate, rate, newcomers } = await certain(new Array(13).fill(0));
  expect(estimate.amount).toBe(0);
  expect(estimate.interval().low).toBe(0);
  expect(estimate.interval().high).toBeCloseTo((rate.high / 7) * newcomers.orderValue, 1);
});

test('the graph shows it around `future`, wider at a higher level, and by the parameters too', async () => {
  const ask = async (level: number) => {
    const { data, errors } = await query(
      shop.stores,
      `{ business { customerEquity(terms: { level: ${level} }) {
           future { amount } futureEstimate { amount { amount } low { amount } high { amount } level } } } }`,
    );
    expect(errors).toEqual([]);
    const { future, futureEstimate: found } = data.business.customerEquity;
    expect(found).toMatchObject({ amount: future, level });
    return {
      low: Number(found.low.amount),
      amount: Number(future.amount),
      high: Number(found.high.amount),
    };
  };
  const [narrow, wide] = [await ask(0.5), await ask(0.99)];
  const ends = [wide.low, narrow.low, narrow.amount, narrow.high, wide.high];
  expect(ends).toEqual(ends.toSorted((a, b) => a - b));
  expect(wide.low).toBeGreaterThan(0);
});

test('into a cohort nobody comes: no estimate', async () => {
  const { data } = await query(
    shop.stores,
    '{ cohorts { customerEquity { futureEstimate { level } futureReason } } }',
  );
  expect(data.cohorts[0].customerEquity).toEqual({
    futureEstimate: null,
    futureReason: 'NOT_ACQUIRED',
  });
});
