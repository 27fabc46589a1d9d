import { logBeta } from './log-beta.ts';
import { trigamma } from './trigamma.ts';

/**
 * A bounded function of a probability p, given p and q = 1 - p so that neither loses digits. `place` numbers the p that a rule asks
 * for, so that what depends on p alone can be kept; -1 for the ends of [0, 1].
 */
export type OfProbability = (p: number, q: number, place: number) => number;

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
  return betaRule(a, b)(f);
}

/** The same for one distribution and many functions: its nodes are found once. */
export function betaRule(a: number, b: number): (f: OfProbability) => number {
  // Where f's end value is taken off, the rest is like p q f near the ends: start at the peak of that.
  const isOpen = a >= longTail && b >= longTail;
  const centre = isOpen ? Math.log(a / b) : Math.log((a + 1) / (b + 1));
  const deviation = Math.sqrt(trigamma(a) + trigamma(b));
  const step = Math.min(0.2, 0.5 * deviation);
  const peak = isOpen ? logDensity(a, b, centre) : logBeta(a, b);
  const nodes: BetaNode[] = [];
  // Even places lie at and above the centre, odd ones below it.
  const nodeAt = (place: number): BetaNode => {
    const known = nodes[place];
    if (known) {
      return known;
    }
    const u = centre + step * (place % 2 === 0 ? place / 2 : -(place + 1) / 2);
    const density = Math.exp(logDensity(a, b, u) - peak);
    const node = { p: 1 / (1 + Math.exp(-u)), q: 1 / (1 + Math.exp(u)), density };
    nodes[place] = node;
    return node;
  };
  const mostPlaces = (2 * (reach + Math.abs(centre))) / step;
  return (f) => {
    const atZero = a < longTail ? f(0, 1, -1) : 0;
    const atOne = b < longTail ? f(1, 0, -1) : 0;
    let mass = 0;
    let value = 0;
    const add = (place: number): boolean => {
      const { p, q, density } = nodeAt(place);
      const term = density * (f(p, q, place) - atZero * q - atOne * p);
      mass += density;
      value += term;
      // The mass counts only where it divides; where a tail is long, the rest of f has died already. Where nothing has been
      // found yet, f may be all in a tail.
      const isDone = value === 0 ? density < nothing : Math.abs(term) <= 1e-17 * Math.abs(value);
      return isDone && (!isOpen || density <= 1e-17 * mass);
    };
    add(0);
    for (let place = 2, isDone = false; !isDone && place < mostPlaces; place += 2) {
      isDone = add(place);
    }
    for (let place = 1, isDone = false; !isDone && place < mostPlaces; place += 2) {
      isDone = add(place);
    }
    return isOpen ? value / mass : (atZero * b + atOne * a) / (a + b) + step * value;
  };
}

interface BetaNode {
  readonly p: number;
  readonly q: number;
  readonly density: number;
}

/** A density near underflow. */
const nothing = 1e-290;

/** Where p or q is below exp(-reach) it cannot matter any more. */
const reach = 120;

/** ln(p^a q^b) at ln(p / q) = u. */
function logDensity(a: number, b: number, u: number): number {
  return u < 0
    ? a * u - (a + b) * Math.log1p(Math.exp(u))
    : -b * u - (a + b) * Math.log1p(Math.exp(-u));
}
