import { describe, expect, test } from 'vitest';
import { bgCnbdK } from '../../graph/models/bg-cnbd-k.ts';
import { bgNbd } from '../../graph/models/bg-nbd.ts';
import { type Cells, purchasesOf } from '../../graph/models/cells.ts';
import { covariateProblem, type TraitEffect } from '../../graph/models/covariate-fit.ts';
import { covariateLikelihood } from '../../graph/models/covariate-likelihood.ts';
import { covariateModel } from '../../graph/models/covariate-model.ts';
import { withCovariates } from '../../graph/models/covariate-selection.ts';
import { type Covariate, paramsOfStratum, stratumOf } from '../../graph/models/covariates.ts';
import { fitAndChoose } from '../../graph/models/fit.ts';
import { informationCriteria } from '../../graph/models/information-criteria.ts';
import { paretoNbd } from '../../graph/models/pareto-nbd.ts';
import { orderPredictor } from '../../graph/models/predictor.ts';
import { strataByCell, type TraitCells } from '../../graph/models/trait-cells.ts';
import type { TransactionFit, TransactionModel } from '../../graph/models/transaction-model.ts';
import { simulatePareto } from './pareto-simulate.ts';
import { seeded } from './random.ts';
import { simulateBgNbd } from './simulate.ts';
import { mixShops, withNoise } from './simulate-traits.ts';

const ages = [30, 90] as const;

/** Mail orders half again as often; fair leaves sooner and orders less. */
function bgShop(random: () => number, customers = 1500): TraitCells {
  const shop = (size: number, alpha: number, a: number) =>
    simulateBgNbd(random, { params: [0.5, alpha, a, 2.5], customers: size, ages });
  return mixShops('CHANNEL', [
    ['search', shop(2 * customers, 8, 0.9)],
    ['mail', shop(customers, 8 * Math.exp(-0.5), 0.9)],
    ['fair', shop(customers, 8 * Math.exp(0.4), 0.9 * Math.exp(0.6))],
  ]);
}

function plainFit(model: TransactionModel, cells: Cells): TransactionFit {
  const fit = model.fit(cells);
  if (fit.kind !== 'fit') {
    throw new Error(fit.message);
  }
  return fit;
}

function gammasOf({ covariates = [] }: TransactionFit): Record<string, number> {
  return Object.fromEntries(
    covariates.flatMap(({ level, effects }) =>
      Object.entries(effects).map(([parameter, [gamma]]) => [`${level} ${parameter}`, gamma]),
    ),
  );
}

const everyEffect: Readonly<Record<string, readonly string[]>> = {
  BG_NBD: ['alpha', 'a', 'b'],
  MBG_NBD: ['alpha', 'a', 'b'],
  PARETO_NBD: ['alpha', 'beta'],
};

describe.each(['BG_NBD', 'MBG_NBD', 'PARETO_NBD'] as const)('the likelihood of %s', (name) => {
  const model = covariateModel(name);
  if (!model) {
    throw new Error('expected a model that takes covariates');
  }
  const cells = bgShop(seeded(1), 60);
  const parameters = everyEffect[name] ?? [];
  const design: TraitEffect[] = [{ trait: 'CHANNEL', levels: ['mail', 'fair'], parameters }];
  const problem = covariateProblem(model, cells, { design, scale: 60 });
  const base = [0.5, 0.2, 0.9, 2].map(Math.log);
  const gammas = [0.4, -0.3, 0.2, -0.5, 0.6, 0.1].slice(0, 2 * parameters.length);

  test('has its slope for a gradient and that one’s for a Hessian', () => {
    const at = [...base, ...gammas];
    const { gradient, hessian } = covariateLikelihood(problem, at);
    const step = 1e-5;
    at.forEach((_, i) => {
      const moved = (by: number) =>
        covariateLikelihood(
          problem,
          at.map((value, j) => (i === j ? value + by : value)),
        );
      const [up, down] = [moved(step), moved(-step)];
      const slope = (up.value - down.value) / (2 * step);
      expect(slope / (gradient[i] ?? 0), `coordinate ${i}`).toBeCloseTo(1, 4);
      at.forEach((_unused, j) => {
        const bend = ((up.gradient[j] ?? 0) - (down.gradient[j] ?? 0)) / (2 * step);
        expect(Math.abs(bend - (hessian[i]?.[j] ?? 0)), `entry ${i}, ${j}`).toBeLessThan(
          1e-5 * (1 + Math.abs(bend)),
        );
      });
    });
  });

  test('without effects is that of the plain model, but for the order in which cells are added up', () => {
    const plain = model.likelihood(cells, 60)(base).value;
    const none = covariateLikelihood(problem, [...base, ...gammas.map(() => 0)]).value;
    expect(Math.abs(none / plain - 1)).toBeLessThan(1e-13);
  });
});

