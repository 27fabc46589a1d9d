import type { Random } from './random.ts';

/** Standard normal, by Box and Muller. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Exponential with the given rate: the mean is 1 / rate. */
export function exponential(random: Random, rate: number): number {
  return -Math.log(1 - random()) / rate;
}

/**
 * Gamma with the given shape and rate: the mean is shape / rate.
 *
 * Marsaglia & Tsang (2000), "A simple method for generating gamma variables"; a shape below 1 is
 * drawn one higher and thinned by a power of a uniform, as in their section 6.
 */
export function gamma(random: Random, shape: number, rate: number): number {
  if (shape < 1) {
    return gamma(random, shape + 1, rate) * (1 - random()) ** (1 / shape);
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = normal(random);
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(1 - random()) < (z * z) / 2 + d - d * v + d * Math.log(v)) {
      return (d * v) / rate;
    }
  }
}

/** Beta with the given shapes: the mean is a / (a + b). */
export function beta(random: Random, a: number, b: number): number {
  const first = gamma(random, a, 1);
  return first / (first + gamma(random, b, 1));
}

/** A whole number from `low` to `high`, both included. */
export function wholeNumber(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** One of the items, each as likely as another. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return itemAt(items, Math.floor(random() * items.length));
}

/** One of the items, as likely as its weight; weights need not add up to 1. */
export function pickWeighted<T>(
  random: Random,
  items: readonly T[],
  weight: (item: T) => number,
): T {
  let total = 0;
  for (const item of items) {
    total += weight(item);
  }
  let left = random() * total;
  for (const item of items) {
    left -= weight(item);
    if (left < 0) {
      return item;
    }
  }
  // Rounding can leave a sliver of the last weight.
  return itemAt(items, items.length - 1);
}

function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) {
    throw new RangeError(`expected a list with an item at ${index}, got ${items.length} items`);
  }
  return item;
}
