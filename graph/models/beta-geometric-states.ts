import { logistic } from '../math/logistic.ts';
import type { Purchases } from './cells.ts';
import type { LivingCustomer } from './living-customer.ts';
import { phaseWeights } from './phase-weights.ts';

/** What the family's parameters begin with; CNBD-k models have k after them. */
export type Params = readonly [r: number, alpha: number, a: number, b: number, ...k: number[]];

/** One of the phases in which a customer may be alive. */
interface WeightedCustomer {
  readonly weight: number;
  readonly customer: LivingCustomer;
}

export type States = ReturnType<typeof statesOf>;

/**
 * A customer is gone, or alive in one of k phases between orders: how likely each is, and who the customer then is.
 *
 * `entryChances` is 1 where customers may leave after the first order too.
 */
export function statesOf(entryChances: 0 | 1) {
  /** ln of the odds that the customer left at the last order, just after it; -Infinity without a chance to. */
  function logOddsWithoutSilence([, , a, b]: Params, frequency: number): number {
    const chances = frequency + entryChances;
    return chances === 0 ? -Infinity : Math.log(a / (b + (chances - 1)));
  }

  /** Weights of the phases, and ln of the odds that the customer left at the last order. */
  function stateOf(params: Params, frequency: number, recency: number, age: number) {
    const [r, alpha, , , k = 1] = params;
    const share = (age - recency) / (alpha + age);
    const shape = r + k * frequency;
    const { weights, logSum } = phaseWeights(k, shape, share);
    const silence = Math.log1p((age - recency) / (alpha + recency));
    const logOddsOfGone = logOddsWithoutSilence(params, frequency) + shape * silence - logSum;
    return { weights, logSum, logOddsOfGone };
  }

  function whileAlive(params: Params, frequency: number, phase: number): LivingCustomer {
    const [r, , a, b, k = 1] = params;
    return { shape: r + k * frequency + phase, a, b: b + frequency + entryChances, k, phase };
  }

  function aliveNow(params: Params, { frequency, recency, age }: Purchases): number {
    return logistic(-stateOf(params, frequency, recency, age).logOddsOfGone);
  }

  /** The phases with their probabilities, which add up to P(alive). */
  function living(params: Params, { frequency, recency, age }: Purchases): WeightedCustomer[] {
    const { weights, logOddsOfGone } = stateOf(params, frequency, recency, age);
    const alive = logistic(-logOddsOfGone);
    return weights.map((weight, phase) => ({
      weight: alive * weight,
      customer: whileAlive(params, frequency, phase),
    }));
  }

  /** The sum over phases of `value` of a customer known to be alive. */
  function overPhases(
    params: Params,
    purchases: Purchases,
    value: (customer: LivingCustomer) => number,
  ): number {
    return living(params, purchases).reduce(
      (sum, { weight, customer }) => sum + weight * value(customer),
      0,
    );
  }

  return { logOddsWithoutSilence, stateOf, whileAlive, aliveNow, living, overPhases };
}
