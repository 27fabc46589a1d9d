import { describe, expect, test } from 'vitest';
import type { Cells } from '../../graph/models/cells.ts';
import { standingOf } from '../../graph/models/choose.ts';
import { registeredModels } from '../../graph/models/registry.ts';
import { seeded } from './random.ts';
import { gammaVariable } from './simulate.ts';

type Row = readonly [frequency: number, recency: number, age: number];

/** Customers of a shop, observed for one of a few ages so that they make few cells. */
function shopOf(customers: number, row: (index: number) => Row): Cells {
  const cells = new Map<string, [...Row, number]>();
  for (let i = 0; i < customers; i++) {
    const [x, recency, age] = row(i);
    const cell = cells.get(`${x} ${recency} ${age}`) ?? [x, recency, age, 0];
    cell[3]++;
    cells.set(`${x} ${recency} ${age}`, cell);
  }
  const column = (of: (cell: readonly [...Row, number]) => number) =>
    Float64Array.from(cells.values(), of);
  return {
    frequency: column(([x]) => x),
    recency: column(([, recency]) => recency),
    age: column(([, , age]) => age),
    customers: column(([, , , count]) => count),
    repeatSpend: column(() => 0),
    // As on a steady pace, so that k is large too.
    logIntervals: column(([x, recency, , count]) =>
      x > 0 ? count * x * Math.log(Math.max(recency, 1e-6) / x) : 0,
    ),
  };
}

const random = seeded(1);
const exponential = (rate: number) => -Math.log(random()) / rate;
const ages = [140, 280, 420];

/** One who orders at a rate until a moment; orders of a day are one. */
function untilGone(rate: number, gone: number, age: number): Row {
  let [x, last] = [0, 0];
  for (let time = exponential(rate); time < Math.min(gone, age); time += exponential(rate)) {
    const day = Math.floor(time);
    x += day > last ? 1 : 0;
    last = day;
  }
  return [x, last, age];
}

const someAge = (i: number) => ages[i % ages.length] ?? 0;
const shops: Readonly<Record<string, Cells>> = {
  'leaves at one rate': shopOf(600, (i) =>
    untilGone(gammaVariable(random, 0.8) / 70, exponential(0.004), someAge(i)),
  ),
  'orders at one rate': shopOf(600, (i) =>
    untilGone(0.015, exponential(gammaVariable(random, 0.6) / 70), someAge(i)),
  ),
  'orders at one rate and leaves at one rate': shopOf(600, (i) =>
    untilGone(0.015, exponential(0.001), someAge(i)),
  ),
  'orders at one rate and stays': shopOf(500, (i) => untilGone(0.015, Infinity, someAge(i))),
  'ordered twice': shopOf(200, (i) => [1, 1 + (i % 9), 100 + (i % 9)]),
  'is the same': shopOf(500, () => [5, 20, 30]),
  'was here in the first minute only': shopOf(500, (i) => [i % 2, i % 2 ? 1e-4 : 0, 1000]),
  'never came again but for ten': shopOf(1000, (i) => (i < 10 ? [1, 5, 30] : [0, 0, 30])),
  'is an hour old': shopOf(300, (i) => [i % 4, i % 4 ? 0.03 / (1 + (i % 7)) : 0, 0.04]),
  'is thousands of years old': shopOf(300, (i) => [i % 4, i % 4 ? 1e6 / (1 + (i % 7)) : 0, 1e6]),
  'is new or ancient': shopOf(300, (i) => {
    const age = 10 ** ((i % 10) - 4);
    return [i % 4, i % 4 ? age / (1 + (i % 7)) : 0, age];
  }),
};

const year = 365;

describe.each(registeredModels())('$name', (model) => {
  test.each(Object.entries(shops))(
    'has a typed answer and finite predictions where everybody %s',
    (_, cells) => {
      const fit = model.fit(cells);
      expect(standingOf({ fit })).toBeOneOf(['SOUND', 'AT_LIMIT', 'INSUFFICIENT']);
      if (fit.kind !== 'fit') {
        return;
      }
      const numbers = [
        fit.logLikelihood,
        ...fit.params,
        ...(fit.logCovariance ?? []).flat(),
        ...model.probabilityAliveByCell(fit.params, cells),
        ...model.expectedOrdersByCell(fit.params, cells, year),
        ...model.discountedExpectedOrdersByCell(fit.params, cells, year, 3e-4),
      ];
      expect(numbers.filter((number) => !Number.isFinite(number))).toEqual([]);
    },
  );
});

// The sample is one whose dropout is no more varied than at one rate: half of all such samples are.
test('customers who all leave at one rate are the limit of Pareto/NBD, not a search without an end', () => {
  const cells = shops['leaves at one rate'];
  const fit =
    cells &&
    registeredModels()
      .find(({ name }) => name === 'PARETO_NBD')
      ?.fit(cells);

  expect(fit).toMatchObject({
    converged: true,
    warnings: [{ code: 'PARAMETER_AT_LIMIT' }],
    parameters: [
      { name: 'r', standardError: expect.any(Number) },
      { name: 'alpha', standardError: expect.any(Number) },
      { name: 's' },
      { name: 'beta', standardError: null },
    ],
  });
});
