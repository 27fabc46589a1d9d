import type { Interval } from '../math/chebyshev.ts';

/** A function at equally spaced points, to be read in between: dearer to make than one value, and far cheaper to read. */
export interface CurveTable {
  readonly low: number;
  readonly perStep: number;
  readonly points: Float64Array;
}

/**
 * Distance of the points in a logarithm of age, in which the curves of the models have no singularity nearer than π: a
 * cubic through four of them is then good to (3 / 128) step⁴ f⁗ or some 1e-11 of f.
 */
const step = 1 / 256;

/** Cells in which a table is paid back. */
export function cellsToTabulate({ low, high }: Interval): number {
  return (high - low) / step + 4;
}

/** The function at points that reach one step beyond the interval on either side. */
export function tabulate(f: (at: number) => number, { low, high }: Interval): CurveTable {
  const steps = Math.max(1, Math.ceil((high - low) / step));
  const width = high > low ? (high - low) / steps : step;
  return {
    low,
    perStep: 1 / width,
    points: Float64Array.from({ length: steps + 3 }, (_, i) => f(low + (i - 1) * width)),
  };
}

interface Reading {
  /** Where a table may be read, all in its interval. */
  readonly logs: Float64Array;
  /** For each entry, the place in `logs` to read it at. */
  readonly places: Int32Array;
}

/** Fills a stretch of `values`, each entry by the cubic through the four points around its place. */
export function readTable(
  { low, perStep, points }: CurveTable,
  { logs, places }: Reading,
  values: Float64Array,
  { start, end }: { readonly start: number; readonly end: number },
): void {
  const last = points.length - 4;
  for (let n = start; n < end; n++) {
    const at = (logs[places[n]!]! - low) * perStep;
    const i = Math.min(last, Math.max(0, at)) | 0;
    const t = at - i;
    const before = points[i]!;
    const left = points[i + 1]!;
    const right = points[i + 2]!;
    const after = points[i + 3]!;
    // Newton's form from the left point, by central differences.
    const second = before - 2 * left + right;
    const third = after - 3 * right + 3 * left - before;
    values[n] = left + t * (right - left + ((t - 1) / 2) * (second + ((t + 1) / 3) * third));
  }
}
