import { gaussLegendre } from '../math/gauss-legendre.ts';

/** So many terms are added one by one; then a sum is an integral to 1e-12. */
const exactTerms = 500;

/** Beyond this exponent what is left is less than 1e-17 of the whole. */
const longestExponent = 40;

const nodes = 40;

/** Here a survival curve is a pure power of t to the last digits. */
const farOut = 1e18;

/**
 * Σ survival(t) (1 + rate)^-(t-1) over t = 1, 2, ... periods, which may be Infinity where the sum is finite.
 *
 * The tail from t = m on is the integral from m - 1/2 and a 24th of the step between the last terms (Euler and
 * Maclaurin's formula about midpoints): survival curves of the models are smooth powers of t there.
 */
export function sumOfRenewals(
  survival: (t: number) => number,
  periods: number,
  rate: number,
): number {
  const logRate = Math.log1p(rate);
  const term = (t: number) => survival(t) * Math.exp(-logRate * (t - 1));
  const last = logRate > 0 ? Math.min(periods, Math.ceil(longestExponent / logRate)) : periods;
  let sum = 0;
  for (let t = 1; t <= Math.min(last, exactTerms); t++) {
    sum += term(t);
  }
  if (last <= exactTerms) {
    return sum;
  }
  const stepAt = (t: number) => (term(t + 1) - term(t)) / 24;
  const atEnd = last === Infinity ? 0 : stepAt(last);
  return sum + integral(term, exactTerms + 0.5, last + 0.5) + stepAt(exactTerms) - atEnd;
}

/** Gauss-Legendre over pieces that double in length; where they never end they become a geometric series. */
function integral(f: (t: number) => number, from: number, to: number): number {
  const rule = gaussLegendre(nodes);
  let sum = 0;
  let before = 0;
  for (let low = from; low < to; low *= 2) {
    const half = (Math.min(2 * low, to) - low) / 2;
    const piece = rule.nodes.reduce(
      (total, node, i) => total + half * rule.weights[i]! * f(low + half * (1 + node)),
      0,
    );
    sum += piece;
    if (to === Infinity && (low > farOut || piece === 0)) {
      return sum + (piece === 0 ? 0 : piece / (before / piece - 1));
    }
    before = piece;
  }
  return sum;
}
