import { describe, expect, test } from 'vitest';
import { prepareBetaGeometric } from '../../graph/models/beta-geometric-data.ts';
import { betaGeometricLikelihood } from '../../graph/models/beta-geometric-likelihood.ts';
import { bgCnbdK } from '../../graph/models/bg-cnbd-k.ts';
import { bgNbd } from '../../graph/models/bg-nbd.ts';
import { type Cells, purchasesOf, scaleTime } from '../../graph/models/cells.ts';
import {
  cnbdLikelihood,
  cnbdLikelihoodWithoutDropout,
} from '../../graph/models/cnbd-likelihood.ts';
import type { Derivatives } from '../../graph/models/curvature.ts';
import { mbgCnbdK } from '../../graph/models/mbg-cnbd-k.ts';
import { toWeekCells } from '../../graph/models/week-cells.ts';
import { seeded } from './random.ts';
import { simulateCnbd } from './simulate-cnbd.ts';

const few: Required<Omit<Cells, 'stratum' | 'endDay'>> = {
  frequency: Float64Array.of(0, 0, 1, 2, 2, 7, 40, 301),
  recency: Float64Array.of(0, 0, 3, 20, 38, 30, 0.5, 38),
  age: Float64Array.of(30, 38, 38, 30, 38, 31, 38, 38),
  customers: Float64Array.of(90, 40, 9, 3, 4, 2, 1, 1),
  repeatSpend: Float64Array.of(0, 0, 200, 90, 150, 800, 1200, 2900),
  logIntervals: Float64Array.of(0, 0, 9.9, 13.8, 23.5, 20.1, -180, -640),
};

function prepare(entryChances: 0 | 1) {
  return prepareBetaGeometric(few, { entryChances, scale: 1, everyCell: true });
}

type Likelihood = (params: readonly number[]) => Derivatives;
type Four = readonly [number, number, number, number];

const likelihoods: readonly { name: string; at: number[]; f: Likelihood }[] = [
  ...([0, 1] as const).flatMap((entry) =>
    [2, 5].map((k) => ({
      name: `${entry === 0 ? 'BG' : 'MBG'}/CNBD-${k}`,
      at: [0.4, 4.1, 0.7, 2.2],
      f: (params: readonly number[]) =>
        cnbdLikelihood(prepare(entry), params as unknown as Four, k),
    })),
  ),
  {
    name: 'CNBD-3',
    at: [0.3, 4.1],
    f: ([r = 1, alpha = 1]) => cnbdLikelihoodWithoutDropout(prepare(0), [r, alpha], 3),
  },
];

/** Central difference of `g` in coordinate `i`. */
function slope(g: (params: readonly number[]) => number, at: readonly number[], i: number): number {
  const step = 1e-5 * (at[i] ?? 1);
  const moved = (by: number) => g(at.map((value, j) => (j === i ? value + by : value)));
  return (moved(step) - moved(-step)) / (2 * step);
}

test.each(likelihoods)('the gradient of $name is its slope', ({ at, f }) => {
  f(at).gradient.forEach((value, i) => {
    expect(value / slope((params) => f(params).value, at, i), `coordinate ${i}`).toBeCloseTo(1, 5);
  });
});

test.each(likelihoods)('the Hessian of $name is the slope of its gradient', ({ at, f }) => {
  f(at).hessian.forEach((row, i) => {
    row.slice(i).forEach((value, j) => {
      const numeric = slope((params) => f(params).gradient[i + j] ?? 0, at, i);
      expect(value / numeric, `entry ${i}, ${i + j}`).toBeCloseTo(1, 5);
    });
  });
});

test('the likelihood for k = 1 is that of random timing', () => {
  const params = [0.3, 4.1, 0.7, 2.2] as const;
  const plain = betaGeometricLikelihood(prepare(1), params);
  const counted = cnbdLikelihood(prepare(1), params, 1);
  expect(counted.value / plain.value).toBeCloseTo(1, 13);
  counted.gradient.forEach((value, i) => {
    expect(value / (plain.gradient[i] ?? 0)).toBeCloseTo(1, 11);
  });
});

