import { betaPower, incompleteBeta } from '../math/incomplete-beta.ts';
import { logBeta } from '../math/log-beta.ts';
import { logistic } from '../math/logistic.ts';

/** What is known of the value of a customer's orders to come, at one set of parameters. */
export interface ValuePart {
  readonly weight: number;
  /** Probabilities of 0, 1, ... orders. */
  readonly counts: Float64Array;
  /** Shape of one order's value. */
  readonly p: number;
  /** Shape and rate of what is known of the rate of order values: p x + q and v + repeat spend. */
  readonly shape: number;
  readonly scale: number;
}

/** A distribution of money: 0 with some probability, else continuous. */
export interface ValueDistribution {
  readonly zero: number;
  /** The amount not exceeded with a probability above `zero` and below 1. */
  quantile(probability: number): number;
}

/** Many orders at once: the sum of n of them, with a probability. */
interface Term {
  readonly weight: number;
  /** p n, the shape of the sum given its rate. */
  readonly sum: number;
  readonly shape: number;
  readonly logScale: number;
  readonly logB: number;
}

/**
 * The value of orders of an uncertain number, each gamma-distributed with a rate that is uncertain too.
 *
 * Given n orders and the rate, their sum is gamma with shape p n; the rate is gamma as well, so the sum S is beta prime:
 * P(S <= s) = I_u(p n, shape), u = s / (s + scale). The number of orders mixes these. Nothing is simulated.
 *
 * @see Fader & Hardie (2013), note 025, for the distribution of the sum
 */
export function valueDistribution(parts: readonly ValuePart[]): ValueDistribution {
  const zero = parts.reduce((sum, { weight, counts }) => sum + weight * counts[0]!, 0);
  const terms = parts.flatMap(termsOf);
  return { zero, quantile: (probability) => quantile(terms, zero, probability) };
}

/** Numbers of orders up to this one are taken one by one. */
const lastSingle = 8;

/** Larger ones are taken together this closely: far less than sums of so many orders vary. */
const groupWidth = 1.15;

/** Less likely numbers of orders move no quantile that is asked for. */
const negligible = 1e-9;

function termsOf({ weight, counts, p, shape, scale }: ValuePart): Term[] {
  const terms: Term[] = [];
  for (let start = 1; start < counts.length; ) {
    const end = start <= lastSingle ? start + 1 : Math.ceil(start * groupWidth);
    let mass = 0;
    let orders = 0;
    for (let n = start; n < Math.min(end, counts.length); n++) {
      mass += counts[n]!;
      orders += n * counts[n]!;
    }
    if (mass > negligible) {
      const sum = (p * orders) / mass;
      const logB = logBeta(sum, shape);
      terms.push({ weight: weight * mass, sum, shape, logScale: Math.log(scale), logB });
    }
    start = end;
  }
  return terms;
}

/** A quantile is good to the square of this relatively: Newton's last step is taken. */
const tolerance = 1e-4;
const mostSteps = 100;

/** ln of the largest amount answered: tails of spend without a mean reach further than numbers do. */
const largest = 690;

/** Newton's method in the logarithm of the amount, held in a bracket that only shrinks. */
function quantile(terms: readonly Term[], zero: number, probability: number): number {
  let low = -Infinity;
  let high = Infinity;
  let at = firstGuess(terms, probability - zero);
  for (let step = 0; step < mostSteps; step++) {
    const { below, density } = evaluate(terms, at);
    const excess = zero + below - probability;
    if (excess > 0) {
      high = at;
    } else {
      low = at;
    }
    const next = stepWithin(at - excess / density, at, low, high);
    if (Math.abs(next - at) < tolerance) {
      return Math.exp(next);
    }
    at = Math.min(next, largest);
  }
  return Math.exp(at);
}

/** Factors beyond which an unbracketed step is not trusted. */
const longestStep = 3;

function stepWithin(newton: number, at: number, low: number, high: number): number {
  const from = Math.max(low, at - longestStep);
  const to = Math.min(high, at + longestStep);
  if (newton > from && newton < to) {
    return newton;
  }
  // An end that was not yet seen is stepped to; between two that were, the middle is taken.
  if (newton >= to && to < high) {
    return to;
  }
  return newton <= from && from > low ? from : (from + to) / 2;
}

/** ln of the amount if every sum were its typical self: the first of these by which enough probability has come. */
function firstGuess(terms: readonly Term[], probability: number): number {
  const amounts = terms
    .map(({ weight, sum, shape, logScale }) => ({ weight, log: Math.log(sum / shape) + logScale }))
    .sort((one, other) => one.log - other.log);
  let below = 0;
  const reached = amounts.find(({ weight }) => {
    below += weight;
    return below >= probability;
  });
  return reached?.log ?? amounts.at(-1)?.log ?? 0;
}

/** Probability of an amount above 0 up to e^`logAmount`, and its density in that logarithm. */
function evaluate(terms: readonly Term[], logAmount: number) {
  let below = 0;
  let density = 0;
  for (const { weight, sum, shape, logScale, logB } of terms) {
    const x = logistic(logAmount - logScale);
    const y = logistic(logScale - logAmount);
    const power = betaPower(sum, shape, x, y, logB);
    below += weight * incompleteBeta(sum, shape, x, y, power);
    density += weight * power;
  }
  return { below, density };
}
