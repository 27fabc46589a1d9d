import { expect, test } from 'vitest';
import type { FittedModel } from '../../graph/models/fitted-model.ts';
import { orderPredictor } from '../../graph/models/predictor.ts';
import { dayNumber, type Season } from '../../graph/models/season.ts';
import type { TransactionFit } from '../../graph/models/transaction-model.ts';
import { query } from '../support/query.ts';
import { asOfDay, fittedStores } from './fitted-shop.ts';

const { stores, snapshot } = fittedStores();
const season: Season = { endDay: asOfDay, weekdays: [1, 1, 1, 1, 1, 1.5, 0.5], months: null };

/** The fitted shop's model with effects and a season that it did not find itself. */
function extendedFit(): TransactionFit {
  const { transactions } = snapshot.model;
  if (transactions.kind !== 'fit') {
    throw new Error(transactions.message);
  }
  const covariates = [
    { trait: 'CHANNEL', level: 'mail', effects: { alpha: [0.5, 0.1], a: [-0.2, null] } },
  ] as const;
  return { ...transactions, covariates, season };
}

const model: FittedModel = { ...snapshot.model, transactions: extendedFit() };
const served = {
  ...stores,
  snapshots: { ...stores.snapshots, current: async () => ({ ...snapshot, model }) },
};

test('the model query lists effects with their errors, and the season', async () => {
  const { data, errors } = await query(
    served,
    `{ model { covariates { trait level effects { parameter gamma standardError } } season { weekdays months } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.model.covariates).toEqual([
    {
      trait: 'CHANNEL',
      level: 'mail',
      effects: [
        { parameter: 'alpha', gamma: 0.5, standardError: 0.1 },
        { parameter: 'a', gamma: -0.2, standardError: null },
      ],
    },
  ]);
  expect(data.model.season).toEqual({ weekdays: season.weekdays, months: null });
});

test('the choice names the model that answers with what it has beyond its paper', async () => {
  const { choice } = model;
  const chosen = { ...model, choice: { ...choice, extension: 'SEASON' as const } };
  const current = async () => ({ ...snapshot, model: chosen });
  const { data } = await query(
    { ...stores, snapshots: { ...stores.snapshots, current } },
    '{ model { choice { model extension reason } } }',
  );
  expect(data.model.choice).toEqual({
    model: 'BG_NBD',
    extension: 'SEASON',
    reason: `BG_NBD+SEASON: ${choice.reason}.`,
  });
});

test('a model without either says so', async () => {
  const { data } = await query(stores, '{ model { covariates { level } season { weekdays } } }');
  expect(data.model).toEqual({ covariates: [], season: null });
});

test('a customer is predicted in the time of the season, as of the day asked for', async () => {
  const { data } = await query(
    served,
    `{ customers(first: 1) { nodes {
       summary { frequency recencyDays ageDays }
       expectedOrders(withinDays: 3)
       probabilityAlive(asOf: "2026-07-04T12:00:00Z") } } }`,
  );
  const [node] = data.customers.nodes;
  const { frequency, recencyDays: recency, ageDays: age } = node.summary;
  const orders = orderPredictor(extendedFit(), model.timeUnitDays);
  const expected = orders.expectedOrders({ frequency, recency, age }, 3);
  const later = { frequency, recency, age: age + 4, endDay: dayNumber('2026-07-04') };
  expect(node.expectedOrders).toBeCloseTo(expected, 12);
  expect(node.probabilityAlive).toBeCloseTo(orders.probabilityAlive(later), 12);
});
