import { chebyshevPoints, type Interval } from '../math/chebyshev.ts';
import {
  type ChebyshevSurface,
  chebyshevPowers,
  chebyshevSurface,
  type Powers,
} from '../math/chebyshev-surface.ts';
import type { CellIndex, Places } from './cell-index.ts';
import type { LivingTerms } from './living-by-cell.ts';

/** Below this x the quantity may bend sharply (r and b near 0), and there are cells enough for a curve each. */
const leastSmoothX = 6;

/** Points over ln x and over ln(α + T): the first grid that is good enough is taken. */
const grids = [17, 24, 32] as const;

/** The last coefficients may be so large: those left out fall by a factor of three or more each. */
const tolerance = 1e-10;

/** Half of π, the distance of the nearest singularity in ln(α + T): beyond it the function may grow. */
const safeDistance = Math.PI / 2;

/** The ages of cells that are asked about: one or several of each. */
interface Asked {
  readonly ages: readonly Places[];
  /** ln(`ageScale` + time), at each place. */
  readonly logs: Float64Array;
}

/** A quantity of the living, for a set of cells. */
export interface LivingSurface {
  /** The interval of ln(`ageScale` + age) that the curves are over. */
  readonly ages: Interval;
  /** The logarithm of it for the x at a place, over ages; null where it is better computed exactly. */
  curve(x: number, place: number): Float64Array | null;
  /** At how many ages it is asked for at the x of a place. */
  agesOf(place: number): number;
}

/**
 * A positive quantity of a living customer, as a function of x and then of age, cheap for many cells.
 *
 * An x of many cells below 6 has its own Chebyshev curve. All others share one surface over (ln x, ln(scale + age)), kept
 * if its last coefficients show it to be good to 1e-10. What neither covers is left to exact computation.
 */
export function livingSurface(
  index: CellIndex,
  asked: Asked,
  { ofFrequency, ageScale }: LivingTerms,
): LivingSurface {
  const extent = extentOf(index, asked);
  const { ages, counts } = extent;
  const logarithm = (x: number) => {
    const exact = ofFrequency(x);
    return (log: number) => Math.log(exact(Math.exp(log) - ageScale));
  };
  const points = chebyshevPoints(ages, safeDistance);
  const surface = surfaceOver(extent, logarithm);
  const agesOf = (place: number) => counts[place]!;
  return {
    ages,
    agesOf,
    curve(x, place) {
      if (x >= leastSmoothX && surface) {
        return ifGood(surface.at(Math.log(x)));
      }
      const isOften = agesOf(place) > 2 * points;
      return isOften ? ifGood(chebyshevPowers(logarithm(x), ages, points)) : null;
    },
  };
}

function ifGood({ coefficients, tail }: Powers): Float64Array | null {
  return tail <= tolerance ? coefficients : null;
}

interface Extent {
  /** How many ages are asked for at each place. */
  readonly counts: Float64Array;
  /** How many at an x that the surface would cover. */
  readonly countOfMany: number;
  readonly largestX: number;
  readonly ages: Interval;
}

function extentOf({ frequencies, cellsByFrequency }: CellIndex, asked: Asked): Extent {
  const counts = cellsByFrequency.map((cells) => cells * asked.ages.length);
  const countOfMany = counts.reduce(
    (sum, count, place) => sum + (frequencies[place]! >= leastSmoothX ? count : 0),
    0,
  );
  return {
    counts,
    countOfMany,
    largestX: frequencies[frequencies.length - 1] ?? 0,
    ages: rangeOf(asked),
  };
}

function rangeOf({ ages, logs }: Asked): Interval {
  // Times ascend with their places.
  return {
    low: logs[Math.min(...ages.map(({ first }) => first))] ?? 0,
    high: logs[Math.max(...ages.map(({ last }) => last))] ?? 0,
  };
}

function surfaceOver(
  { largestX, countOfMany, ages }: Extent,
  logarithm: (x: number) => (log: number) => number,
): ChebyshevSurface | null {
  const x = { low: Math.log(leastSmoothX), high: Math.log(largestX) };
  for (const size of grids) {
    if (countOfMany > 2 * size * size) {
      const surface = chebyshevSurface((logX) => logarithm(Math.exp(logX)), { x, y: ages, size });
      if (surface.tail <= tolerance) {
        return surface;
      }
    }
  }
  return null;
}
