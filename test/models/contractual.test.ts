import { describe, expect, test } from 'vitest';
import { bdw } from '../../graph/models/bdw.ts';
import type { ContractualModel } from '../../graph/models/contractual.ts';
import { sbg } from '../../graph/models/sbg.ts';

/** Survivors of 1,000 customers, Fader & Hardie (2007): percentages of their table 1. */
const highEnd = [1000, 869, 743, 653, 593, 551, 517, 491];
const regular = [1000, 631, 468, 382, 326, 289, 262, 241];

function fitOf<P extends readonly number[]>(model: ContractualModel<P>, cohort: readonly number[]) {
  const fit = model.fit([cohort]);
  if (fit.kind !== 'fit') {
    throw new Error(fit.message);
  }
  return fit;
}

describe('sBG', () => {
  test.each([
    ['High End', highEnd, '0.668', '3.806', '-1611.158'],
    ['Regular', regular, '0.704', '1.182', '-1680.265'],
  ] as const)('is fitted to the published figures of %s', (_, cohort, alpha, beta, likelihood) => {
    const { params, logLikelihood, converged } = fitOf(sbg, cohort);
    expect(converged).toBe(true);
    expect(params.map((value) => value.toFixed(3))).toEqual([alpha, beta]);
    expect(logLikelihood.toFixed(3)).toBe(likelihood);
  });

  test('keeps all of the customers nobody of whom has been asked to renew', () => {
    expect(sbg.survival([0.668, 3.806], 0)).toBe(1);
  });

  test('expects no finite number of renewals where some customers never leave', () => {
    expect(sbg.expectedRemainingRenewals([0.668, 3.806], 0, Infinity)).toBeNull();
  });

  test('expects of an unlimited subscription what a very long sum of survival adds up to', () => {
    const endless = sbg.expectedRemainingRenewals([3, 5], 2, Infinity) ?? 0;
    const long = sbg.expectedRemainingRenewals([3, 5], 2, 1_000_000) ?? 0;
    expect(long / endless).toBeCloseTo(1, 9);
  });

  test('discounts a residual lifetime to what its renewals one by one are worth', () => {
    const params = [0.668, 3.806] as const;
    let sum = 0;
    let survival = 1;
    for (let t = 1; t < 500; t++) {
      survival *= sbg.retentionRate(params, 3 + t);
      sum += survival / 1.1 ** (t - 1);
    }
    expect(sbg.discountedResidualLifetime(params, 3, 0.1) / sum).toBeCloseTo(1, 12);
  });
});

describe('BdW', () => {
  test('with c = 1 is sBG', () => {
    const [alpha, beta] = [0.668, 3.806];
    for (const t of [1, 2, 7, 100]) {
      expect(bdw.retentionRate([alpha, beta, 1], t)).toBeCloseTo(
        sbg.retentionRate([alpha, beta], t),
        13,
      );
    }
    for (const rate of [0.1, 0.001, 1e-5]) {
      const long = bdw.discountedResidualLifetime([alpha, beta, 1], 2, rate);
      expect(long / sbg.discountedResidualLifetime([alpha, beta], 2, rate)).toBeCloseTo(1, 11);
    }
  });

  test.each([1.01, 2.5, 30])('with c = 1 and alpha = %d lasts as long as sBG', (alpha) => {
    const bdwMean = bdw.expectedRemainingRenewals([alpha, 3, 1], 4, Infinity) ?? 0;
    const sbgMean = sbg.expectedRemainingRenewals([alpha, 3], 4, Infinity) ?? 0;
    expect(bdwMean / sbgMean).toBeCloseTo(1, 11);
  });

  test.each([highEnd, regular])('is at least as likely as sBG within it', (...cohort) => {
    expect(fitOf(bdw, cohort).logLikelihood).toBeGreaterThan(fitOf(sbg, cohort).logLikelihood);
  });

  test('has no finite mean lifetime where survival falls more slowly than 1 / t', () => {
    expect(bdw.expectedRemainingRenewals([0.5, 1, 1.5], 0, Infinity)).toBeNull();
  });
});

describe.each([
  { model: sbg as ContractualModel<readonly number[]>, at: [0.7, 2.1] },
  { model: bdw as ContractualModel<readonly number[]>, at: [0.7, 2.1, 1.3] },
])('$model.name', ({ model, at }) => {
  test('is flat in every direction where it is fitted, and lower around it', () => {
    const { params, logLikelihood } = fitOf(model, highEnd);
    params.forEach((value, i) => {
      for (const factor of [0.99, 1.01]) {
        const moved = params.map((other, j) => (i === j ? value * factor : other));
        expect(model.logLikelihood(moved, [highEnd])).toBeLessThan(logLikelihood);
      }
    });
  });

  test('fits cohorts of different age as one', () => {
    const young = highEnd.slice(0, 4).map((count) => count * 2);
    const fit = model.fit([highEnd, young]);
    expect(fit).toMatchObject({ kind: 'fit', converged: true, customers: 3000 });
    const params = fit.kind === 'fit' ? fit.params : [];
    const apart = model.logLikelihood(params, [highEnd]) + model.logLikelihood(params, [young]);
    expect(model.logLikelihood(params, [highEnd, young]) / apart).toBeCloseTo(1, 13);
  });

  test('lets survival be the product of the retention rates', () => {
    let product = 1;
    for (let t = 1; t <= 12; t++) {
      product *= model.retentionRate(at, t);
      expect(model.survival(at, t)).toBeCloseTo(product, 13);
    }
  });

  test('is worth less the higher the discount rate', () => {
    const worths = [0.01, 0.1, 1].map((rate) => model.discountedResidualLifetime(at, 3, rate));
    expect(worths).toEqual(worths.toSorted((p, q) => q - p));
  });

  test('answers a cohort of which nobody leaves with finite numbers and a warning', () => {
    const fit = fitOf(model, [500, 500, 500, 500]);
    expect(fit.warnings.map(({ code }) => code)).toContain('PARAMETER_AT_LIMIT');
    expect(model.survival(fit.params, 3)).toBeCloseTo(1, 3);
  });

  test('answers a cohort of which everybody leaves with finite numbers', () => {
    const fit = fitOf(model, [500, 200, 50, 0]);
    expect(fit.params.every(Number.isFinite)).toBe(true);
    expect(model.survival(fit.params, 3)).toBeLessThan(0.05);
  });

  test('refuses a handful of customers', () => {
    expect(model.fit([[20, 10, 5, 3]])).toMatchObject({ code: 'TOO_FEW_CUSTOMERS', have: 20 });
  });

  test('refuses a single renewal, which no curve can be drawn through', () => {
    expect(model.fit([[200, 100]])).toMatchObject({ code: 'TOO_FEW_RENEWALS', have: 1 });
  });

  test('refuses a cohort that grows, and shows it', () => {
    expect(() => model.fit([[100, 120]])).toThrow(/never rise, got 100, 120/);
  });

  test('refuses to value an endless subscription without a discount rate', () => {
    expect(() => model.discountedResidualLifetime(at, 0, 0)).toThrow(/rate > 0 a period, got 0/);
  });
});
