import { describe, expect, test } from 'vitest';
import { bgNbd } from '../../graph/models/bg-nbd.ts';
import { scaleTime } from '../../graph/models/cells.ts';
import { periodEndDiscountedOrders } from '../../graph/models/discounting.ts';
import { gammaGamma } from '../../graph/models/gamma-gamma.ts';
import { mbgNbd } from '../../graph/models/mbg-nbd.ts';
import type { FitReport, Insufficient } from '../../graph/models/outcome.ts';
import {
  type CalibratedCustomer,
  calibrationCustomers,
  cellsOf,
  spendCellsOf,
} from './cdnow-calibration.ts';

const sample = calibrationCustomers('cdnow_sample.csv');
const full = calibrationCustomers('cdnow_full.csv');

/** Exact figures: maximised elsewhere to a gradient below 1e-6, with weeks = days / 7. */
interface Exact {
  readonly values: readonly number[];
  readonly logLikelihood: number;
}

function expectFit<T extends FitReport>(fit: T | Insufficient, exact: Exact): void {
  if (fit.kind !== 'fit') {
    throw new Error(fit.message);
  }
  expect(fit.converged).toBe(true);
  expect(Math.abs(fit.logLikelihood - exact.logLikelihood)).toBeLessThan(1e-6);
  fit.parameters.forEach(({ name, value, standardError }, i) => {
    const distance = Math.abs(value - (exact.values[i] ?? 0)) / (standardError ?? 0);
    expect(distance, `${name} in standard errors`).toBeLessThan(1e-4);
  });
}

function inWeeks(customers: readonly CalibratedCustomer[]) {
  return scaleTime(cellsOf(customers), 7);
}

describe.skipIf(!sample)('CDNOW, the 1/10 sample', () => {
  const customers = sample ?? [];
  const [r, alpha, a, b] = [0.2425945, 4.413602, 0.792922, 2.4259068];

  test('BG/NBD is fitted to the exact maximum', () => {
    expectFit(bgNbd.fit(inWeeks(customers)), {
      values: [r, alpha, a, b],
      logLikelihood: -9582.4292067,
    });
  });

  test('BG/NBD standard errors are the exact ones to every digit given', () => {
    const fit = bgNbd.fit(inWeeks(customers));
    const errors = fit.kind === 'fit' ? fit.parameters.map((p) => p.standardError) : [];
    expect(errors.map((error) => error?.toFixed(5))).toEqual([
      '0.01256',
      '0.37822',
      '0.18573',
      '0.70541',
    ]);
  });

  test('MBG/NBD is fitted to the exact maximum', () => {
    expectFit(mbgNbd.fit(inWeeks(customers)), {
      values: [0.5248432, 6.1830852, 0.8913594, 1.6140023],
      logLikelihood: -9582.1357156,
    });
  });

  test('Gamma-Gamma is fitted to the exact maximum over 946 repeat buyers', () => {
    const fit = gammaGamma.fit(spendCellsOf(customers));
    expect(fit).toMatchObject({ customers: 946, excludedCustomers: 0 });
    expectFit(fit, { values: [6.2495721, 3.7442246, 15.4435211], logLikelihood: -4055.9176948 });
  });

  test('the first ten customers are expected to spend what the literature says', () => {
    const fit = gammaGamma.fit(spendCellsOf(customers));
    const params = fit.kind === 'fit' ? fit.params : ([1, 2, 1] as const);
    const spends = customers
      .slice(0, 10)
      .map(({ frequency, repeatSpend }) =>
        gammaGamma.expectedOrderValue(params, frequency, repeatSpend).toFixed(2),
      );
    expect(spends.join(' ')).toBe('24.65 18.91 35.17 35.17 35.17 71.46 18.91 35.17 27.28 35.17');
  });

  test('twelve-month values agree with the published ones to the accuracy of their fit', () => {
    const orders = bgNbd.fit(inWeeks(customers));
    const spend = gammaGamma.fit(spendCellsOf(customers));
    if (orders.kind !== 'fit' || spend.kind !== 'fit') {
      throw new Error('expected two fits');
    }
    const values = customers.map(({ frequency, recency, age, repeatSpend }) => {
      const purchases = { frequency, recency: recency / 7, age: age / 7 };
      const discounted = periodEndDiscountedOrders(
        (t) => bgNbd.expectedOrders(orders.params, purchases, t),
        { periods: 12, length: 4.345, rate: 0.01 },
      );
      return discounted * gammaGamma.expectedOrderValue(spend.params, frequency, repeatSpend);
    });
    const published = [36.273978, 4.640937, 8.344481, 283.558088];
    [values[0], values[1], values[2], values[5]].forEach((value, i) => {
      expect((value ?? 0) / (published[i] ?? 1)).toBeCloseTo(1, 6);
    });
    expect(values.reduce((sum, value) => sum + value, 0) / 71_507.952).toBeCloseTo(1, 7);
  });
});

describe.skipIf(!full)('CDNOW, all customers', () => {
  const customers = full ?? [];

  test('BG/NBD is fitted to the exact maximum', () => {
    expectFit(bgNbd.fit(inWeeks(customers)), {
      values: [0.251624, 4.7889429, 0.7234336, 2.1610883],
      logLikelihood: -95368.4439332,
    });
  });

  test('MBG/NBD is fitted to the exact maximum', () => {
    expectFit(mbgNbd.fit(inWeeks(customers)), {
      values: [0.6371397, 7.3102895, 0.8074741, 1.228394],
      logLikelihood: -95336.9583199,
    });
  });

  test('Gamma-Gamma is fitted to the exact maximum; the one repeat buyer of nothing is left out', () => {
    const fit = gammaGamma.fit(spendCellsOf(customers));
    expect(fit).toMatchObject({ customers: 9450, excludedCustomers: 1 });
    expectFit(fit, { values: [6.2753589, 3.6244499, 14.9836872], logLikelihood: -40763.4762614 });
  });
});
