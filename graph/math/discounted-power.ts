import { gaussLegendre } from './gauss-legendre.ts';
import { quadratureNodes } from './quadrature-nodes.ts';

/**
 * ∫ e^(-z y) (1 + y)^-s dy over [0, h], for s >= 0, z >= 0 and h >= 0; h may be Infinity when z > 0.
 *
 * For h = Infinity this is U(1, 2 - s, z) = z^(s-1) U(s, s, z), the confluent hypergeometric function of the second kind:
 * no power of z overflows on the way, and no two gamma functions cancel at whole s. Closed form for z = 0; else
 * Gauss-Legendre in v = ln(1 + y), in which the integrand is entire and log-concave. Relative error at most 64 epsilon
 * (more, by an epsilon each, with z and s in the hundreds).
 *
 * @see https://dlmf.nist.gov/13.4#E4
 * @example discountedPower(1, 1, Infinity); // 0.5963473623231941, Gompertz's constant
 */
export function discountedPower(s: number, z: number, h: number): number {
  if (z === 0) {
    const length = Math.log1p(h);
    const exponent = (1 - s) * length;
    return exponent === 0 ? length : (length * Math.expm1(exponent)) / exponent;
  }
  const end = endOf(s, z, h);
  const fall = Math.max(0, exponentAt(s, z, end));
  const { nodes, weights } = gaussLegendre(quadratureNodes(end, fall));
  const half = end / 2;
  let sum = 0;
  for (let i = 0; i < nodes.length; i++) {
    sum += weights[i]! * Math.exp(-exponentAt(s, z, half * (1 + nodes[i]!)));
  }
  return half * sum;
}

/** -ln of the integrand in v. */
function exponentAt(s: number, z: number, v: number): number {
  return (s - 1) * v + z * Math.expm1(v);
}

/** What comes after this many e-foldings is not seen in double precision. */
const farthest = 42;

/** Where to end the integral in v: at h, or sooner where nothing is left of the integrand. */
function endOf(s: number, z: number, h: number): number {
  let v = Math.log1p(Math.min(h, 1000 / z));
  // Newton's method from the right: the exponent is convex in v, so no step goes too far.
  for (let pass = 0; pass < 20; pass++) {
    const excess = exponentAt(s, z, v) - farthest;
    if (excess <= 1) {
      break;
    }
    v -= excess / (s - 1 + z * Math.exp(v));
  }
  return v;
}
