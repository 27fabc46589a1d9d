import type { Cells, Purchases } from './cells.ts';
import { dayNumber, type Season, seasonalIntensity } from './season.ts';

/** Days on either side of the end of observation that are looked up; beyond, a day is a day. */
const pastDays = 18_250;
const futureDays = 20_000;

/** With more cells than this, times are rounded so that cells share them: see `operationalCells`. */
const manyCells = 20_000;
const perDay = 4;

/** A clock that runs as fast as customers order: an hour of a busy day is longer. */
export interface OperationalClock {
  /** Operational time from day number `from` to `to`, in average days; negative where `to` comes before. */
  between(from: number, to: number): number;
  /** Days from a day number until so much operational time has passed. */
  daysUntil(from: number, operational: number): number;
  /** The day number that durations end on unless told. */
  readonly end: number;
}

/**
 * Seasonal purchases are those of a steady process on this clock: a nonhomogeneous Poisson process of intensity λ s(t)
 * is a homogeneous one in S(t) = ∫ s, whatever λ differs by from customer to customer. So all closed forms hold with
 * t_x, T and horizons measured in S.
 *
 * @see Kingman (1993), Poisson Processes, section 4.1 (the time change)
 */
export function operationalClock(season: Season): OperationalClock {
  const clock = clocks.get(season) ?? makeClock(season);
  clocks.set(season, clock);
  return clock;
}

/** Every predictor of a model asks for the same one, and it is a table of a century. */
const clocks = new WeakMap<Season, OperationalClock>();

function makeClock(season: Season): OperationalClock {
  const end = dayNumber(season.endDay);
  const first = end - pastDays;
  const passed = new Float64Array(pastDays + futureDays + 1);
  for (let i = 1; i < passed.length; i++) {
    passed[i] = passed[i - 1]! + seasonalIntensity(season, first + i);
  }
  const last = passed.length - 1;
  /** S of a day number: all of that day has passed. */
  const at = (day: number) => {
    const place = day - first;
    if (place <= 0) {
      return place;
    }
    if (place >= last) {
      return passed[last]! + (place - last);
    }
    const whole = Math.floor(place);
    return passed[whole]! + (place - whole) * (passed[whole + 1]! - passed[whole]!);
  };
  const dayAt = (operational: number) => {
    if (operational >= passed[last]!) {
      return first + last + (operational - passed[last]!);
    }
    let [low, high] = [0, last];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      [low, high] = passed[middle]! <= operational ? [middle, high] : [low, middle];
    }
    const width = passed[high]! - passed[low]!;
    return first + low + (width > 0 ? (operational - passed[low]!) / width : 0);
  };
  return {
    between: (from, to) => (to === Infinity ? Infinity : at(to) - at(from)),
    daysUntil: (from, operational) => dayAt(at(from) + operational) - from,
    end,
  };
}

/** Purchases in days as the clock measures them. */
export function operationalPurchases(clock: OperationalClock, purchases: Purchases): Purchases {
  const { recency, age, endDay = clock.end } = purchases;
  const first = endDay - age;
  const operationalAge = clock.between(first, endDay);
  return {
    ...purchases,
    recency: Math.min(operationalAge, clock.between(first, first + recency)),
    age: operationalAge,
  };
}

/**
 * Cells in days as the clock measures them. Where cells are many, times are rounded to quarters of a day: what the
 * models compute once a time is then still shared.
 */
export function operationalCells<C extends Cells>(clock: OperationalClock, cells: C): C {
  const { recency, age, endDay = clock.end } = cells;
  const isRounded = age.length > manyCells;
  const rounded = (time: number) => (isRounded ? Math.round(time * perDay) / perDay : time);
  const ages = age.map((days) => rounded(clock.between(endDay - days, endDay)));
  const recencies = recency.map((days, i) => {
    const first = endDay - age[i]!;
    return Math.min(ages[i]!, rounded(clock.between(first, first + days)));
  });
  return { ...cells, recency: recencies, age: ages };
}
