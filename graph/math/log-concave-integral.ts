import { gaussLegendre } from './gauss-legendre.ts';
import { quadratureNodes } from './quadrature-nodes.ts';

/** A concave function of y: the logarithm of an integrand. -Infinity is a value. */
type LogIntegrand = (y: number) => number;

/** What has fallen by this many e-foldings from the peak is left out. */
const farthest = 40;

/**
 * The integral of exp(`log`) over [0, `end`], where y is a logarithm of time and `log` is concave.
 *
 * Finds the peak, and on each side of it what lies within forty e-foldings, and integrates the two stretches by
 * Gauss-Legendre; so a narrow peak costs no more than a broad one. Relative error about 1e-14, and an epsilon for each
 * unit of the terms that `log` adds up; some 120 evaluations.
 */
export function integrateLogConcave(log: LogIntegrand, end: number): number {
  const peak = peakOf(log, end);
  const top = log(peak);
  if (!(top > -Infinity)) {
    return 0;
  }
  return side(log, top, peak, 0) + side(log, top, peak, end);
}

/** The integral from the peak to an end of the range, or as far as there is anything to integrate. */
function side(log: LogIntegrand, top: number, peak: number, end: number): number {
  const to = log(end) >= top - farthest ? end : crossing(log, top - farthest, end, peak);
  const length = Math.abs(to - peak);
  // The peak is found roughly, so an end may lie above it.
  const fall = Math.abs(top - log(to));
  const { nodes, weights } = gaussLegendre(quadratureNodes(length, fall));
  const half = (to - peak) / 2;
  let sum = 0;
  for (let i = 0; i < nodes.length; i++) {
    sum += weights[i]! * Math.exp(log(peak + half * (1 + nodes[i]!)));
  }
  return Math.abs(half) * sum;
}

const goldenShare = (Math.sqrt(5) - 1) / 2;

/** Where `log` is largest, by golden section; well within the width of the peak is near enough. */
function peakOf(log: LogIntegrand, end: number): number {
  let low = 0;
  let high = end;
  let left = high - goldenShare * (high - low);
  let right = low + goldenShare * (high - low);
  let atLeft = log(left);
  let atRight = log(right);
  for (let step = 0; step < 60 && Math.abs(atLeft - atRight) > 1e-3; step++) {
    if (atLeft < atRight) {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + goldenShare * (high - low);
      atRight = log(right);
    } else {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - goldenShare * (high - low);
      atLeft = log(left);
    }
  }
  return atLeft < atRight ? right : left;
}

/** A place between `outside` and `inside` where `log` is at or below `level`, near the crossing. */
function crossing(log: LogIntegrand, level: number, outside: number, inside: number): number {
  let out = outside;
  let within = inside;
  for (let step = 0; step < 60 && Math.abs(out - within) > 0.1 * Math.abs(out - inside); step++) {
    const middle = (out + within) / 2;
    if (log(middle) < level) {
      out = middle;
    } else {
      within = middle;
    }
  }
  return out;
}