describe.each([
  { model: bgCnbdK, entryChances: 0 as const },
  { model: mbgCnbdK, entryChances: 1 as const },
])('$model.name', ({ model, entryChances }) => {
  const truth = [0.8, 2.7, 0.9, 2.5, 3] as const;
  const shop = { params: truth, customers: 3000, ages: [30, 90], entryChances } as const;

  function fitOf(cells: Cells) {
    const fit = model.fit(cells);
    if (fit.kind !== 'fit') {
      throw new Error(fit.message);
    }
    return fit;
  }

  test('finds k and the parameters of simulated shops within the errors it states', () => {
    const random = seeded(5);
    const squares = [0, 0, 0, 0];
    const shops = 12;
    for (let i = 0; i < shops; i++) {
      const { parameters, params } = fitOf(simulateCnbd(random, shop));
      expect(params[4]).toBe(3);
      squares.forEach((square, j) => {
        const { value = 1, standardError } = parameters[j] ?? {};
        const score = (Math.log(value / (truth[j] ?? 1)) * value) / (standardError ?? 0);
        squares[j] = square + score ** 2 / shops;
      });
    }
    squares.forEach((square, j) => {
      expect(square, model.parameterNames[j]).toBeGreaterThan(0.2);
      expect(square, model.parameterNames[j]).toBeLessThan(2.4);
    });
  });

  test('states the log-likelihood that customers one by one add up to', () => {
    const cells = simulateCnbd(seeded(6), shop);
    const { params, logLikelihood } = fitOf(cells);
    const total = cells.frequency.reduce(
      (sum, _, i) =>
        sum +
        model.logLikelihood(params, {
          ...purchasesOf(cells, i),
          logIntervals: cells.logIntervals[i] ?? 0,
        }),
      0,
    );
    expect(logLikelihood / total).toBeCloseTo(1, 11);
  });

  test('finds the same whatever the unit of time', () => {
    const cells = simulateCnbd(seeded(7), shop);
    const inOne = fitOf(cells);
    const inSevenths = fitOf(scaleTime(cells, 1 / 7));
    const orders = cells.frequency.reduce((sum, x) => sum + x, 0);
    expect(inSevenths.params[1] / inOne.params[1]).toBeCloseTo(7, 7);
    const perDay = inOne.logLikelihood - orders * Math.log(7);
    expect(inSevenths.logLikelihood / perDay).toBeCloseTo(1, 11);
  });

  test('finds the same of many cells, whose k is looked for on merged ones', () => {
    const cells = simulateCnbd(seeded(14), { ...shop, customers: 11_000 });
    const twice = (values: Float64Array, share = 1) =>
      Float64Array.from([...values, ...values], (value) => value * share);
    const { customers, logIntervals, repeatSpend } = cells;
    const many = fitOf({
      frequency: twice(cells.frequency),
      recency: twice(cells.recency),
      age: twice(cells.age),
      customers: twice(customers, 0.5),
      logIntervals: twice(logIntervals, 0.5),
      repeatSpend: twice(repeatSpend, 0.5),
    });
    const few = fitOf(cells);
    expect(many.params[4]).toBe(3);
    expect(many.logLikelihood / few.logLikelihood).toBeCloseTo(1, 12);
    few.params.forEach((param, i) => {
      expect((many.params[i] ?? 0) / param).toBeCloseTo(1, 7);
    });
  });

  test('answers random timing with k = 1, and then as the model of random timing', () => {
    const cells = simulateCnbd(seeded(8), { ...shop, params: [0.8, 8, 0.9, 2.5, 1] });
    const fit = fitOf(cells);
    expect(fit.params[4]).toBe(1);
    if (entryChances === 0) {
      const plain = bgNbd.fit(cells);
      expect(plain).toMatchObject({
        logLikelihood: fit.logLikelihood,
        params: fit.params.slice(0, 4),
      });
    }
  });

  test('says where orders come as regularly as it can tell', () => {
    const cells = simulateCnbd(seeded(9), {
      ...shop,
      params: [0.8, 0.3, 0.9, 2.5, 40],
      customers: 400,
    });
    const fit = fitOf(cells);
    expect(fit.params[4]).toBe(12);
    expect(fit.warnings.map(({ message }) => message).join()).toContain('limit of k, 12');
  });

  test('answers customers nobody of whom leaves by the model without dropout', () => {
    const { frequency, age, ...rest } = simulateCnbd(seeded(10), {
      ...shop,
      params: [0.8, 2.7, 1e-9, 1, 3],
      customers: 400,
    });
    const fit = fitOf({ frequency, age, ...rest });
    expect(fit.warnings.map(({ code }) => code)).toEqual(['NO_VISIBLE_DROPOUT']);
    expect(fit.params[2]).toBe(0);
    const orders = model.expectedOrders(fit.params, { frequency: 4, recency: 48, age: 50 }, 5000);
    const rate = (fit.params[0] + 12) / (fit.params[1] + 50) / 3;
    expect(orders / (rate * 5000)).toBeCloseTo(1, 1);
  });

  test('refuses cells that do not tell the times between orders', () => {
    const { logIntervals: _, ...cells } = simulateCnbd(seeded(11), shop);
    expect(model.fit(cells)).toMatchObject({ kind: 'insufficient', have: 0 });
  });

  test('gives by cell what it gives one by one', () => {
    const cells = simulateCnbd(seeded(12), { ...shop, customers: 4000 });
    const alive = model.probabilityAliveByCell(truth, cells);
    const orders = model.expectedOrdersByCell(truth, cells, 52);
    const discounted = model.discountedExpectedOrdersByCell(truth, cells, 52, 0.002);
    for (let i = 0; i < 4000; i += 40) {
      const purchases = purchasesOf(cells, i);
      expect((alive[i] ?? 0) / model.probabilityAlive(truth, purchases)).toBeCloseTo(1, 12);
      expect((orders[i] ?? 0) / model.expectedOrders(truth, purchases, 52)).toBeCloseTo(1, 9);
      const one = model.discountedExpectedOrders(truth, purchases, 52, 0.002);
      expect((discounted[i] ?? 0) / one).toBeCloseTo(1, 9);
    }
  });
});

test('week cells keep the sum of the logarithms of intervals', () => {
  const cells = simulateCnbd(seeded(13), {
    params: [0.8, 20, 0.9, 2.5, 3],
    customers: 500,
    ages: [200, 900],
    entryChances: 0,
  });
  const sum = (values: Float64Array = new Float64Array()) => values.reduce((all, v) => all + v, 0);
  expect(sum(toWeekCells(cells).logIntervals) / sum(cells.logIntervals)).toBeCloseTo(1, 12);
});
