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

/** The cubic through the four points around `at`, which must lie in the interval. */
export function readTable({ low, perStep, points }: CurveTable, at: number): number {
  const place = (at - low) * perStep;
  const whole = place | 0;
  const i = whole > points.length - 4 ? points.length - 4 : whole;
  const t = place - i;
  const before = points[i]!;
  const left = points[i + 1]!;
  const right = points[i + 2]!;
  const after = points[i + 3]!;
  // Newton's form from the left point, by central differences.
  const second = before - 2 * left + right;
  const third = after - 3 * right + 3 * left - before;
  return left + t * (right - left + ((t - 1) / 2) * (second + ((t + 1) / 3) * third));
}