test('the effects of simulated shops are found within the errors stated', () => {
  const random = seeded(2);
  const truth: Readonly<Record<string, number>> = {
    'mail alpha': 0.5,
    'mail a': 0,
    'fair alpha': -0.4,
    'fair a': 0.6,
  };
  const squares: number[] = [];
  for (let shop = 0; shop < 8; shop++) {
    const cells = bgShop(random, 600);
    const { covariates = [] } = withCovariates(plainFit(bgNbd, cells), cells);
    const effects = covariates.flatMap(({ level, effects: own }) =>
      Object.entries(own).map(([parameter, [gamma, standardError]]) => ({
        gamma,
        standardError,
        name: `${level} ${parameter}`,
      })),
    );
    for (const { name, gamma, standardError } of effects) {
      squares.push(((gamma - (truth[name] ?? 0)) / (standardError ?? Number.NaN)) ** 2);
    }
  }
  const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
  expect(squares.length).toBeGreaterThan(14);
  expect(mean).toBeGreaterThan(0.4);
  expect(mean).toBeLessThan(1.8);
}, 20_000);

test('Pareto/NBD tells customers who order sooner from those who leave sooner', () => {
  const random = seeded(3);
  const shop = (alpha: number, beta: number) =>
    simulatePareto(random, { params: [0.8, alpha, 0.7, beta], customers: 4000, ages });
  const cells = mixShops('COUNTRY', [
    ['DE', shop(8, 20)],
    ['FR', shop(8 * Math.exp(-0.5), 20 * Math.exp(-0.8))],
  ]);
  const gammas = gammasOf(withCovariates(plainFit(paretoNbd, cells), cells));
  // Equal in size, so either may be the baseline.
  const sign = 'FR alpha' in gammas ? 1 : -1;
  const level = sign === 1 ? 'FR' : 'DE';
  expect(Math.abs((gammas[`${level} alpha`] ?? 0) - 0.5 * sign)).toBeLessThan(0.2);
  expect(Math.abs((gammas[`${level} beta`] ?? 0) - 0.8 * sign)).toBeLessThan(0.4);
}, 20_000);

test('a trait that says nothing stays out, beside one that does or alone', () => {
  const random = seeded(4);
  const cells = withNoise(bgShop(random), 'COUNTRY', { levels: ['DE', 'FR', 'UK'], random });
  const chosen = withCovariates(plainFit(bgNbd, cells), cells).covariates ?? [];
  expect(new Set(chosen.map(({ trait }) => trait))).toEqual(new Set(['CHANNEL']));
  const noise = { ...cells, traits: cells.traits.slice(1) };
  const plain = plainFit(bgNbd, noise);
  expect(withCovariates(plain, noise)).toBe(plain);
});

test('many cells are merged for the search, and what is found is fitted to all', () => {
  const cells = bgShop(seeded(5), 5500);
  const plain = plainFit(bgNbd, cells);
  const fit = withCovariates(plain, cells);
  expect(cells.age.length).toBeGreaterThan(20_000);
  expect(Math.abs((gammasOf(fit)['mail alpha'] ?? 0) - 0.5)).toBeLessThan(0.1);
  expect(informationCriteria(fit).bic).toBeLessThan(informationCriteria(plain).bic);
  const strata = strataByCell(fit.covariates ?? [], cells);
  const total = cells.frequency.reduce((sum, _, i) => {
    const params = paramsOfStratum(
      bgNbd.parameterNames,
      fit.params,
      fit.covariates ?? [],
      strata[i] ?? 0,
    );
    return sum + bgNbd.logLikelihood(params as never, purchasesOf(cells, i));
  }, 0);
  expect(fit.logLikelihood / total).toBeCloseTo(1, 11);
}, 20_000);

test('a level in which nobody came back does not run away', () => {
  const cells = bgShop(seeded(6), 800);
  const index = cells.traits[0]?.index ?? new Float64Array();
  const isFair = (i: number) => index[i] === 3;
  // Below the count of repeat buyers that a level needs: some 25 of 800.
  const quiet = (values: Float64Array) =>
    values.map((value, i) => (isFair(i) && i % 10 > 0 ? 0 : value));
  const shop = { ...cells, frequency: quiet(cells.frequency), recency: quiet(cells.recency) };
  const gammas = gammasOf(withCovariates(plainFit(bgNbd, shop), shop));
  for (const gamma of Object.values(gammas)) {
    expect(Math.abs(gamma)).toBeLessThan(4);
  }
});

