/** Probabilities of a count: of 0, 1, ... as far as asked, and of more. */
export interface CountDistribution {
  readonly probabilities: Float64Array;
  /** Probability of more than the last of them; keeps its digits where it is small. */
  readonly above: number;
}

/**
 * The negative binomial distribution of mean `shape` · `tau`: events until τ at a rate that is gamma with
 * that shape and scale 1. `shape` > 0, `tau` >= 0, whole `upTo` >= 0.
 *
 * A recurrence with its own exponent, so that nothing underflows on the way. The relative error grows by an
 * epsilon with each count and each unit of the logarithm of the result: 1e-13 for hundreds, 1e-12 for thousands.
 *
 * @see https://dlmf.nist.gov/8.17#v for the continued fraction of the tail
 * @example negativeBinomial(1, 1, 2); // 1/2, 1/4, 1/8, and 1/8 above
 */
export function negativeBinomial(shape: number, tau: number, upTo: number): CountDistribution {
  const probabilities = new Float64Array(upTo + 1);
  const z = tau / (1 + tau);
  const none = -shape * Math.log1p(tau);
  const start = Math.max(none, -lowestExponent);
  let mantissa = Math.exp(start);
  let exponent = none - start;
  probabilities[0] = Math.exp(none);
  for (let n = 1; n <= upTo + 1; n++) {
    mantissa *= z * ((shape + n - 1) / n);
    if (mantissa > large) {
      const shift = Math.min(-exponent, Math.log(large));
      mantissa *= Math.exp(-shift);
      exponent += shift;
    }
    if (n <= upTo) {
      probabilities[n] = mantissa * Math.exp(exponent);
    }
  }
  const next = mantissa * Math.exp(exponent);
  return { probabilities, above: aboveLast(shape, z, { none, probabilities, next }) };
}

/** e^-600 is far from underflow and 1e100 from overflow: their product leaves room on both sides. */
const lowestExponent = 600;
const large = 1e100;

interface Found {
  /** ln of the probability of 0. */
  readonly none: number;
  readonly probabilities: Float64Array;
  /** The probability after the last. */
  readonly next: number;
}

function aboveLast(shape: number, z: number, { none, probabilities, next }: Found): number {
  const n = probabilities.length;
  if (z < (n + 1) / (n + shape + 2)) {
    return Math.min(1, next * tailRatio(shape, z, n));
  }
  let rest = -Math.expm1(none);
  for (let i = 1; i < n; i++) {
    rest -= probabilities[i]!;
  }
  return Math.max(0, rest);
}

const mostSteps = 20_000;

/**
 * P(N >= n) / P(N = n) = 2F1(1, shape + n; n + 1; z), by the continued fraction of the incomplete beta function
 * (Lentz's algorithm).
 */
function tailRatio(shape: number, z: number, n: number): number {
  let c = 1;
  let d = 1 / (1 - ((shape + n) * z) / (n + 1));
  let ratio = d;
  for (let m = 1; m < mostSteps; m++) {
    const even = (m * (shape - m) * z) / ((n + 2 * m - 1) * (n + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    ratio *= d * c;
    const odd = -((n + m) * (shape + n + m) * z) / ((n + 2 * m) * (n + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    const change = d * c;
    ratio *= change;
    if (Math.abs(change - 1) < 1e-16) {
      break;
    }
  }
  return ratio;
}
