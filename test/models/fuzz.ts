import { bdw } from '../../graph/models/bdw.ts';
import { betaGeometricLikelihood } from '../../graph/models/beta-geometric-likelihood.ts';
import { dataFor } from '../../graph/models/beta-geometric-maximum.ts';
import type { Cells, Purchases } from '../../graph/models/cells.ts';
import { cnbdLikelihood } from '../../graph/models/cnbd-likelihood.ts';
import { gammaGamma } from '../../graph/models/gamma-gamma.ts';
import { gammaGammaLikelihood, prepareSpend } from '../../graph/models/gamma-gamma-likelihood.ts';
import { groupForPareto } from '../../graph/models/pareto-data.ts';
import { paretoLikelihood } from '../../graph/models/pareto-likelihood.ts';
import { registeredModels } from '../../graph/models/registry.ts';
import { sbg } from '../../graph/models/sbg.ts';
import type { TransactionModel } from '../../graph/models/transaction-model.ts';
import { magnitude } from './random.ts';

type Random = () => number;

/** A function under the fuzzer: draws a legal input, and gives it back with whether the answer is in range. */
export type Fuzzed = (random: Random) => { readonly isInRange: boolean; readonly input: unknown };

const slack = 1 + 1e-9;

function pick<T>(random: Random, values: readonly [T, ...T[]]): T {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

/** Shapes of any size, most of them of a size that shops have. */
function shape(random: Random): number {
  return random() < 0.2 ? magnitude(random, -3, 4) : magnitude(random, -1.5, 1.5);
}

function purchasesFor(random: Random): Purchases {
  const age = pick(random, [0, magnitude(random, -2, 2), magnitude(random, 1, 4)]);
  const many = random() < 0.1 ? 5000 : Math.floor(magnitude(random, 0, 2.5));
  const frequency = pick(random, [0, 1, 2, many]);
  const recency = frequency === 0 ? 0 : pick(random, [0, age, age * random()]);
  const logIntervals = frequency * Math.log(Math.max(recency, 1e-3) / Math.max(frequency, 1));
  return { frequency, recency, age, logIntervals };
}

function cellOf({ frequency, recency, age }: Purchases): Cells {
  return {
    frequency: Float64Array.of(frequency),
    recency: Float64Array.of(recency),
    age: Float64Array.of(age),
    customers: Float64Array.of(3),
    repeatSpend: Float64Array.of(frequency),
  };
}

const isShare = (value: number) => value >= 0 && value <= slack;
const isFiniteAmount = (value: number) => value >= 0 && value < Infinity;
const areFinite = (values: Iterable<number>) => [...values].every(Number.isFinite);

function paramsFor({ name }: TransactionModel, random: Random): number[] {
  const first = [shape(random), magnitude(random, -2, 4)];
  if (name === 'PARETO_NBD') {
    return [...first, pick(random, [0, shape(random), shape(random)]), magnitude(random, -2, 4)];
  }
  const withDropout = [pick(random, [0, 1, shape(random), shape(random)]), shape(random)];
  const k = name.endsWith('_K') ? [1 + Math.floor(4 * random())] : [];
  return [...first, ...withDropout, ...k];
}

interface Drawn {
  readonly params: readonly number[];
  readonly purchases: Purchases;
  readonly time: number;
  readonly rate: number;
  readonly n: number;
}

function ofModel(model: TransactionModel): Readonly<Record<string, Fuzzed>> {
  const drawn = (random: Random): Drawn => ({
    params: paramsFor(model, random),
    purchases: purchasesFor(random),
    time: pick(random, [0, magnitude(random, -2, 2), magnitude(random, 1, 4)]),
    rate: magnitude(random, -5, 0),
    n: Math.floor(30 * random() ** 3),
  });
  const checked =
    (check: (drawn: Drawn) => boolean): Fuzzed =>
    (random) => {
      const input = drawn(random);
      return { isInRange: check(input), input };
    };
  const areCounts = (counts: Float64Array) =>
    counts.every(isShare) && counts.reduce((sum, count) => sum + count, 0) <= slack;
  return {
    logLikelihood: checked(({ params, purchases }) =>
      Number.isFinite(model.logLikelihood(params, purchases)),
    ),
    derivatives: checked(({ params, purchases }) => {
      const { value, gradient, hessian } = derivativesOf(model, params, purchases);
      return areFinite([value, ...gradient, ...hessian.flat()]);
    }),
    probabilityAlive: checked(({ params, purchases }) =>
      isShare(model.probabilityAlive(params, purchases)),
    ),
    'probabilityAlive later': checked(({ params, purchases, time }) =>
      isShare(model.probabilityAlive(params, purchases, time)),
    ),
    expectedOrders: checked(({ params, purchases, time }) =>
      isFiniteAmount(model.expectedOrders(params, purchases, time)),
    ),
    expectedOrdersOfNewCustomer: checked(({ params, time }) =>
      isFiniteAmount(model.expectedOrdersOfNewCustomer(params, time)),
    ),
    orderCountProbability: checked(({ params, purchases, time, n }) =>
      isShare(model.orderCountProbability(params, purchases, time, n)),
    ),
    orderCountProbabilities: checked(({ params, purchases, time, n }) =>
      areCounts(model.orderCountProbabilities(params, purchases, time, n)),
    ),
    newCustomerOrderCountProbability: checked(({ params, time, n }) =>
      isShare(model.newCustomerOrderCountProbability(params, time, n)),
    ),
    newCustomerOrderCountProbabilities: checked(({ params, time, n }) =>
      areCounts(model.newCustomerOrderCountProbabilities(params, time, n)),
    ),
    atLeastOneOrder: checked(({ params, purchases, time }) =>
      isShare(model.atLeastOneOrder(params, purchases, time)),
    ),
    expectedNextOrder: checked(({ params, purchases }) => {
      const { probabilityEver, median, medianIfEver } = model.expectedNextOrder(params, purchases);
      const times = [median, medianIfEver].map((time) => time ?? 1);
      return isShare(probabilityEver) && times.every(isFiniteAmount);
    }),
    discountedExpectedOrders: checked(({ params, purchases, time, rate }) =>
      isFiniteAmount(model.discountedExpectedOrders(params, purchases, time, rate)),
    ),
    'discountedExpectedOrders without end': checked(({ params, purchases, rate }) =>
      isFiniteAmount(model.discountedExpectedOrders(params, purchases, Infinity, rate)),
    ),
    probabilityAliveByCell: checked(({ params, purchases }) =>
      model.probabilityAliveByCell(params, cellOf(purchases)).every(isShare),
    ),
    expectedOrdersByCell: checked(({ params, purchases, time }) =>
      model.expectedOrdersByCell(params, cellOf(purchases), time).every(isFiniteAmount),
    ),
    discountedExpectedOrdersByCell: checked(({ params, purchases, time, rate }) =>
      model
        .discountedExpectedOrdersByCell(params, cellOf(purchases), time, rate)
        .every(isFiniteAmount),
    ),
  };
}

/** Value, gradient and Hessian as the fit of a model takes them; a limit of the model is moved off it. */
function derivativesOf({ name }: TransactionModel, params: readonly number[], seen: Purchases) {
  const inner = params.map((value) => (value === 0 ? 1e-3 : value));
  const four = inner.slice(0, 4) as [number, number, number, number];
  const cells = cellOf(seen);
  if (name === 'PARETO_NBD') {
    return paretoLikelihood(groupForPareto(cells), four);
  }
  const entryChances = name.startsWith('MBG') ? 1 : 0;
  const k = inner[4] ?? 1;
  const data = dataFor({ cells, entryChances, customers: 3, orders: 3, scale: 1 }, k);
  return k === 1 ? betaGeometricLikelihood(data, four) : cnbdLikelihood(data, four, k);
}

function ofSpend(): Readonly<Record<string, Fuzzed>> {
  const drawn = (random: Random) => ({
    params: [shape(random), shape(random), magnitude(random, -4, 8)] as const,
    frequency: pick(random, [1, 2, Math.ceil(magnitude(random, 0, 3)), 5000]),
    spend: pick(random, [magnitude(random, -6, 3), magnitude(random, 0, 12)]),
  });
  return {
    logLikelihood: (random) => {
      const input = drawn(random);
      const { params, frequency, spend } = input;
      const value = gammaGamma.logLikelihood(params, frequency, spend);
      return { isInRange: Number.isFinite(value), input };
    },
    derivatives: (random) => {
      const input = drawn(random);
      const data = prepareSpend(
        {
          frequency: Float64Array.of(input.frequency),
          repeatSpend: Float64Array.of(input.spend),
          customers: Float64Array.of(2),
        },
        1,
      );
      const { value, gradient, hessian } = gammaGammaLikelihood(data, input.params);
      return { isInRange: areFinite([value, ...gradient, ...hessian.flat()]), input };
    },
    expectedOrderValue: (random) => {
      const input = drawn(random);
      const [p, q, v] = input.params;
      const params = [p, q + 1, v] as const;
      const value = gammaGamma.expectedOrderValue(params, input.frequency, input.spend);
      return { isInRange: isFiniteAmount(value), input };
    },
  };
}

type Contractual = Pick<
  typeof sbg,
  | 'survival'
  | 'retentionRate'
  | 'expectedRemainingRenewals'
  | 'discountedResidualLifetime'
  | 'logLikelihood'
>;

function ofContract(
  model: Contractual,
  draw: (random: Random) => number[],
): Readonly<Record<string, Fuzzed>> {
  const checked =
    (check: (params: readonly [number, number], t: number, rate: number) => boolean): Fuzzed =>
    (random) => {
      const params = draw(random) as unknown as readonly [number, number];
      const t = Math.floor(magnitude(random, 0, 2));
      const rate = magnitude(random, -3, 1);
      return { isInRange: check(params, t, rate), input: { params, t, rate } };
    };
  return {
    logLikelihood: checked((params, t) => {
      const value = model.logLikelihood(params, [[t + 9, t + 3, t, t]]);
      return value <= 0 && value > -Infinity;
    }),
    survival: checked((params, t) => isShare(model.survival(params, t))),
    retentionRate: checked((params, t) => isShare(model.retentionRate(params, t))),
    expectedRemainingRenewals: checked((params, t) => {
      const value = model.expectedRemainingRenewals(params, t, 24);
      return value !== null && isFiniteAmount(value) && value <= 24 * slack;
    }),
    discountedResidualLifetime: checked((params, t, rate) => {
      const value = model.discountedResidualLifetime(params, t, rate);
      return isFiniteAmount(value) && value <= (1 + 1 / rate) * slack;
    }),
  };
}

const bdwAsSbg = bdw as unknown as Contractual;

/** Every public function of every model, by the names of both. */
export const fuzzed: readonly (readonly [name: string, fuzzed: Fuzzed])[] = Object.entries({
  ...Object.fromEntries(registeredModels().map((model) => [model.name, ofModel(model)])),
  GAMMA_GAMMA: ofSpend(),
  SBG: ofContract(sbg, (random) => [shape(random), shape(random)]),
  BDW: ofContract(bdwAsSbg, (random) => [shape(random), shape(random), magnitude(random, -1, 0.5)]),
}).flatMap(([model, functions]) =>
  Object.entries(functions).map(([name, one]) => [`${model} ${name}`, one] as const),
);

/** Whether a function is of the models of regular timing. */
export function isRegular(name: string): boolean {
  return name.includes('_K ');
}
