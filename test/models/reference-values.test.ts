import { describe, expect, test } from 'vitest';
import { bgNbd } from '../../graph/models/bg-nbd.ts';
import type { Purchases } from '../../graph/models/cells.ts';
import { mbgNbd } from '../../graph/models/mbg-nbd.ts';
import { paretoNbd } from '../../graph/models/pareto-nbd.ts';
import type { TransactionModel } from '../../graph/models/transaction-model.ts';
import { referenceRows } from '../math/reference.ts';

/** A customer of a fixture, and what is asked of a model about them. */
interface Question {
  readonly params: readonly number[];
  readonly purchases: Purchases;
  readonly horizon: number;
  readonly rate: number;
  readonly n: number;
}

type Answer = (model: TransactionModel, question: Question) => number;

/** In the order of the fixture's columns. */
const functions: readonly (readonly [name: string, answer: Answer])[] = [
  ['logLikelihood', (model, { params, purchases }) => model.logLikelihood(params, purchases)],
  ['probabilityAlive', (model, { params, purchases }) => model.probabilityAlive(params, purchases)],
  [
    'probabilityAlive later',
    (model, { params, purchases, horizon }) => model.probabilityAlive(params, purchases, horizon),
  ],
  [
    'expectedOrdersOfNewCustomer',
    (model, { params, horizon }) => model.expectedOrdersOfNewCustomer(params, horizon),
  ],
  [
    'expectedOrders',
    (model, { params, purchases, horizon }) => model.expectedOrders(params, purchases, horizon),
  ],
  [
    'discountedExpectedOrders',
    (model, { params, purchases, horizon, rate }) =>
      model.discountedExpectedOrders(params, purchases, horizon, rate),
  ],
  [
    'discountedExpectedOrders without end',
    (model, { params, purchases, rate }) =>
      model.discountedExpectedOrders(params, purchases, Infinity, rate),
  ],
  [
    'orderCountProbability',
    (model, { params, purchases, horizon, n }) =>
      model.orderCountProbability(params, purchases, horizon, n),
  ],
];

const firstValue = 10;

/** What is smaller than this is 0 to whoever adds up. */
const floor = 1e-290;

const models = [bgNbd, mbgNbd, paretoNbd] as readonly TransactionModel<readonly number[]>[];

describe.each(models)('$name against 50-digit arithmetic', (model) => {
  const rows = referenceRows(`customers-${model.name.toLowerCase().replace('_', '-')}.json`);

  test.each(functions.map(([name, answer], column) => ({ name, answer, column })))(
    '$name is within 1e-10 at more than a thousand customers, most of them beyond any shop',
    ({ answer, column }) => {
      const known = rows.filter((row) => row[firstValue + column] !== null);
      expect(known.length).toBeGreaterThanOrEqual(1000);
      let worst = { error: 0, row: known[0] };
      for (const row of known) {
        const expected = Number(row[firstValue + column]);
        const error = Math.abs(answer(model, questionOf(row)) - expected);
        // Of a logarithm the digits after the point count: a likelihood is what it is the logarithm of.
        const size = column === 0 ? Math.max(1, Math.abs(expected)) : Math.abs(expected) + floor;
        if (!(error / size <= worst.error)) {
          worst = { error: error / size, row };
        }
      }
      expect(worst.error, `at ${worst.row}`).toBeLessThan(1e-10);
    },
  );
});

function questionOf(row: readonly (number | string | null)[]): Question {
  const [r = 0, alpha = 0, a = 0, b = 0, frequency = 0, recency = 0, age = 0, ...rest] = row
    .slice(0, firstValue)
    .map(Number);
  const [horizon = 0, rate = 0, n = 0] = rest;
  return { params: [r, alpha, a, b], purchases: { frequency, recency, age }, horizon, rate, n };
}
