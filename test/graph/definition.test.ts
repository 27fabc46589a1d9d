import { expect, test } from 'vitest';
import type { TransactionFit } from '../../graph/models/transaction-model.ts';
import { query } from '../support/query.ts';
import { asOfDay, fittedStores } from './fitted-shop.ts';

/** Recomputed from nothing but what the API says: no code of the models is used here. */

const { stores, snapshot } = fittedStores();
const weekdays = [1, 1, 1, 1, 1, 1.5, 0.5];
const months = [1, 0.8, 0.8, 1, 1, 1, 1, 1, 1, 1, 1.2, 1.2];
const season = { season: { endDay: asOfDay, weekdays, months } };
const covariates: Pick<TransactionFit, 'covariates'> = {
  covariates: [
    { trait: 'CHANNEL', level: 'mail', effects: { alpha: [0.5, 0.1], a: [-0.2, null] } },
  ],
};

function served(extension: Partial<TransactionFit>) {
  const { transactions } = snapshot.model;
  if (transactions.kind !== 'fit') {
    throw new Error(transactions.message);
  }
  const model = { ...snapshot.model, transactions: { ...transactions, ...extension } };
  const current = { ...snapshot, model };
  return {
    ...stores,
    snapshots: { ...stores.snapshots, current: async () => current },
    // Every other customer came by mail.
    customers: {
      ...stores.customers,
      rows: async (...asked: Parameters<typeof stores.customers.rows>) =>
        (await stores.customers.rows(...asked)).map(
          (row) => row && { ...row, stratum: /[02468]$/.test(row.customerKey) ? 1 : 0 },
        ),
    },
  };
}

const customers = Array.from({ length: 12 }, (_, index) => `c${index}`);
const text = `{
  model {
    timeUnitDays choice { model extension } parameters { name value }
    season { weekdays months } covariates { trait level effects { parameter gamma } }
  }
  ${customers
    .map(
      (name) => `${name}: customer(by: { sourceId: "${name}" }) {
    summary { frequency recencyDays ageDays }
    probabilityAlive expectedOrders(withinDays: 90)
    value { predicted { amount { amount } } definition {
      asOf horizonDays discountRate model modelExtension covariates { trait level } formulas { figure } } }
    flat: value(terms: { discountRate: 0 }) { predicted { amount { amount } } }
  }`,
    )
    .join('\n')}
}`;

type Answer = Awaited<ReturnType<typeof query>>['data'];

/** Σ of the factors of the days after `day` + `from` through `day` + `to`, in the unit of the parameters. */
function clock({ season: known, timeUnitDays }: Answer, day: string, from: number, to: number) {
  let sum = 0;
  for (let ahead = from + 1; ahead <= to; ahead += 1) {
    const date = new Date(Date.parse(day) + ahead * 86_400_000);
    sum += known
      ? known.weekdays[(date.getUTCDay() + 6) % 7] * (known.months?.[date.getUTCMonth()] ?? 1)
      : 1;
  }
  return sum / timeUnitDays;
}

interface Level {
  readonly trait: string;
  readonly level: string;
}

/** The parameters of a customer whose definition names these levels. */
function parametersOf(model: Answer, levels: readonly Level[]): Record<string, number> {
  const own = Object.fromEntries(
    model.parameters.map(({ name, value }: { name: string; value: number }) => [name, value]),
  );
  for (const { trait, level } of levels) {
    const found = model.covariates.find((one: Level) => one.trait === trait && one.level === level);
    for (const { parameter, gamma } of found.effects) {
      own[parameter] *= Math.exp(['alpha', 'beta'].includes(parameter) ? -gamma : gamma);
    }
  }
  return own;
}

/** Gauss's series. */
function hypergeometric(a: number, b: number, c: number, z: number): number {
  let [term, sum] = [1, 1];
  for (let n = 0; Math.abs(term) > 1e-16 * sum; n += 1) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
  }
  return sum;
}

