import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDeployment, type TestDeployment } from '../support/deployment.ts';
import { near } from '../support/near.ts';
import { type Days, dayAfter, plainMetrics, plainSummary, sum } from './plain-figures.ts';
import { type ModelAnswer, type PlainModel, plainModel } from './plain-model.ts';
import { amountText, type PlainOrder, plainShop } from './plain-shop.ts';

/*
 * Every figure of the sample shop against a plain computation from its files: sums of money to the
 * last digit, quotients to their ten places, figures of the model to 1e-9 given its parameters.
 */

const variableCost = 0.02;
const lastDay = '2026-06-30';
const observed: Days = { from: '2023-07-01', to: '2026-07-01' };
/** Retention without a window compares the last year with the one before. */
const lastYear: Days = { from: '2025-07-01', to: '2026-07-01' };
const exactly = 1e-12;

const plain = plainShop();
const ordersOf = Map.groupBy(plain.orders, ({ customer }) => customer);

let shop: TestDeployment;
let model: PlainModel;
beforeAll(async () => {
  shop = await openDeployment({
    // The plain figures know the models as the papers have them.
    settings: { currency: 'EUR', timeZone: 'Europe/Berlin', variableCost, plainModels: true },
  });
  await shop.importFile('customers', 'customers.csv', plain.customersCsv);
  await shop.importFile('orders', 'orders.csv', plain.ordersCsv);
  const { data } = await shop.query(
    '{ model { name timeUnitDays parameters { value } spend { parameters { value } } } }',
  );
  model = plainModel(data.model as ModelAnswer);
});
afterAll(() => shop.close());

type PlainCustomer = (typeof plain.customers)[number];

/** 200 of everybody, by a fixed walk through the list. */
function someCustomers(): PlainCustomer[] {
  const count = plain.customers.length;
  return Array.from(
    { length: 200 },
    (_, index) => plain.customers[(index * 1009 + 7) % count],
  ).filter((customer) => customer !== undefined);
}

/** The same fields of many customers, 50 a query, in their order. */
async function askOf(customers: readonly PlainCustomer[], fields: string): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (let start = 0; start < customers.length; start += 50) {
    const aliases = customers.slice(start, start + 50).map(({ key, isGuest }, index) => {
      const by = isGuest ? `email: ${JSON.stringify(key)}` : `sourceId: ${JSON.stringify(key)}`;
      return `c${index}: customer(by: { ${by} }) { ${fields} }`;
    });
    const { data, errors } = await shop.query(`{ ${aliases.join('\n')} }`);
    expect(errors).toEqual([]);
    answers.push(...Object.values(data));
  }
  return answers;
}

function own({ key }: PlainCustomer): readonly PlainOrder[] {
  return ordersOf.get(key) ?? [];
}

/** Ten-thousandths as an amount that the API gives, exact. */
function money(tenThousandths: number) {
  return { amount: amountText(tenThousandths) };
}

function moneyNear(amount: number, tolerance?: number) {
  return { amount: near(amount, tolerance) };
}

/** Quotients of money carry ten places. */
function average(tenThousandths: number, count: number) {
  const value = tenThousandths / count / 10_000;
  return count === 0 ? null : moneyNear(value, 5.1e-11 / value);
}

test.for([
  { asOf: null, day: lastDay },
  { asOf: '2025-02-28T23:30:00+01:00', day: '2025-02-28' },
])('the summaries of 200 customers as of $day', async ({ asOf, day }) => {
  const customers = someCustomers();
  const answers = await askOf(
    customers,
    `summary${asOf ? `(asOf: "${asOf}")` : ''} {
      orders revenue { amount } refunds { amount } grossMargin { amount } averageOrderValue { amount }
      firstOrderAt lastOrderAt frequency recencyDays ageDays averageRepeatSpend { amount } asOf
    }`,
  );
  expect(answers).toEqual(
    customers.map((customer) => {
      const { margin, repeatSpend, ...summary } = plainSummary(own(customer), day);
      return {
        summary: {
          ...summary,
          revenue: money(summary.revenue),
          refunds: money(summary.refunds),
          grossMargin: money(margin),
          averageOrderValue: average(summary.revenue, summary.orders),
          ageDays: summary.orders === 0 ? null : summary.ageDays,
          averageRepeatSpend: average(repeatSpend, summary.frequency),
          asOf: day,
        },
      };
    }),
  );
});

