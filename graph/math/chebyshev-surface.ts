import type { Interval } from './chebyshev.ts';

/** A polynomial in x and y that agrees with a function on a grid of Chebyshev points of a rectangle. */
export interface ChebyshevSurface {
  /**
   * The size of the last coefficients in either direction: for a smooth function a generous bound of the absolute
   * error; when it is large, the grid was too coarse.
   */
  readonly tail: number;
  /** The polynomial in y for one x, ready to be evaluated for many y. */
  at(x: number): (y: number) => number;
}

/** `f(x)(y)` on a grid of `size` points. */
export function chebyshevSurface(
  f: (x: number) => (y: number) => number,
  { x: xs, y: ys, size }: { x: Interval; y: Interval; size: readonly [number, number] },
): ChebyshevSurface {
  const [rows, columns] = size;
  const inY = nodes(xs, rows).map((x) => {
    const ofY = f(x);
    return coefficients(Float64Array.from(nodes(ys, columns), ofY));
  });
  // Entry m of row k: the coefficient of T_m(x) T_k(y).
  const table = Array.from({ length: columns }, (_, k) =>
    coefficients(Float64Array.from(inY, (row) => row[k]!)),
  );
  return {
    tail: tailOf(table),
    at(x) {
      const u = relative(x, xs);
      const row = Float64Array.from(table, (ofX) => clenshaw(ofX, u));
      return (y) => clenshaw(row, relative(y, ys));
    },
  };
}

function nodes({ low, high }: Interval, count: number): number[] {
  return Array.from(
    { length: count },
    (_, i) => (high + low) / 2 + ((high - low) / 2) * Math.cos((Math.PI * (i + 0.5)) / count),
  );
}

function coefficients(values: Float64Array): Float64Array {
  const count = values.length;
  return Float64Array.from({ length: count }, (_, k) => {
    const sum = values.reduce(
      (total, value, i) => total + value * Math.cos((Math.PI * k * (i + 0.5)) / count),
      0,
    );
    return (sum * (k === 0 ? 1 : 2)) / count;
  });
}

/** Where a point is in its interval, from -1 to 1. */
function relative(value: number, { low, high }: Interval): number {
  return high > low ? (2 * value - (high + low)) / (high - low) : 0;
}

function clenshaw(row: Float64Array, u: number): number {
  let next = 0;
  let afterNext = 0;
  for (let k = row.length - 1; k > 0; k--) {
    const current = row[k]! + 2 * u * next - afterNext;
    afterNext = next;
    next = current;
  }
  return row[0]! + u * next - afterNext;
}

function tailOf(table: readonly Float64Array[]): number {
  const inX = Math.max(...table.map((row) => largest(row.subarray(-2))));
  return Math.max(inX, ...table.slice(-2).map(largest));
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
