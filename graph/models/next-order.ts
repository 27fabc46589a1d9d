/**
 * When a customer is to be expected back; durations from T on.
 *
 * The mean time to the next order is infinite for anybody who may never return, so a marketer is given
 * medians: the day by which it is an even bet that the order has come.
 */
export interface NextOrder {
  /** Probability that another order comes at all, however late. */
  readonly probabilityEver: number;
  /** Time within which the order comes with probability 1/2; null for a customer of whom it never reaches that. */
  readonly median: number | null;
  /**
   * Time within which half of those come who come at all: what to expect of this customer, if not lost.
   * Null where it is beyond any number, or no order is possible.
   */
  readonly medianIfEver: number | null;
}

/** Probability of an order within t, increasing from 0 to `probabilityEver`. */
type Within = (t: number) => number;

/**
 * The medians of a model that has no closed form for them, by bisection.
 *
 * `scale` is any positive time of the right size: the search starts there and goes on by factors.
 */
export function nextOrder(within: Within, probabilityEver: number, scale: number): NextOrder {
  return {
    probabilityEver,
    median: probabilityEver > 0.5 ? timeOf(within, 0.5, scale) : null,
    medianIfEver: probabilityEver > 0 ? timeOf(within, probabilityEver / 2, scale) : null,
  };
}

/** Farther from the scale than this factor nothing is looked for. */
const farthest = 2 ** 200;

/** The t at which `within` passes a level, to the last digits; null where it is out of reach. */
function timeOf(within: Within, level: number, scale: number): number | null {
  let low = 0;
  let high = scale;
  while (within(high) < level) {
    low = high;
    high *= 4;
    if (high > scale * farthest) {
      return null;
    }
  }
  while (low === 0 && high > scale / farthest) {
    if (within(high / 4) < level) {
      low = high / 4;
    } else {
      high /= 4;
    }
  }
  return crossing((t) => within(t) - level, low, high);
}

/**
 * Where an increasing function that is negative at `low` and not at `high` is 0, to the last digits.
 *
 * Regula falsi in its Illinois form, some ten evaluations; every third step halves, so that no shape of the function can
 * hold it up.
 */
function crossing(f: (t: number) => number, low: number, high: number): number {
  let below = { t: low, value: f(low) };
  let above = { t: high, value: f(high) };
  for (let step = 0; step < 200 && above.t - below.t > 4 * Number.EPSILON * above.t; step++) {
    const secant =
      below.t - (below.value * (above.t - below.t)) / (above.value - below.value || Infinity);
    const isInside = secant > below.t && secant < above.t;
    const t = isInside && step % 3 !== 2 ? secant : (below.t + above.t) / 2;
    const value = f(t);
    if (value === 0) {
      return t;
    }
    if (value < 0) {
      below = { t, value };
      above = { t: above.t, value: above.value / 2 };
    } else {
      above = { t, value };
      below = { t: below.t, value: below.value / 2 };
    }
  }
  return (below.t + above.t) / 2;
}

/** The medians of random timing, where an order comes within t with probability alive (1 - (1 + t / unit)^-shape). */
export function nextRandomOrder(alive: number, shape: number, unit: number): NextOrder {
  const timeOf = (share: number) => {
    const time = unit * Math.expm1(-Math.log1p(-share) / shape);
    return Number.isFinite(time) ? time : null;
  };
  return {
    probabilityEver: alive,
    median: alive > 0.5 ? timeOf(0.5 / alive) : null,
    medianIfEver: alive > 0 ? timeOf(0.5) : null,
  };
}