/** BG/NBD as Fader, Hardie & Lee (2005) have it: P(alive), and the orders expected within `t`. */
function bgNbd(
  { r = 0, alpha = 0, a = 0, b = 0 }: Record<string, number>,
  [x, recency, age]: readonly [number, number, number],
) {
  const odds = x === 0 ? 0 : (a / (b + x - 1)) * ((alpha + age) / (alpha + recency)) ** (r + x);
  const orders = (t: number) =>
    ((a + b + x - 1) / (a - 1) / (1 + odds)) *
    (1 -
      ((alpha + age) / (alpha + age + t)) ** (r + x) *
        hypergeometric(r + x, b + x, a + b + x - 1, t / (alpha + age + t)));
  return { alive: 1 / (1 + odds), orders };
}

function recomputed(model: Answer, { summary, value }: Answer) {
  const { asOf, covariates: levels, horizonDays, discountRate } = value.definition;
  const { frequency, recencyDays, ageDays } = summary;
  const between = (from: number, to: number) => clock(model, asOf, from, to);
  const { alive, orders } = bgNbd(parametersOf(model, levels), [
    frequency,
    between(-ageDays, recencyDays - ageDays),
    between(-ageDays, 0),
  ]);
  const horizon = between(0, horizonDays);
  const steps = 1000;
  let discounted = 0;
  for (let step = 0; step < steps; step += 1) {
    const [from, to] = [(horizon * step) / steps, (horizon * (step + 1)) / steps];
    const days = ((from + to) / 2) * model.timeUnitDays;
    discounted += (orders(to) - orders(from)) * (1 + discountRate) ** (-days / 365);
  }
  return { alive, orders: orders(between(0, 90)), discount: discounted / orders(horizon) };
}

test.each([
  ['none', {}, null],
  ['a season', season, 'SEASON'],
  ['covariates', covariates, 'COVARIATES'],
  ['both', { ...season, ...covariates }, 'SEASON_AND_COVARIATES'],
])('a prediction follows from what the API says of a model with %s', async (_, extension, name) => {
  const { data, errors } = await query(served(extension), text);
  expect(errors).toEqual([]);
  for (const customer of customers.map((key) => data[key])) {
    const expected = recomputed(data.model, customer);
    expect(customer.value.definition).toMatchObject({ model: 'BG_NBD', modelExtension: name });
    expect(customer.probabilityAlive).toBeCloseTo(expected.alive, 9);
    expect(customer.expectedOrders).toBeCloseTo(expected.orders, 9);
    const [discounted, flat] = [customer.value, customer.flat].map(({ predicted }) =>
      Number(predicted.amount.amount),
    );
    expect((discounted ?? 0) / (flat ?? 0)).toBeCloseTo(expected.discount, 6);
  }
});

test('formulas speak of the clock and of levels only where the model has them', async () => {
  const figuresOf = async (extension: Partial<TransactionFit>) => {
    const { data } = await query(served(extension), text);
    const { formulas } = data.c0.value.definition;
    return formulas.map(({ figure }: { figure: string }) => figure).filter(isOfModel);
  };
  const isOfModel = (figure: string) => figure.endsWith('model');
  const clockFigures = [
    'recencyDays, ageDays and horizonDays in the model',
    'discountRate in the model',
  ];
  expect(await figuresOf({})).toEqual([]);
  expect(await figuresOf(season)).toEqual(clockFigures);
  expect(await figuresOf(covariates)).toEqual(['parameters of the model']);
});

test('levels that hold are named for a customer, and for nobody in a group', async () => {
  const { data } = await query(
    served(covariates),
    `{ business { value { definition { covariates { level } } } }
       even: customer(by: { sourceId: "c2" }) { value { definition { covariates { trait level } } } }
       odd: customer(by: { sourceId: "c3" }) { value { definition { covariates { level } } } } }`,
  );
  expect(data.business.value.definition.covariates).toBeNull();
  expect(data.even.value.definition.covariates).toEqual([{ trait: 'CHANNEL', level: 'mail' }]);
  expect(data.odd.value.definition.covariates).toEqual([]);
});