const covariates: readonly Covariate[] = [
  {
    trait: 'CHANNEL',
    level: 'mail',
    effects: { alpha: [0.5, null] },
  },
  {
    trait: 'CHANNEL',
    level: 'fair',
    effects: { a: [0.6, null] },
  },
  {
    trait: 'COUNTRY',
    level: 'FR',
    effects: { b: [-0.2, null] },
  },
];
const names = bgNbd.parameterNames;
const params = [0.5, 8, 0.9, 2.5] as const;

test.each([
  [{ CHANNEL: 'mail' }, [0.5, 8 * Math.exp(-0.5), 0.9, 2.5]],
  [{ CHANNEL: 'fair', COUNTRY: 'FR' }, [0.5, 8, 0.9 * Math.exp(0.6), 2.5 * Math.exp(-0.2)]],
  [{ CHANNEL: 'never seen', COUNTRY: null }, params],
  [{}, params],
])('customers of %o have the parameters of their levels', (values, expected) => {
  const stratum = stratumOf(covariates, values);
  expect(paramsOfStratum(names, params, covariates, stratum)).toEqual(expected);
});

test('effects of 0 leave predictions as they are, to the last digit', () => {
  const plain = { ...plainFit(bgNbd, bgShop(seeded(10), 200)), params };
  const none = covariates.map((one) => ({
    ...one,
    effects: Object.fromEntries(
      Object.keys(one.effects).map((parameter) => [parameter, [0, null]] as const),
    ),
  }));
  const customer = { frequency: 2, recency: 120, age: 300 };
  const expected = orderPredictor(plain, 7).discountedOrders(customer, 365, 0.1);
  const orders = orderPredictor({ ...plain, covariates: none }, 7);
  expect(orders.discountedOrders({ ...customer, stratum: 4 }, 365, 0.1)).toBe(expected);
});

test('a predictor with covariates asks for each customer what their own parameters say', () => {
  const plain = plainFit(bgNbd, bgShop(seeded(7), 200));
  const fit = { ...plain, params, covariates };
  const orders = orderPredictor(fit, 7);
  const cells: Cells = {
    frequency: Float64Array.of(3, 3, 3),
    recency: Float64Array.of(100, 100, 100),
    age: Float64Array.of(200, 200, 200),
    customers: Float64Array.of(1, 1, 1),
    repeatSpend: Float64Array.of(0, 0, 0),
    stratum: Float64Array.of(4, 0, 1),
  };
  const byCell = orders.discountedOrdersByCell(cells, 365, 0.1);
  [4, 0, 1].forEach((stratum, i) => {
    const own = { ...plain, params: paramsOfStratum(names, params, covariates, stratum) };
    const alone = orderPredictor(own, 7);
    const { stratum: _, ...purchases } = purchasesOf(cells, i);
    expect(orders.expectedOrders(purchasesOf(cells, i), 90)).toBe(
      alone.expectedOrders(purchases, 90),
    );
    const one = alone.discountedOrders(purchases, 365, 0.1);
    expect((byCell[i] ?? 0) / one).toBeCloseTo(1, 9);
  });
});

test('a model file with covariates predicts the same after being written and read, and stays small', () => {
  const random = seeded(8);
  const countries = ['DE', 'FR', 'UK', 'US', 'a country with a name of forty letters..'];
  const cells = withNoise(bgShop(random, 400), 'COUNTRY', { levels: countries, random });
  const spend = {
    frequency: new Float64Array(),
    repeatSpend: new Float64Array(),
    customers: new Float64Array(),
  };
  const fitted = fitAndChoose(cells, spend, {
    traitCells: cells,
    timeUnitDays: 1,
  });
  const text = JSON.stringify(fitted);
  const { transactions } = JSON.parse(text) as typeof fitted;
  if (fitted.transactions.kind !== 'fit' || transactions.kind !== 'fit') {
    throw new Error('expected a fit');
  }
  expect(transactions.covariates?.length).toBe(2);
  const one = { frequency: 2, recency: 20, age: 60, stratum: 2 };
  expect(orderPredictor(transactions, 1).expectedOrders(one, 100)).toBe(
    orderPredictor(fitted.transactions, 1).expectedOrders(one, 100),
  );
  expect(Buffer.byteLength(text)).toBeLessThan(4096);
}, 20_000);

test('models that take no covariates are answered without', () => {
  const cells = bgShop(seeded(9), 200);
  const fit = { ...plainFit(bgNbd, cells), model: bgCnbdK.name };
  expect(withCovariates(fit, cells)).toBe(fit);
});
