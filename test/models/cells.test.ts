import { describe, expect, test } from 'vitest';
import { bgNbd } from '../../graph/models/bg-nbd.ts';
import { type Cells, countCustomers, purchasesOf, scaleTime } from '../../graph/models/cells.ts';
import { mbgNbd } from '../../graph/models/mbg-nbd.ts';
import { toWeekCells } from '../../graph/models/week-cells.ts';
import { magnitude, seeded } from './random.ts';

/** Cells in days of a shop that is three years old; most have few orders, as in life. */
function shop(count: number): Cells {
  const random = seeded(3);
  const rows = Array.from({ length: count }, () => {
    const age = Math.floor(random() * 1095);
    const frequency = Math.floor(magnitude(random, -0.5, 1.5));
    const recency = frequency === 0 ? 0 : Math.floor(random() * (age + 1));
    const customers = 1 + Math.floor(random() * 3);
    return { frequency, recency, age, customers, repeatSpend: frequency * customers * 30 };
  });
  const column = (name: 'frequency' | 'recency' | 'age' | 'customers' | 'repeatSpend') =>
    Float64Array.from(rows, (row) => row[name]);
  return {
    frequency: column('frequency'),
    recency: column('recency'),
    age: column('age'),
    customers: column('customers'),
    repeatSpend: column('repeatSpend'),
  };
}

const params = [0.25, 31, 0.8, 2.4] as const;
const days = shop(4000);

describe.each([bgNbd, mbgNbd])('$name by cell', (model) => {
  function worst(byCell: Float64Array, one: (index: number) => number): number {
    return byCell.reduce((most, value, i) => Math.max(most, Math.abs(value / one(i) - 1)), 0);
  }

  test('gives the probability to be alive of one customer of each', () => {
    const byCell = model.probabilityAliveByCell(params, days);
    const one = (i: number) => model.probabilityAlive(params, purchasesOf(days, i));
    expect(worst(byCell, one)).toBeLessThan(1e-12);
  });

  test.each([30, 365, 18_250])('gives the orders in %d days of one customer of each', (horizon) => {
    const byCell = model.expectedOrdersByCell(params, days, horizon);
    const one = (i: number) => model.expectedOrders(params, purchasesOf(days, i), horizon);
    expect(worst(byCell, one)).toBeLessThan(1e-10);
  });

  test.each([365, 18_250])('gives the discounted orders in %d days of one of each', (horizon) => {
    const rate = Math.log(1.1) / 365;
    const byCell = model.discountedExpectedOrdersByCell(params, days, horizon, rate);
    const one = (i: number) =>
      i % 20 > 0
        ? (byCell[i] ?? 0)
        : model.discountedExpectedOrders(params, purchasesOf(days, i), horizon, rate);
    expect(worst(byCell, one)).toBeLessThan(1e-10);
  });
});

test('weeks are days divided by seven', () => {
  const weeks = scaleTime(days, 7);
  expect(purchasesOf(weeks, 5)).toEqual({
    frequency: days.frequency[5],
    recency: (days.recency[5] ?? 0) / 7,
    age: (days.age[5] ?? 0) / 7,
  });
});

test('week cells keep every customer and all spend', () => {
  const weeks = toWeekCells(days);
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

  expect(countCustomers(weeks)).toBe(countCustomers(days));
  expect(sum(weeks.repeatSpend)).toBe(sum(days.repeatSpend));
  expect(weeks.recency.every((recency, i) => recency <= (weeks.age[i] ?? 0))).toBe(true);
});

test('week cells move the total of expected orders by less than 0.1 %', () => {
  const total = (cells: Cells) =>
    bgNbd
      .expectedOrdersByCell(params, cells, 365)
      .reduce((sum, orders, i) => sum + orders * (cells.customers[i] ?? 0), 0);

  expect(Math.abs(total(toWeekCells(days)) / total(days) - 1)).toBeLessThan(1e-3);
});