const buyers = [...ordersOf.values()]
  .map((orders) => plainSummary(orders, lastDay))
  .filter(({ orders }) => orders > 0);

test('the RFM quintiles of 200 customers', async () => {
  const quintile = (values: readonly number[]) => (value: number) =>
    1 + Math.floor((5 * values.filter((other) => other < value).length) / values.length);
  const silence = quintile(buyers.map(({ ageDays, recencyDays }) => recencyDays - ageDays));
  const orders = quintile(buyers.map((buyer) => buyer.orders));
  const revenue = quintile(buyers.map((buyer) => buyer.revenue));
  const customers = someCustomers();
  expect(await askOf(customers, 'summary { rfm { recency frequency monetary } }')).toEqual(
    customers.map((customer) => {
      const summary = plainSummary(own(customer), lastDay);
      const rfm = {
        recency: silence(summary.recencyDays - summary.ageDays),
        frequency: orders(summary.orders),
        monetary: revenue(summary.revenue),
      };
      return { summary: { rfm: summary.orders === 0 ? null : rfm } };
    }),
  );
});

interface Terms {
  readonly basis: 'REVENUE' | 'GROSS_MARGIN' | 'CONTRIBUTION';
  readonly horizonDays: number;
  readonly discountRate: number;
  readonly asOf?: string;
}

function termsText(terms: Terms): string {
  const { basis, ...rest } = terms;
  const fields = Object.entries(rest).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `terms: { basis: ${basis}, ${fields.join(', ')} }`;
}

const allOrders = plain.orders.filter(({ isValid }) => isValid);
const marginRate =
  sum(allOrders.map(({ margin }) => margin)) / sum(allOrders.map(({ net }) => net));

const rates = {
  REVENUE: 1,
  GROSS_MARGIN: marginRate,
  CONTRIBUTION: marginRate - variableCost,
} as const;

/** Ten-thousandths. */
function historic(basis: Terms['basis'], revenue: number, margin: number): number {
  switch (basis) {
    case 'REVENUE':
      return revenue;
    case 'GROSS_MARGIN':
      return margin;
    case 'CONTRIBUTION':
      // Revenue is whole cents, so two percent of it is whole ten-thousandths.
      return margin - (revenue / 100) * 2;
  }
}

const year = plainMetrics(plain.orders, { window: lastYear, comparison: lastYear, observed });
const lifespanYears = 1 / (1 - year.retained / year.buyersBefore);

/** Own average order value × orders a buyer and year × lifespan in years × share of revenue. */
function simple(averageOrderValue: number, basis: Terms['basis']): number {
  return averageOrderValue * (year.orders / year.buyers) * lifespanYears * rates[basis];
}

function expectedValue(orders: readonly PlainOrder[], terms: Terms) {
  const asOfDay = (terms.asOf ?? lastDay).slice(0, 10);
  const summary = plainSummary(orders, asOfDay);
  const value = historic(terms.basis, summary.revenue, summary.margin);
  const definition = { asOf: asOfDay, basisRate: near(rates[terms.basis], exactly) };
  if (summary.orders === 0) {
    return {
      ...{ historic: money(value), predicted: null, total: null, simple: null, residual: null },
      definition: { ...definition, customers: 0 },
      reason: { code: 'NO_ORDERS' },
    };
  }
  const orderValue =
    model.orderValue(summary.frequency, summary.repeatSpend / 10_000) * rates[terms.basis];
  const predicted = orderValue * model.discountedOrders(summary, terms);
  const endless = { ...terms, horizonDays: Number.POSITIVE_INFINITY };
  return {
    historic: money(value),
    predicted: { amount: moneyNear(predicted) },
    total: moneyNear(value / 10_000 + predicted),
    simple: moneyNear(simple(summary.revenue / summary.orders / 10_000, terms.basis)),
    residual:
      terms.discountRate === 0
        ? null
        : { amount: moneyNear(orderValue * model.discountedOrders(summary, endless)) },
    definition: { ...definition, customers: 1 },
    reason: null,
  };
}

