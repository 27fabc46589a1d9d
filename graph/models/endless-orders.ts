import { betaExpectation } from '../math/beta-expectation.ts';
import { logGamma } from '../math/log-gamma.ts';
import { trigamma } from '../math/trigamma.ts';
import type { LivingCustomer } from './living-customer.ts';

/** Places at which an integral over the rate of phases is taken. */
interface RateNodes {
  /** Density times w^(k - phase): worth of the next order, if it is certain to come. */
  readonly weights: Float64Array;
  /** 1 - w^k: what discounting takes off from one order to the next. */
  readonly gaps: Float64Array;
}

/** Terms below this share of the sum are the last. */
const negligible = 1e-17;

/**
 * Discounted orders of a living customer without end, at a continuous discount rate > 0 per unit of the scale of τ.
 *
 * With a known rate λ of phases and dropout probability p a phase is worth w = λ / (λ + rate) of what follows it, and all
 * orders w^(k - phase) / (1 - q w^k): a geometric series. Its mean over both, by the trapezoidal rule in ln λ, in which the
 * gamma density is smooth and falls off exponentially, and in the log-odds of p. Relative error at most 1e-11.
 */
export function endlessOrders(customer: LivingCustomer, rate: number): number {
  const { a, b } = customer;
  const { weights, gaps } = rateNodes(customer, rate);
  const atDropout = (p: number, q: number) => {
    let sum = 0;
    for (let i = 0; i < weights.length; i++) {
      sum += weights[i]! / (p + q * gaps[i]!);
    }
    return sum;
  };
  return a === 0 ? atDropout(0, 1) : betaExpectation(a, b, atDropout);
}

/**
 * To the left of the peak until orders of those who leave at once are negligible, to the right until those of customers
 * who never leave are: between the two lies what any dropout probability needs.
 */
function rateNodes({ shape, k, phase }: LivingCustomer, rate: number): RateNodes {
  const weights: number[] = [];
  const gaps: number[] = [];
  const step = Math.min(0.23, 0.55 * Math.sqrt(trigamma(shape)));
  const peak = Math.log(shape + 0.5);
  const top = logGamma(shape) - Math.log(step);
  const add = (v: number) => {
    const lambda = Math.exp(v);
    const logWorth = -Math.log1p(rate / lambda);
    const weight = Math.exp(shape * v - lambda - top + (k - phase) * logWorth);
    const gap = -Math.expm1(k * logWorth);
    weights.push(weight);
    gaps.push(gap);
    return { weight, endless: weight / gap };
  };
  const first = add(peak);
  let sum = first.weight;
  for (let v = peak - step; weights.at(-1)! > negligible * sum; v -= step) {
    sum += add(v).weight;
  }
  let endless = first.endless;
  let last = first.endless;
  for (let v = peak + step; last > negligible * endless; v += step) {
    last = add(v).endless;
    endless += last;
  }
  return { weights: Float64Array.from(weights), gaps: Float64Array.from(gaps) };
}
