import { describe, expect, test } from 'vitest';
import { bgCnbdK } from '../../graph/models/bg-cnbd-k.ts';
import { bgNbd } from '../../graph/models/bg-nbd.ts';
import { tryModel } from '../../graph/models/candidate.ts';
import type { Cells } from '../../graph/models/cells.ts';
import { operationalClock, operationalPurchases } from '../../graph/models/operational-time.ts';
import { orderPredictor } from '../../graph/models/predictor.ts';
import { dayNumber, type Season, seasonalIntensity } from '../../graph/models/season.ts';
import { type DaySeries, seriesBefore } from '../../graph/models/season-estimate.ts';
import { withSeason } from '../../graph/models/seasonal-fit.ts';
import type { TransactionFit } from '../../graph/models/transaction-model.ts';
import { seeded } from './random.ts';
import { gammaVariable } from './simulate.ts';

const even: Season = { endDay: '2024-12-31', weekdays: [1, 1, 1, 1, 1, 1, 1], months: null };
const weekdays = [0.6, 0.8, 0.9, 1, 1.1, 1.5, 1.1];
const months = [0.8, 0.8, 0.9, 1, 1, 0.9, 0.8, 0.8, 1, 1.1, 1.3, 1.6];
const seasonal: Season = { endDay: '2024-12-31', weekdays, months };

interface History {
  readonly cells: Cells;
  readonly days: DaySeries;
}

/** Customers of BG/NBD whose clock is the season's, come over the first `arrivals` of `length` days. */
function simulate(
  season: Season,
  shop: { customers: number; length: number; arrivals: number },
): History {
  const random = seeded(31);
  const { customers, length, arrivals } = shop;
  const end = dayNumber(season.endDay);
  const first = end - length + 1;
  const clock = operationalClock(season);
  const column = () => new Float64Array(customers);
  const [frequency, recency, age] = [column(), column(), column()];
  const purchases = new Float64Array(length);
  for (let i = 0; i < customers; i++) {
    const rate = gammaVariable(random, 0.8) / 60;
    const leaving = gammaVariable(random, 0.8);
    const dropout = leaving / (leaving + gammaVariable(random, 3));
    const start = first + Math.floor(arrivals * random());
    age[i] = end - start;
    const seen = new Set([start]);
    let time = -Math.log(random()) / rate;
    let day = start + Math.ceil(clock.daysUntil(start, time));
    while (day <= end && (seen.size === 1 || random() > dropout)) {
      seen.add(day);
      time -= Math.log(random()) / rate;
      day = start + Math.ceil(clock.daysUntil(start, time));
    }
    frequency[i] = seen.size - 1;
    recency[i] = Math.max(...seen) - start;
    for (const bought of seen) {
      const place = bought - first;
      purchases[place] = (purchases[place] ?? 0) + 1;
    }
  }
  const cells = { frequency, recency, age, customers: column().fill(1), repeatSpend: column() };
  return { cells, days: { endDay: season.endDay, purchases } };
}

function fitOf({ cells, days }: History): { plain: TransactionFit; fit: TransactionFit } {
  const plain = bgNbd.fit(cells);
  if (plain.kind !== 'fit') {
    throw new Error(plain.message);
  }
  return { plain, fit: withSeason(bgNbd, plain, { cells, days, timeUnitDays: 1 }, {}) };
}

