import type { Interval } from './chebyshev.ts';

/** A polynomial over an interval as coefficients of 1, u, u², ..., u running from -1 to 1 over it. */
export interface Powers {
  readonly coefficients: Float64Array;
  /**
   * The size of the last Chebyshev coefficients, or what rounding costs a sum of the powers if that is more: for a smooth
   * function a generous bound of the absolute error; when it is large (or NaN, where the function was not finite), the
   * points were too few, or too many for powers.
   */
  readonly tail: number;
}

/** A polynomial in x and y that agrees with a function on a grid of Chebyshev points of a rectangle. */
export interface ChebyshevSurface {
  /** As of `Powers`, in either direction. */
  readonly tail: number;
  /** The polynomial in y for one x. */
  at(x: number): Powers;
}

/** Chebyshev coefficients below this are left out: what they add is below the error of what stays. */
const negligible = 1e-13;

/** The polynomial that agrees with `f` at `count` Chebyshev points. */
export function chebyshevPowers(f: (y: number) => number, ys: Interval, count: number): Powers {
  const row = coefficientsOf(Float64Array.from(nodes(ys, count), f));
  return asPowers(row, largest(row.subarray(-2)));
}

/** `f(x)(y)` on a grid of `size` by `size` points. */
export function chebyshevSurface(
  f: (x: number) => (y: number) => number,
  { x: xs, y: ys, size }: { x: Interval; y: Interval; size: number },
): ChebyshevSurface {
  const inY = nodes(xs, size).map((x) => {
    const ofY = f(x);
    return coefficientsOf(Float64Array.from(nodes(ys, size), ofY));
  });
  // Entry m of row k: the coefficient of T_m(x) T_k(y).
  const table = Array.from({ length: size }, (_, k) =>
    coefficientsOf(Float64Array.from(inY, (row) => row[k]!)),
  );
  const tail = Math.max(
    ...table.map((row) => largest(row.subarray(-2))),
    ...table.slice(-2).map(largest),
  );
  return {
    tail,
    at(x) {
      const u = relative(x, xs);
      return asPowers(
        Float64Array.from(table, (ofX) => clenshaw(ofX, u)),
        tail,
      );
    },
  };
}

function nodes({ low, high }: Interval, count: number): number[] {
  return Array.from(
    { length: count },
    (_, i) => (high + low) / 2 + ((high - low) / 2) * Math.cos((Math.PI * (i + 0.5)) / count),
  );
}

function coefficientsOf(values: Float64Array): Float64Array {
  const count = values.length;
  const turn = 4 * count;
  const cosines = Float64Array.from({ length: turn }, (_, i) => Math.cos((2 * Math.PI * i) / turn));
  const coefficients = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      sum += values[i]! * cosines[(k * (2 * i + 1)) % turn]!;
    }
    coefficients[k] = (sum * (k === 0 ? 1 : 2)) / count;
  }
  return coefficients;
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

function asPowers(row: Float64Array, tail: number): Powers {
  const coefficients = powersOf(row);
  const size = coefficients.reduce((sum, value) => sum + Math.abs(value), 0);
  return { coefficients, tail: Math.max(tail, Number.EPSILON * size) };
}

/**
 * From Chebyshev polynomials to powers of u, which evaluate twice as fast. Safe where the coefficients fall faster
 * than the powers' own ((1 + √2)^k) grow; else `size` tells.
 */
function powersOf(row: Float64Array): Float64Array {
  let length = row.length;
  while (length > 1 && Math.abs(row[length - 1]!) < negligible) {
    length--;
  }
  const powers = new Float64Array(length);
  for (let k = 0; k < length; k++) {
    const polynomial = chebyshevPolynomial(k);
    for (let i = k % 2; i <= k; i += 2) {
      powers[i]! += row[k]! * polynomial[i]!;
    }
  }
  return powers;
}

const polynomials = [Float64Array.of(1), Float64Array.of(0, 1)];

/** The coefficients of T_k in powers: T_k = 2 u T_(k-1) - T_(k-2). */
function chebyshevPolynomial(k: number): Float64Array {
  for (let next = polynomials.length; next <= k; next++) {
    const before = polynomials[next - 2]!;
    const last = polynomials[next - 1]!;
    polynomials.push(
      Float64Array.from({ length: next + 1 }, (_, i) => 2 * (last[i - 1] ?? 0) - (before[i] ?? 0)),
    );
  }
  return polynomials[k]!;
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
