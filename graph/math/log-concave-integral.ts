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

/** Where `log` is largest, give or take an e-folding, by golden section. */
function peakOf(log: LogIntegrand, end: number): number {
  let low = { y: 0, value: log(0) };
  let high = { y: end, value: log(end) };
  const between = (share: number) => {
    const y = low.y + share * (high.y - low.y);
    return { y, value: log(y) };
  };
  let left = between(1 - goldenShare);
  let right = between(goldenShare);
  const unevenness = () =>
    Math.max(left.value, right.value) - Math.min(low.value, high.value, left.value, right.value);
  for (let step = 0; step < 80 && unevenness() > 1; step++) {
    if (left.value < right.value) {
      low = left;
      left = right;
      right = between(goldenShare);
    } else {
      high = right;
      right = left;
      left = between(1 - goldenShare);
    }
  }
  return left.value < right.value ? right.y : left.y;
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
