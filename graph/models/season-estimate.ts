import type { Cells } from './cells.ts';
import { dayMs, dayNumber, type Season, seasonalIntensity, weekdayOf } from './season.ts';

/** How many purchases there were on each day. */
export interface DaySeries {
  /** The last day, YYYY-MM-DD; the end of observation. */
  readonly endDay: string;
  /** Customers who bought, day by day up to the last one; orders of one day are one. */
  readonly purchases: Float64Array;
}

/** The part of a series up to so many days before its end. */
export function seriesBefore({ endDay, purchases }: DaySeries, days: number): DaySeries {
  const end = new Date((dayNumber(endDay) - days) * dayMs);
  return {
    endDay: end.toISOString().slice(0, 10),
    purchases: purchases.slice(0, purchases.length - days),
  };
}

/** Two seasons: with fewer, what grows or fades looks like one. */
const twoYears = 730;

/** As many orders say as much as knowing nothing: factors of rare days and months are drawn towards 1. */
const shrinkage = 50;

/** A model file has no room for digits that mean nothing. */
const digits = 5;

/**
 * The season of repeat purchases: for each weekday, and month where there are two years, how many there were beside how
 * many a model without season expects of the customers that had come by then. Waves of acquisition, growth and
 * customers leaving are in the expectation, so they are not taken for a season.
 *
 * `expectedOrders` is E[X(t)] of a customer so many days after the first order; cells are in days.
 */
export function estimateSeason(
  { endDay, purchases }: DaySeries,
  cells: Cells,
  expectedOrders: (days: number) => number,
): Season {
  const newcomers = newcomersByDay(cells, purchases.length);
  const observed = repeatPurchases(purchases, newcomers);
  const expected = expectedByDay(newcomers, expectedOrders);
  const dates = datesOf(endDay, purchases.length);
  const weekdays = factors({ observed, expected }, dates.map(weekdayOf), 7);
  if (purchases.length < twoYears) {
    return { endDay, weekdays, months: null };
  }
  const dated = expected.map((count, i) => count * weekdays[weekdayOf(dates[i]!)]!);
  const monthOf = dates.map((date) => date.getUTCMonth());
  return { endDay, weekdays, months: factors({ observed, expected: dated }, monthOf, 12) };
}

/**
 * What a season adds to a log-likelihood in operational time, to make it one in days: Σ ln s over the days of repeat
 * purchases, each of whose densities is s times as great.
 */
export function logIntensities(
  season: Season,
  { endDay, purchases }: DaySeries,
  cells: Cells,
): number {
  const observed = repeatPurchases(purchases, newcomersByDay(cells, purchases.length));
  const first = dayNumber(endDay) - purchases.length + 1;
  return observed.reduce(
    (sum, count, i) => sum + count * Math.log(seasonalIntensity(season, first + i)),
    0,
  );
}

function datesOf(endDay: string, days: number): Date[] {
  const first = dayNumber(endDay) - days + 1;
  return Array.from({ length: days }, (_, i) => new Date((first + i) * dayMs));
}

/** Customers whose first purchase was on each day: their age says which. */
function newcomersByDay({ age, customers }: Cells, days: number): Float64Array {
  const newcomers = new Float64Array(days);
  age.forEach((own, i) => {
    const place = days - 1 - Math.round(own);
    if (place >= 0) {
      newcomers[place]! += customers[i]!;
    }
  });
  return newcomers;
}

function repeatPurchases(purchases: Float64Array, newcomers: Float64Array): Float64Array {
  return purchases.map((count, i) => Math.max(0, count - newcomers[i]!));
}

function expectedByDay(
  newcomers: Float64Array,
  expectedOrders: (days: number) => number,
): Float64Array {
  const upTo = Float64Array.from(newcomers, (_, days) => expectedOrders(days));
  const onDay = upTo.map((orders, days) => orders - (upTo[days - 1] ?? 0));
  const expected = new Float64Array(newcomers.length);
  newcomers.forEach((came, start) => {
    for (let day = start; came > 0 && day < expected.length; day++) {
      expected[day]! += came * onDay[day - start]!;
    }
  });
  return expected;
}

/** Observed beside expected in each class of days, drawn towards 1 and with a mean of 1. */
function factors(
  { observed, expected }: Readonly<Record<'observed' | 'expected', Float64Array>>,
  classes: readonly number[],
  count: number,
): number[] {
  const sums = Array.from({ length: count }, () => ({ observed: 0, expected: 0 }));
  const all = { observed: 0, expected: 0 };
  classes.forEach((place, i) => {
    for (const total of [sums[place]!, all]) {
      total.observed += observed[i]!;
      total.expected += expected[i]!;
    }
  });
  const level = all.expected > 0 ? all.observed / all.expected : 1;
  const raw = sums.map((sum) => (sum.observed + shrinkage) / (level * sum.expected + shrinkage));
  const mean = raw.reduce((sum, factor) => sum + factor, 0) / count;
  return raw.map((factor) => Number((factor / mean).toPrecision(digits)));
}
