import { chebyshevPoints, type Interval } from '../math/chebyshev.ts';
import {
  type ChebyshevSurface,
  chebyshevPowers,
  chebyshevSurface,
  type Powers,
} from '../math/chebyshev-surface.ts';
import type { ByCellTerms } from './orders-by-cell.ts';

type Terms = Pick<ByCellTerms, 'ofFrequency' | 'ageScale'>;

/** Below this x the function may bend sharply (r and b near 0), and there are cells enough for a curve each. */
const leastSmoothX = 6;

/** Points over ln x and over ln(α + T): the first grid that is good enough is taken. */
const grids = [17, 24, 32] as const;

/** The last coefficients may be so large: those left out fall by a factor of three or more each. */
const tolerance = 1e-10;

/** Half of π, the distance of the nearest singularity in ln(α + T): beyond it the function may grow. */
const safeDistance = Math.PI / 2;

/** What the living order, for a set of cells. */
export interface LivingSurface {
  /** The interval of ln(α + T) that the curves are over. */
  readonly ages: Interval;
  /** The logarithm of it for one x, over ages; null where it is better computed exactly. */
  curve(x: number): Float64Array | null;
  /** How many of the cells have this x. */
  cellsOf(x: number): number;
}

/**
 * What a living customer orders, as a function of x and then of T, cheap for many cells.
 *
 * An x of many cells below 6 has its own Chebyshev curve. All others share one surface over (ln x, ln(α + T)), kept
 * if its last coefficients show it to be good to 1e-10. What neither covers is left to exact computation.
 */
export function livingSurface(
  frequency: Float64Array,
  age: Float64Array,
  { ofFrequency, ageScale }: Terms,
): LivingSurface {
  const extent = extentOf(frequency, age);
  const ages: Interval = {
    low: Math.log(ageScale + extent.youngest),
    high: Math.log(ageScale + extent.oldest),
  };
  const logOrders = (x: number) => {
    const exact = ofFrequency(x);
    return (log: number) => Math.log(exact(Math.exp(log) - ageScale));
  };
  const points = chebyshevPoints(ages, safeDistance);
  const surface = surfaceOver(extent, ages, logOrders);
  const cellsOf = (x: number) => extent.cells.get(x) ?? 0;
  return {
    ages,
    cellsOf,
    curve(x) {
      if (x >= leastSmoothX && surface) {
        return ifGood(surface.at(Math.log(x)));
      }
      const isOften = cellsOf(x) > 2 * points;
      return isOften ? ifGood(chebyshevPowers(logOrders(x), ages, points)) : null;
    },
  };
}

function ifGood({ coefficients, tail }: Powers): Float64Array | null {
  return tail <= tolerance ? coefficients : null;
}

interface Extent {
  /** Number of cells of each x. */
  readonly cells: ReadonlyMap<number, number>;
  /** Number of cells with an x that the surface would cover. */
  readonly cellsOfMany: number;
  readonly largestX: number;
  readonly youngest: number;
  readonly oldest: number;
}

function extentOf(frequency: Float64Array, age: Float64Array): Extent {
  const cells = new Map<number, number>();
  let youngest = Infinity;
  let oldest = 0;
  for (let i = 0; i < frequency.length; ) {
    // Cells mostly come sorted by x: count a run of them at once.
    const x = frequency[i]!;
    const start = i;
    for (; i < frequency.length && frequency[i] === x; i++) {
      youngest = Math.min(youngest, age[i]!);
      oldest = Math.max(oldest, age[i]!);
    }
    cells.set(x, (cells.get(x) ?? 0) + i - start);
  }
  let cellsOfMany = 0;
  let largestX = 0;
  for (const [x, count] of cells) {
    cellsOfMany += x >= leastSmoothX ? count : 0;
    largestX = Math.max(largestX, x);
  }
  return { cells, cellsOfMany, largestX, youngest, oldest };
}

function surfaceOver(
  { largestX, cellsOfMany }: Extent,
  ages: Interval,
  logOrders: (x: number) => (log: number) => number,
): ChebyshevSurface | null {
  const x = { low: Math.log(leastSmoothX), high: Math.log(largestX) };
  for (const size of grids) {
    if (cellsOfMany > 2 * size * size) {
      const surface = chebyshevSurface((logX) => logOrders(Math.exp(logX)), { x, y: ages, size });
      if (surface.tail <= tolerance) {
        return surface;
      }
    }
  }
  return null;
}
