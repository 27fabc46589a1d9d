import { chebyshev, chebyshevPoints, type Interval } from '../math/chebyshev.ts';
import { type ChebyshevSurface, chebyshevSurface } from '../math/chebyshev-surface.ts';
import type { ByCellTerms, OfAge } from './orders-by-cell.ts';

type Terms = Pick<ByCellTerms, 'ofFrequency' | 'ageScale'>;

/** Below this x the function may bend sharply (r and b near 0), and there are cells enough for a curve each. */
const leastSmoothX = 6;

/** Points over ln x and over ln(α + T): the first grid that is good enough is taken. */
const grids = [20, 32] as const;

/** The largest error of the logarithm that may be left. */
const tolerance = 2e-11;

/** Half of π, the distance of the nearest singularity in ln(α + T): beyond it the function may grow. */
const safeDistance = Math.PI / 2;

/**
 * What a living customer orders, as a function of x and then of T, cheap for many cells.
 *
 * An x of many cells below 6 has its own Chebyshev curve. The logarithm for all others is one surface over
 * (ln x, ln(α + T)), kept if its last coefficients prove it good to 1e-10. What neither covers is computed exactly.
 */
export function livingSurface(
  frequency: Float64Array,
  age: Float64Array,
  terms: Terms,
): (x: number) => OfAge {
  const extent = extentOf(frequency, age);
  const ages: Interval = {
    low: Math.log(terms.ageScale + extent.youngest),
    high: Math.log(terms.ageScale + extent.oldest),
  };
  const points = chebyshevPoints(ages, safeDistance);
  const isOften = (x: number) => (extent.cells.get(x) ?? 0) > 2 * points;
  const surface = extent.cellsOfMany > 2 * grids[0] ** 2 ? surfaceOver(extent, ages, terms) : null;
  return (x) => {
    if (x >= leastSmoothX && surface) {
      const ofLog = surface.at(Math.log(x));
      return (t) => Math.exp(ofLog(Math.log(terms.ageScale + t)));
    }
    const exact = terms.ofFrequency(x);
    if (!isOften(x)) {
      return exact;
    }
    const smooth = chebyshev((log) => exact(Math.exp(log) - terms.ageScale), ages, points);
    return (t) => smooth(Math.log(terms.ageScale + t));
  };
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
    // Cells come sorted by x: count a run of them at once.
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
  { ofFrequency, ageScale }: Terms,
): ChebyshevSurface | null {
  const logOrders = (logX: number) => {
    const exact = ofFrequency(Math.exp(logX));
    return (log: number) => Math.log(exact(Math.exp(log) - ageScale));
  };
  const x = { low: Math.log(leastSmoothX), high: Math.log(largestX) };
  for (const size of grids) {
    if (cellsOfMany > 2 * size * size) {
      const surface = chebyshevSurface(logOrders, { x, y: ages, size: [size, size] });
      if (surface.tail <= tolerance) {
        return surface;
      }
    }
  }
  return null;
}
