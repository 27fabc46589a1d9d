import { describe, expect, test } from 'vitest';
import { bgNbd } from '../../graph/models/bg-nbd.ts';
import type { Cells } from '../../graph/models/cells.ts';
import { fitWithPrior } from '../../graph/models/fit-with-prior.ts';
import { gammaGamma } from '../../graph/models/gamma-gamma.ts';
import { mbgNbd } from '../../graph/models/mbg-nbd.ts';
import type { FitReport, Insufficient } from '../../graph/models/outcome.ts';
import { spendWithPrior } from '../../graph/models/spend-with-prior.ts';
import { seeded } from './random.ts';
import { simulateBgNbd } from './simulate.ts';

const shop = { params: [0.6, 60, 0.8, 2.4], ages: [100, 400] } as const;

function fitOf<T extends FitReport>(outcome: T | Insufficient): T {
  if (outcome.kind !== 'fit') {
    throw new Error(outcome.message);
  }
  return outcome;
}

test('the prior hardly matters where there are many customers', () => {
  const cells = simulateBgNbd(seeded(3), { ...shop, customers: 2000 });
  const plain = fitOf(bgNbd.fit(cells));
  const pooled = fitOf(fitWithPrior(bgNbd, cells, 1));
  pooled.parameters.forEach(({ value }, i) => {
    const { value: other = 0, standardError } = plain.parameters[i] ?? {};
    expect(Math.abs(value - other) / (standardError ?? 0)).toBeLessThan(0.5);
  });
});

test('standard errors by differences agree with those of the analytic Hessian', () => {
  const cells = simulateBgNbd(seeded(3), { ...shop, customers: 2000 });
  const plain = fitOf(bgNbd.fit(cells)).parameters;
  const pooled = fitOf(fitWithPrior(bgNbd, cells, 1)).parameters;
  const ratios = pooled.map(
    ({ standardError }, i) => (standardError ?? 0) / (plain[i]?.standardError ?? 1),
  );
  expect(Math.min(...ratios)).toBeGreaterThan(0.85);
  expect(Math.max(...ratios)).toBeLessThan(1.15);
});

describe('fifteen customers', () => {
  const few = { ...shop, customers: 15 };

  test('are answered by what other shops look like rather than by chance', () => {
    const rates = Array.from({ length: 40 }, (_, seed) => {
      const outcome = fitWithPrior(mbgNbd, simulateBgNbd(seeded(seed + 1), few), 1);
      const [r = 0, alpha = 0, a = 0, b = 0] = outcome.kind === 'fit' ? outcome.params : [];
      return mbgNbd.expectedOrdersOfNewCustomer([r, alpha, a, b], 365);
    });
    // The true shop has 2.0 repeat orders in the first year.
    expect(Math.min(...rates)).toBeGreaterThan(0.4);
    expect(Math.max(...rates)).toBeLessThan(8);
  });

  test('leave standard errors that cover the truth', () => {
    const truths = Array.from({ length: 40 }, (_, seed) => {
      const outcome = fitWithPrior(bgNbd, simulateBgNbd(seeded(seed + 1), few), 1);
      if (outcome.kind !== 'fit') {
        return [];
      }
      return shop.params.map((truth, i) => {
        const spread = Math.sqrt(outcome.logCovariance?.[i]?.[i] ?? 0);
        return Math.abs(Math.log((outcome.params[i] ?? 0) / truth)) <= 1.645 * spread ? 1 : 0;
      });
    }).flat();
    const covered = truths.reduce<number>((sum, hit) => sum + hit, 0) / truths.length;
    expect(covered).toBeGreaterThan(0.85);
  });
});

test('the answer does not depend on the unit of time', () => {
  const cells = simulateBgNbd(seeded(4), { ...shop, customers: 15 });
  const weeks: Cells = {
    ...cells,
    recency: cells.recency.map((days) => days / 7),
    age: cells.age.map((days) => days / 7),
  };
  const [r, alpha] = fitOf(fitWithPrior(bgNbd, cells, 1)).params;
  const [rOfWeeks, alphaOfWeeks] = fitOf(fitWithPrior(bgNbd, weeks, 7)).params;
  expect(rOfWeeks).toBeCloseTo(r ?? 0, 4);
  expect((alphaOfWeeks ?? 0) * 7).toBeCloseTo(alpha ?? 0, 1);
});

test('four customers are not even pooled', () => {
  const cells = simulateBgNbd(seeded(4), { ...shop, customers: 4 });
  expect(fitWithPrior(bgNbd, cells, 1)).toMatchObject({ code: 'TOO_FEW_CUSTOMERS', need: 5 });
});

test('that nobody came back says something of many customers after a while, and nothing before', () => {
  const silent = (ageDays: number): Cells => ({
    frequency: Float64Array.of(0),
    recency: Float64Array.of(0),
    age: Float64Array.of(ageDays),
    customers: Float64Array.of(500),
    repeatSpend: Float64Array.of(0),
  });
  const later = fitOf(fitWithPrior(mbgNbd, silent(400), 1));
  const [r = 0, alpha = 0, a = 0, b = 0] = later.params;
  expect(mbgNbd.expectedOrdersOfNewCustomer([r, alpha, a, b], 400)).toBeLessThan(0.01);
  expect(fitWithPrior(mbgNbd, silent(20), 1)).toMatchObject({ code: 'TOO_FEW_REPEAT_BUYERS' });
});

test('a model with a parameter that has no prior is refused by name', () => {
  const cells = simulateBgNbd(seeded(4), { ...shop, customers: 15 });
  const odd = { ...bgNbd, parameterNames: ['r', 'alpha', 'a', 'b', 'k'] };
  expect(() => fitWithPrior(odd, cells, 1)).toThrow(/got k/);
});

describe('spend of two repeat buyers', () => {
  const spend = {
    frequency: Float64Array.of(2, 1),
    repeatSpend: Float64Array.of(80, 50),
    customers: Float64Array.of(1, 1),
  };

  test('puts the mean order value near what they spent', () => {
    const mean = gammaGamma.populationMean(fitOf(spendWithPrior(spend)).params);
    expect(mean).toBeGreaterThan(30);
    expect(mean).toBeLessThan(65);
  });

  test('scales with the currency', () => {
    const cents = { ...spend, repeatSpend: spend.repeatSpend.map((amount) => amount * 100) };
    const [, , v] = fitOf(spendWithPrior(spend)).params;
    const [, , vOfCents] = fitOf(spendWithPrior(cents)).params;
    expect(vOfCents / v).toBeCloseTo(100, 3);
  });

  test('is refused where nobody spent anything', () => {
    const nothing = { ...spend, repeatSpend: new Float64Array(2) };
    expect(spendWithPrior(nothing)).toMatchObject({ code: 'TOO_FEW_REPEAT_BUYERS', have: 0 });
  });
});
