import { logBeta } from './log-beta.ts';

/** Steps of the continued fraction at most; it takes about as many as the root of the larger shape. */
const mostSteps = 20_000;

/** Keeps a denominator of the fraction off zero. */
const tiny = 1e-300;

/**
 * x^a y^b / B(a, b) for shapes `a`, `b` > 0 and x + y = 1: the density of the beta distribution times x y.
 *
 * Pass `logB` = ln B(a, b) where it is known, as it costs more than the rest.
 */
export function betaPower(
  a: number,
  b: number,
  x: number,
  y: number,
  logB = logBeta(a, b),
): number {
  return x > 0 && y > 0 ? Math.exp(a * Math.log(x) + b * Math.log(y) - logB) : 0;
}

/**
 * I_x(a, b), the regularised incomplete beta function: the probability that a beta variable with shapes `a`, `b` > 0 is at
 * most x in [0, 1]. `y` is 1 - x, and `power` is `betaPower(a, b, x, y)`, for callers who have more digits or
 * have it already.
 *
 * Continued fraction by Lentz's algorithm on the side where it converges fast. Absolute error about 1e-13, and an
 * epsilon for each unit of a and b.
 *
 * @see https://dlmf.nist.gov/8.17#v
 * @example incompleteBeta(2, 3, 0.4); // 0.5248
 */
export function incompleteBeta(
  a: number,
  b: number,
  x: number,
  y = 1 - x,
  power = betaPower(a, b, x, y),
): number {
  if (!(x > 0 && y > 0)) {
    return x > 0 ? 1 : 0;
  }
  if (power === 0) {
    return x * b < y * a ? 0 : 1;
  }
  return x < (a + 1) / (a + b + 2)
    ? Math.min(1, (power / a) * fraction(a, b, x))
    : Math.max(0, 1 - (power / b) * fraction(b, a, y));
}

function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < mostSteps; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= d * c;
    const odd = -((a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const change = d * c;
    value *= change;
    if (Math.abs(change - 1) < 1e-14) {
      break;
    }
  }
  return value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
