import { raceEnd, raceNodes } from '../math/gamma-race.ts';
import { gaussLegendre } from '../math/gauss-legendre.ts';

/** Shapes and scales of order rates after x orders (R = r + x, α) and of leaving rates (s, β). */
export interface ParetoRates {
  readonly R: number;
  readonly alpha: number;
  readonly s: number;
  readonly beta: number;
}

/**
 * Derivatives of the integrand are polynomials of degree two in A = ln(1 + u/α), p = u / (α + u), B = ln(1 + u/β) and
 * q = u / (β + u). A moment vector holds the means of 1, A, p, B, q, then of the ten products
 * AA, Ap, AB, Aq, pp, pB, pq, BB, Bq, qq.
 */
export const momentCount = 15;

/** Adds to the vector at `offset` the moments of a point at time u with a weight. */
export function addPoint(
  moments: Float64Array,
  offset: number,
  { alpha, beta }: ParetoRates,
  u: number,
  weight: number,
): void {
  const A = Math.log1p(u / alpha);
  const p = u / (alpha + u);
  const B = Math.log1p(u / beta);
  const q = u / (beta + u);
  const wA = weight * A;
  const wp = weight * p;
  const wB = weight * B;
  const wq = weight * q;
  moments[offset]! += weight;
  moments[offset + 1]! += wA;
  moments[offset + 2]! += wp;
  moments[offset + 3]! += wB;
  moments[offset + 4]! += wq;
  moments[offset + 5]! += wA * A;
  moments[offset + 6]! += wA * p;
  moments[offset + 7]! += wA * B;
  moments[offset + 8]! += wA * q;
  moments[offset + 9]! += wp * p;
  moments[offset + 10]! += wp * B;
  moments[offset + 11]! += wp * q;
  moments[offset + 12]! += wB * B;
  moments[offset + 13]! += wB * q;
  moments[offset + 14]! += wq * q;
}

/** E(u) = R ln(1 + u/α) + s ln(1 + u/β): -ln of the chance to have neither ordered nor left by age u. */
export function silenceExponent({ R, alpha, s, beta }: ParetoRates, u: number): number {
  return R * Math.log1p(u / alpha) + s * Math.log1p(u / beta);
}

/**
 * For each of ascending `times` t, the moments of s e^(E(t) - E(u)) du / (β + u) over u from t to the last time:
 * the weight of having left at u in silence since t.
 *
 * Runs from the last time backwards, G(t) = panel + e^(E(t) - E(t')) G(t'): only positive terms, each
 * panel integrated once however many cells span it. The first moment never exceeds 1.
 */
export function leavingMoments(
  rates: ParetoRates,
  times: Float64Array,
  moments: Float64Array,
): void {
  const last = times.length - 1;
  moments.fill(0, last * momentCount, (last + 1) * momentCount);
  let later = silenceExponent(rates, times[last]!);
  for (let i = last - 1; i >= 0; i--) {
    const here = silenceExponent(rates, times[i]!);
    const carry = Math.exp(here - later);
    const offset = i * momentCount;
    for (let k = offset; k < offset + momentCount; k++) {
      moments[k] = carry * moments[k + momentCount]!;
    }
    addPanel(rates, times[i]!, times[i + 1]!, moments, offset);
    later = here;
  }
}

function addPanel(
  rates: ParetoRates,
  from: number,
  to: number,
  moments: Float64Array,
  offset: number,
): void {
  const { R, s } = rates;
  const a = rates.alpha + from;
  const b = rates.beta + from;
  const nearest = Math.min(a, b);
  const leaving = { shape: s, scale: b };
  const ordering = { shape: R, scale: a };
  const end = raceEnd(leaving, ordering, to - from);
  const { nodes, weights } = gaussLegendre(raceNodes(leaving, ordering, end));
  const half = end / 2;
  for (let i = 0; i < nodes.length; i++) {
    const u = nearest * Math.expm1(half * (1 + nodes[i]!));
    const exponent = R * Math.log1p(u / a) + s * Math.log1p(u / b);
    const weight = s * half * weights[i]! * ((nearest + u) / (b + u)) * Math.exp(-exponent);
    addPoint(moments, offset, rates, from + u, weight);
  }
}
