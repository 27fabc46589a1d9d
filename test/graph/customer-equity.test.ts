import { expect, test } from 'vitest';
import { predictor } from '../../graph/models/predictor.ts';
import { memoryStores } from '../support/memory-stores.ts';
import { codesOf, query } from '../support/query.ts';
import { fittedOrders } from './fitted-shop.ts';

/** While customers still come. */
const asOfDay = '2025-12-31';
const shop = memoryStores({ asOfDay, orders: fittedOrders });

async function equity(selection: string, terms: Readonly<Record<string, unknown>> = {}) {
  const { data, errors } = await query(
    shop.stores,
    `query ($terms: ValueTerms) { business { customerEquity(terms: $terms) { ${selection} } value(terms: $terms) { equity { amount { amount } low { amount } } } } }`,
    { variables: { terms } },
  );
  expect(errors).toEqual([]);
  return { ...data.business.customerEquity, value: data.business.value };
}

const terms = { basis: 'REVENUE', horizonDays: 300, discountRate: 0.2 };

test('existing is the equity of the value, and total adds the customers to come', async () => {
  const { existing, future, total, value } = await equity(
    'existing { amount { amount } low { amount } } future { amount } total { amount }',
    terms,
  );
  expect(existing).toEqual(value.equity);
  expect(Number(total.amount)).toBeCloseTo(
    Number(existing.amount.amount) + Number(future.amount),
    5,
  );
});

/** One new customer a day, day by day: the first order and the repeat orders of each day after it. */
function arrivalsDayByDay(horizonDays: number, annualRate: number): number {
  const { orders, spend } = predictor(shop.snapshot.model);
  const until = Array.from(
    { length: horizonDays + 1 },
    (_, day) => orders?.expectedOrdersOfNewCustomer(day) ?? NaN,
  );
  let sum = 0;
  for (let day = 0; day < horizonDays; day++) {
    const due = 1 + ((until[day] ?? NaN) + (until[day + 1] ?? NaN)) / 2;
    sum += due / (1 + annualRate) ** ((day + 0.5) / 365);
  }
  return sum * (spend?.expectedOrderValue(0, 0) ?? NaN);
}

test('customers to come are the present rate times what each day of arrivals brings, day by day', async () => {
  const { future, acquisitionRate } = await equity(
    'future { amount } acquisitionRate { perWeek low high level weeks newCustomers }',
    terms,
  );
  const firstDays = Map.groupBy(
    fittedOrders.filter(({ day }) => day <= asOfDay),
    ({ customerKey }) => customerKey,
  );
  const lately = [...firstDays.values()].filter(
    (orders) => (orders.map(({ day }) => day).toSorted()[0] ?? '') >= '2025-10-02',
  ).length;
  expect(acquisitionRate).toMatchObject({ weeks: 13, newCustomers: lately, perWeek: lately / 13 });
  expect(acquisitionRate.low).toBeLessThan(acquisitionRate.perWeek);
  expect(acquisitionRate.high).toBeGreaterThan(acquisitionRate.perWeek);
  const byHand = (lately / 91) * arrivalsDayByDay(300, 0.2);
  expect(Number(future.amount) / byHand).toBeCloseTo(1, 4);
});

test('a new customer is worth the first order and the discounted ones after it', async () => {
  const { newCustomerValue } = await equity('newCustomerValue { amount }', terms);
  const { orders, spend } = predictor(shop.snapshot.model);
  const newcomer = { frequency: 0, recency: 0, age: 0 };
  const repeat = orders?.discountedOrders(newcomer, 300, 0.2) ?? NaN;
  expect(
    Number(newCustomerValue.amount) / ((spend?.expectedOrderValue(0, 0) ?? NaN) * (1 + repeat)),
  ).toBeCloseTo(1, 6);
});

test('the curve rises to the residual value, whose share it states, and passes through the horizon of the terms', async () => {
  const { curve, existing, future, residual } = await equity(
    'residual { amount } existing { amount { amount } } future { amount } curve(horizonsDays: [90, 300, 1095, 18250]) { horizonDays existing { amount } future { amount } total { amount } existingShare }',
    terms,
  );
  const shares: number[] = curve.map(
    ({ existingShare }: { readonly existingShare: number }) => existingShare,
  );
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBeCloseTo(1, 3);
  expect(curve[1]).toMatchObject({ existing: existing.amount, future });
  expect(curve[1].existing.amount / residual.amount).toBeCloseTo(shares[1] ?? NaN, 9);
});

test('without discounting there is no residual and no share of it, and the code says so', async () => {
  const { residual, residualReason, curve } = await equity(
    'residual { amount } residualReason curve(horizonsDays: [90]) { existingShare future { amount } }',
    { discountRate: 0 },
  );
  expect([residual, residualReason, curve[0].existingShare]).toEqual([null, 'UNBOUNDED', null]);
  expect(Number(curve[0].future.amount)).toBeGreaterThan(0);
});

test('nobody is acquired into a cohort: it has no customers to come, and says why', async () => {
  const { data, errors } = await query(
    shop.stores,
    '{ cohorts { customerEquity { future { amount } total { amount } acquisitionRate { perWeek } futureReason existing { amount { amount } } } } }',
  );
  expect(errors).toEqual([]);
  expect(data.cohorts[0].customerEquity).toMatchObject({
    future: null,
    total: null,
    acquisitionRate: null,
    futureReason: 'NOT_ACQUIRED',
    existing: { amount: { amount: expect.any(String) } },
  });
});

test('as of a past day it is that of the customers of then, and says nothing of those to come', async () => {
  const past = { ...terms, asOf: '2025-09-30T12:00:00Z' };
  const { existing, residual, future, total, futureReason, curve, value } = await equity(
    'existing { amount { amount } low { amount } } residual { amount } future { amount } total { amount } futureReason curve(horizonsDays: [300]) { existing { amount } future { amount } }',
    past,
  );
  expect(existing).toEqual(value.equity);
  expect([future, total, futureReason]).toEqual([null, null, 'PAST_DAY']);
  expect(curve).toEqual([{ existing: existing.amount, future: null }]);
  const today = await equity('existing { amount { amount } }', terms);
  expect(existing.amount.amount).not.toBe(today.existing.amount.amount);
  expect(Number(residual.amount)).toBeGreaterThan(Number(existing.amount.amount));
});

test('a horizon out of range and too many of them are refused', async () => {
  const ask = (horizons: readonly number[]) =>
    query(
      shop.stores,
      `{ business { customerEquity { curve(horizonsDays: [${horizons}]) { horizonDays } } } }`,
      { costBudget: Number.MAX_SAFE_INTEGER },
    );
  expect(codesOf(await ask([0]))).toEqual(['BAD_USER_INPUT']);
  expect(codesOf(await ask(Array(121).fill(30)))).toEqual(['BAD_USER_INPUT']);
});
