import { describe, expect, test } from 'vitest';
import { scaleTime } from '../../graph/models/cells.ts';
import { gammaGamma } from '../../graph/models/gamma-gamma.ts';
import { paretoNbd } from '../../graph/models/pareto-nbd.ts';
import type { TransactionFit } from '../../graph/models/transaction-model.ts';
import { dayOf, readCdnow } from '../support/cdnow.ts';
import {
  type CalibratedCustomer,
  calibrationCustomers,
  cellsOf,
  spendCellsOf,
} from './cdnow-calibration.ts';

const sample = calibrationCustomers('cdnow_sample.csv');
const full = calibrationCustomers('cdnow_full.csv');

/** Exact figures: maximised elsewhere to a gradient below 1e-6, with weeks = days / 7. */
const exactSample = [0.553277, 10.5776834, 0.6062399, 11.6687341] as const;
const exactFull = [0.59742, 11.5856577, 0.5221856, 8.8277583] as const;

/** The estimates that named values were published with. */
const published = [0.55327001, 10.57780069, 0.60602, 11.66391451] as const;

function fitTo(customers: readonly CalibratedCustomer[]): TransactionFit {
  const fit = paretoNbd.fit(scaleTime(cellsOf(customers), 7));
  if (fit.kind !== 'fit') {
    throw new Error(fit.message);
  }
  return fit;
}

function expectMaximum(fit: TransactionFit, values: readonly number[], logLikelihood: number) {
  expect(fit).toMatchObject({ converged: true, warnings: [] });
  expect(fit.gradientNorm).toBeLessThan(1e-6);
  expect(Math.abs(fit.logLikelihood - logLikelihood)).toBeLessThan(1e-6);
  fit.parameters.forEach(({ name, value, standardError }, i) => {
    const distance = Math.abs(value - (values[i] ?? 0)) / (standardError ?? 0);
    expect(distance, `${name} in standard errors`).toBeLessThan(1e-4);
  });
}

function inWeeks({ frequency, recency, age }: CalibratedCustomer) {
  return { frequency, recency: recency / 7, age: age / 7 };
}

describe.skipIf(!sample)('CDNOW, the 1/10 sample', () => {
  const customers = sample ?? [];

  test('is fitted to the exact maximum', () => {
    expectMaximum(fitTo(customers), exactSample, -9594.9761789);
  });

  test('has the standard errors of a Hessian by differences, to the accuracy of those', () => {
    const errors = fitTo(customers).parameters.map(({ standardError }) => standardError ?? 0);
    [0.04763, 0.84272, 0.18729, 6.21123].forEach((exact, i) => {
      expect((errors[i] ?? 0) / exact).toBeCloseTo(1, 3);
    });
  });

  test('orders without end are discounted to the published values', () => {
    const rate = Math.log(1.1) / 52;
    const spend = gammaGamma.fit(spendCellsOf(customers));
    if (spend.kind !== 'fit') {
      throw new Error(spend.message);
    }
    const orders = customers.map((customer) =>
      paretoNbd.discountedExpectedOrders(published, inWeeks(customer), Infinity, rate),
    );
    const values = customers.map(
      ({ frequency, repeatSpend }, i) =>
        (orders[i] ?? 0) * gammaGamma.expectedOrderValue(spend.params, frequency, repeatSpend),
    );
    // The estimates have eight digits.
    expect(Math.abs((orders[0] ?? 0) / 8.159003844 - 1)).toBeLessThan(1e-8);
    // These hang on the estimates of the spend model too, which were published with fewer digits.
    expect((values[0] ?? 0) / 201.152335).toBeCloseTo(1, 5);
    const total = values.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(total / 327_110.396 - 1)).toBeLessThan(1e-6);
  });
});

describe.skipIf(!full)('CDNOW, all customers', () => {
  const customers = full ?? [];

  test('is fitted to the exact maximum', () => {
    expectMaximum(fitTo(customers), exactFull, -95415.1186175);
  });

  test('the holdout is predicted with the errors of the exact fit', () => {
    const log = readCdnow('cdnow_full.csv');
    const [split, end] = [dayOf('1997-09-30'), dayOf('1998-06-30')];
    const errors = customers.map((customer) => {
      const days = log?.get(customer.id) ?? [];
      const actual = days.filter(({ day }) => day > split && day <= end).length;
      const expected = paretoNbd.expectedOrders(exactFull, inWeeks(customer), 39);
      return { actual, error: expected - actual };
    });
    const mean = (of: (row: (typeof errors)[number]) => number) =>
      errors.reduce((sum, row) => sum + of(row), 0) / errors.length;
    const total = mean(({ error }) => error) / mean(({ actual }) => actual);
    expect((100 * total).toFixed(1)).toBe('-12.9');
    expect(mean(({ error }) => Math.abs(error)).toFixed(6)).toBe('0.793766');
    expect(Math.sqrt(mean(({ error }) => error ** 2)).toFixed(6)).toBe('1.726153');
  });
});

test('a heavy buyer is answered as published, to the accuracy of the published fit', () => {
  const purchases = { frequency: 26, recency: 216 / 7, age: 31 };
  expect(paretoNbd.expectedOrders(published, purchases, 52) / 25.45647).toBeCloseTo(1, 4);
  expect(paretoNbd.probabilityAlive(published, purchases).toFixed(6)).toBe('0.997874');
});