test.for<Terms>([
  { basis: 'GROSS_MARGIN', horizonDays: 365, discountRate: 0.1 },
  { basis: 'REVENUE', horizonDays: 90, discountRate: 0 },
  { basis: 'CONTRIBUTION', horizonDays: 1825, discountRate: 0.25 },
  { basis: 'REVENUE', horizonDays: 365, discountRate: 0.1, asOf: '2025-03-30T12:00:00Z' },
  { basis: 'GROSS_MARGIN', horizonDays: 30, discountRate: 0.05, asOf: '2026-12-31T12:00:00Z' },
])(
  'the values of 200 customers: $basis, $horizonDays days at $discountRate as of $asOf',
  async (terms) => {
    const customers = someCustomers();
    const answers = await askOf(
      customers,
      `value(${termsText(terms)}) {
      historic { amount } predicted { amount { amount } } total { amount } simple { amount }
      residual { amount { amount } } definition { asOf basisRate customers } reason { code }
    }`,
    );
    expect(answers).toEqual(
      customers.map((customer) => ({ value: expectedValue(own(customer), terms) })),
    );
  },
);

test('the probability alive of 200 customers', async () => {
  const customers = someCustomers();
  expect(await askOf(customers, 'probabilityAlive')).toEqual(
    customers.map((customer) => {
      const summary = plainSummary(own(customer), lastDay);
      return {
        probabilityAlive: summary.orders === 0 ? null : near(model.probabilityAlive(summary)),
      };
    }),
  );
});

test.for<{ between: Partial<Days>; window: Days; comparison: Days }>([
  { between: {}, window: observed, comparison: lastYear },
  ...[
    { from: '2024-01-01', to: '2025-01-01' },
    { from: '2025-03-30', to: '2025-04-30' },
    { from: '2026-02-14', to: '2026-02-15' },
    // Before what was observed, and after it.
    { from: '2023-01-01', to: '2023-10-01' },
    { from: '2026-01-01', to: '2027-01-01' },
    { from: '2030-01-01', to: '2031-01-01' },
  ].map((window) => ({ between: window, window, comparison: window })),
  ...[{ from: '2026-01-01' }, { to: '2024-03-31' }].map((between) => {
    const window = { ...observed, ...between };
    return { between, window, comparison: window };
  }),
])('the metrics of $window.from to $window.to', async ({ between, window, comparison }) => {
  const { data, errors } = await shop.query(
    `query ($between: DateRange) { business { metrics(between: $between) {
      from to orders buyers newCustomers revenue { amount } refunds { amount } grossMargin { amount }
      averageOrderValue { amount } purchaseFrequency customerValue { amount } repeatRate
      comparisonDays retentionRate churnRate averageLifespanDays simpleClv { amount }
    } } }`,
    { between: Object.keys(between).length === 0 ? null : between },
  );
  const facts = plainMetrics(plain.orders, { window, comparison, observed });
  const { orders, revenue, buyersBefore, retained, comparisonDays } = facts;
  const hasRetention = buyersBefore > 0;
  const churn = (buyersBefore - retained) / buyersBefore;
  const hasLifespan = hasRetention && churn > 0;
  expect(errors).toEqual([]);
  expect(data.business.metrics).toEqual({
    ...window,
    orders,
    buyers: facts.buyers,
    newCustomers: facts.newCustomers,
    revenue: money(revenue),
    refunds: money(facts.refunds),
    grossMargin: money(facts.margin),
    averageOrderValue: average(revenue, orders),
    purchaseFrequency: facts.buyers === 0 ? null : near(orders / facts.buyers, exactly),
    customerValue: average(revenue, facts.buyers),
    repeatRate: facts.buyers === 0 ? null : near(facts.repeaters / facts.buyers, exactly),
    comparisonDays,
    retentionRate: hasRetention ? near(retained / buyersBefore, exactly) : null,
    churnRate: hasRetention ? near(churn, exactly) : null,
    averageLifespanDays: hasLifespan ? near(comparisonDays / churn, exactly) : null,
    simpleClv: hasLifespan ? moneyNear(facts.comparisonValue / 10_000 / churn, 1e-10) : null,
  });
});

/** Discounted orders of every buyer; those of one horizon serve every basis. */
const ordersAhead = new Map<number, readonly number[]>();

function buyersOrdersAhead(terms: Terms): readonly number[] {
  const known = ordersAhead.get(terms.horizonDays);
  const found = known ?? buyers.map((buyer) => model.discountedOrders(buyer, terms));
  ordersAhead.set(terms.horizonDays, found);
  return found;
}

