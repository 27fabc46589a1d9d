import { logBeta } from './log-beta.ts';
import { trigamma } from './trigamma.ts';

/** A bounded function of a probability p, given p and q = 1 - p so that neither loses digits. */
type OfProbability = (p: number, q: number) => number;

/** Below this a beta density has so long a tail in ln p that its end is integrated by hand. */
const longTail = 0.4;

/**
 * The mean of `f(p)` when p has a beta distribution with shapes `a` and `b`, both > 0.
 *
 * Trapezoidal rule over u = ln(p / q), where the density is smooth and falls exponentially at both ends:
 * the error falls like exp(-π² / step) for every f that is analytic for Re(p / q) > 0, as the
 * functions of the models are. With a shape below 0.4 the mass piles up at an end, so f is
 * replaced there by its end value, whose mean is known, and only the rest is integrated.
 * Relative error about 1e-12; 100 to 500 evaluations of f.
 *
 * @see Trefethen & Weideman (2014), The exponentially convergent trapezoidal rule
 */
export function betaExpectation(a: number, b: number, f: OfProbability): number {
  const atZero = a < longTail ? f(0, 1) : 0;
  const atOne = b < longTail ? f(1, 0) : 0;
  const known = (atZero * b + atOne * a) / (a + b);
  const isOpen = a >= longTail && b >= longTail;
  // Where f's end value is taken off, the rest is like p q f near the ends: start at the peak of that.
  const centre = isOpen ? Math.log(a / b) : Math.log((a + 1) / (b + 1));
  const deviation = Math.sqrt(trigamma(a) + trigamma(b));
  const step = Math.min(0.2, 0.5 * deviation);
  const peak = isOpen ? logDensity(a, b, centre) : logBeta(a, b);
  const sums = { mass: 0, value: 0 };
  const add = (u: number): boolean => {
    const p = 1 / (1 + Math.exp(-u));
    const q = 1 / (1 + Math.exp(u));
    const density = Math.exp(logDensity(a, b, u) - peak);
    const value = density * (f(p, q) - atZero * q - atOne * p);
    sums.mass += density;
    sums.value += value;
    // The mass counts only where it divides; where a tail is long, the rest of f has died already.
    const isDone = Math.abs(value) <= 1e-17 * Math.abs(sums.value);
    return isDone && (!isOpen || density <= 1e-17 * sums.mass);
  };
  add(centre);
  walk(centre, step, add);
  walk(centre, -step, add);
  return isOpen ? sums.value / sums.mass : known + step * sums.value;
}

/** Where p or q is below exp(-reach) it cannot matter any more. */
const reach = 120;

function walk(centre: number, step: number, add: (u: number) => boolean): void {
  let isDone = false;
  for (let u = centre + step; !isDone && Math.abs(u) < reach + Math.abs(centre); u += step) {
    isDone = add(u);
  }
}

/** ln(p^a q^b) at ln(p / q) = u. */
function logDensity(a: number, b: number, u: number): number {
  return u < 0
    ? a * u - (a + b) * Math.log1p(Math.exp(u))
    : -b * u - (a + b) * Math.log1p(Math.exp(-u));
}