describe('a shop with busy weekends and winters', () => {
  const history = simulate(seasonal, { customers: 5000, length: 1096, arrivals: 800 });
  const { plain, fit } = fitOf(history);

  test('has its weekdays and months found', () => {
    fit.season?.weekdays.forEach((factor, i) => {
      expect(Math.abs(factor / (weekdays[i] ?? 1) - 1), `weekday ${i}`).toBeLessThan(0.1);
    });
    fit.season?.months?.forEach((factor, i) => {
      expect(Math.abs(factor / (months[i] ?? 1) - 1), `month ${i}`).toBeLessThan(0.15);
    });
    expect(fit.season?.months).toHaveLength(12);
  });

  test('has its parameters found in operational time', () => {
    [0.8, 60, 0.8, 3].forEach((truth, i) => {
      const { value = 1, standardError = 0 } = fit.parameters[i] ?? {};
      expect(Math.abs(value - truth) / (standardError ?? 0)).toBeLessThan(4);
    });
    expect(fit.logLikelihood).toBeGreaterThan(plain.logLikelihood + 100);
  });

  test('is expected to order more in a busy month than in a quiet one', () => {
    const orders = orderPredictor(fit, 1);
    const within = (endDay: string) =>
      orders.expectedOrders(
        { frequency: 5, recency: 290, age: 300, endDay: dayNumber(endDay) },
        30,
      );
    expect(within('2024-11-30') / within('2024-06-30')).toBeGreaterThan(1.5);
  });

  test('is tried beside the plain model, which stays as it is', () => {
    const [first, second] = tryModel(bgNbd, history.cells, { days: history.days, timeUnitDays: 1 });
    expect(first).toMatchObject({ model: 'BG_NBD', fit: plain });
    expect(first?.extension).toBeUndefined();
    expect(second).toMatchObject({ model: 'BG_NBD', extension: 'SEASON', fit });
  });
});

test('less than two years show no months', () => {
  const { fit } = fitOf(simulate(seasonal, { customers: 3000, length: 500, arrivals: 300 }));
  expect(fit.season?.months).toBeNull();
});

test('a shop without a season has none found', () => {
  const { plain, fit } = fitOf(simulate(even, { customers: 2000, length: 1096, arrivals: 800 }));
  expect(fit).toBe(plain);
});

test('a season in which all days are alike changes no prediction, to the last digit', () => {
  const { plain } = fitOf(simulate(even, { customers: 300, length: 300, arrivals: 100 }));
  const orders = orderPredictor(plain, 1);
  const same = orderPredictor({ ...plain, season: even }, 1);
  const customer = { frequency: 3, recency: 120, age: 200 };
  expect(same.discountedOrders(customer, 365, 0.1)).toBe(
    orders.discountedOrders(customer, 365, 0.1),
  );
  expect(same.probabilityAlive(customer, 30)).toBe(orders.probabilityAlive(customer, 30));
  // Times are looked up on the clock, counted from some decades ago.
  const { median } = orders.expectedNextOrder(customer);
  expect(same.expectedNextOrder(customer).median).toBeCloseTo(median ?? Number.NaN, 9);
});

test('models with a k take no season', () => {
  const { cells, days } = simulate(seasonal, { customers: 300, length: 300, arrivals: 100 });
  const { plain } = fitOf({ cells, days });
  const fit = { ...plain, model: bgCnbdK.name };
  expect(withSeason(bgCnbdK, fit, { cells, days, timeUnitDays: 1 }, {})).toBe(fit);
});

describe('the clock', () => {
  const clock = operationalClock(seasonal);

  test('runs a day’s intensity in a day', () => {
    for (const day of ['2024-12-31', '2024-02-29', '2023-07-15', '2026-03-01']) {
      const number = dayNumber(day);
      const passed = clock.between(number - 1, number);
      expect(passed).toBeCloseTo(seasonalIntensity(seasonal, day), 9);
    }
  });

  test('says when so much of it has passed', () => {
    for (const days of [0, 0.5, 3, 200.25, 30_000]) {
      const passed = clock.between(clock.end, clock.end + days);
      expect(clock.daysUntil(clock.end, passed)).toBeCloseTo(days, 8);
    }
  });

  test('keeps purchases in their order', () => {
    const { recency, age } = operationalPurchases(clock, { frequency: 2, recency: 100, age: 100 });
    expect(recency).toBeLessThanOrEqual(age);
  });
});

test('a season is known by its days', () => {
  expect(seasonalIntensity(seasonal, '2024-12-28')).toBeCloseTo(1.5 * 1.6, 12);
  expect(seasonalIntensity(even, dayNumber('2024-12-28'))).toBe(1);
});

test('a series before its end has fewer days', () => {
  const days = { endDay: '2024-03-02', purchases: Float64Array.of(1, 2, 3, 4) };
  expect(seriesBefore(days, 2)).toEqual({ endDay: '2024-02-29', purchases: Float64Array.of(1, 2) });
});