/** Predicted values of all buyers, lowest first. */
function predictions(terms: Terms): Float64Array {
  const orders = buyersOrdersAhead(terms);
  return Float64Array.from(
    buyers,
    ({ frequency, repeatSpend }, index) =>
      (orders[index] ?? 0) * model.orderValue(frequency, repeatSpend / 10_000) * rates[terms.basis],
  ).sort();
}

function binsOf(sorted: Float64Array, count: number) {
  return Array.from({ length: count }, (_, bin) => {
    const from = Math.floor((bin * sorted.length) / count);
    const members = [...sorted.slice(from, Math.floor(((bin + 1) * sorted.length) / count))];
    return {
      low: moneyNear(members[0] ?? 0),
      high: moneyNear(members.at(-1) ?? 0),
      customers: members.length,
      equity: moneyNear(sum(members)),
    };
  });
}

test.for<Terms>([
  { basis: 'GROSS_MARGIN', horizonDays: 365, discountRate: 0.1 },
  { basis: 'REVENUE', horizonDays: 365, discountRate: 0.1 },
  { basis: 'CONTRIBUTION', horizonDays: 1095, discountRate: 0.1 },
])('the value of the business: $basis, $horizonDays days at $discountRate', async (terms) => {
  const { data, errors } = await shop.query(`{ business { value(${termsText(terms)}) {
    equity { amount { amount } } mean { amount { amount } } median { amount } historic { amount }
    curve(horizonsDays: [365, 1095]) { horizonDays equity { amount { amount } } }
    distribution(bins: 7) { low { amount } high { amount } customers equity { amount } }
    definition { asOf customers basisRate cells } reason { code }
  } } }`);
  const sorted = predictions(terms);
  const equity = sum([...sorted]);
  const middle = sorted.length / 2;
  const median = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
  const totals = [allOrders.map(({ net }) => net), allOrders.map(({ margin }) => margin)].map(sum);
  const equityAt = (horizonDays: number) => sum([...predictions({ ...terms, horizonDays })]);
  expect(errors).toEqual([]);
  expect(data.business.value).toEqual({
    equity: { amount: moneyNear(equity) },
    mean: { amount: moneyNear(equity / sorted.length) },
    median: moneyNear(median),
    historic: money(historic(terms.basis, totals[0] ?? 0, totals[1] ?? 0)),
    curve: [365, 1095].map((horizonDays) => ({
      horizonDays,
      equity: { amount: moneyNear(equityAt(horizonDays)) },
    })),
    distribution: binsOf(sorted, 7),
    definition: {
      asOf: lastDay,
      customers: sorted.length,
      basisRate: near(rates[terms.basis], exactly),
      cells: 'DAY',
    },
    reason: null,
  });
});

test('a window ends where the next begins: the years add up to the whole', async () => {
  const years = ['2023-07-01', '2024-07-01', '2025-07-01'].map(
    (from, index) =>
      `y${index}: metrics(between: { from: "${from}", to: "${dayAfter(from, index === 0 ? 366 : 365)}" }) { orders }`,
  );
  const { data } = await shop.query(`{ business { ${years.join(' ')} all: metrics { orders } } }`);
  const { y0, y1, y2, all } = data.business;
  expect(y0.orders + y1.orders + y2.orders).toBe(all.orders);
});

test('a scenario of the business, customer by customer', async () => {
  const { data, errors } = await shop.query(
    `{ scenario(changes: { retention: 0.25, frequency: -0.1, orderValue: 0.05, margin: 0.1, discountRate: 0.15 }
         terms: { basis: CONTRIBUTION, horizonDays: 200 }) { result { equity { amount } } } }`,
  );
  const terms = { horizonDays: 200, discountRate: 0.15, orderRate: 0.9, hazard: 1 / 1.25 };
  // The margin's 10 % leave the variable cost as it is.
  const rate = 1.1 * (rates.CONTRIBUTION + variableCost) - variableCost;
  const values = buyers.map(
    (buyer) =>
      model.discountedOrders(buyer, terms) *
      model.orderValue(buyer.frequency, buyer.repeatSpend / 10_000) *
      1.05 *
      rate,
  );
  expect(errors).toEqual([]);
  expect(data.scenario.result.equity).toEqual(moneyNear(sum(values)));
});
