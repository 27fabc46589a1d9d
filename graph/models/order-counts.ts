import { negativeBinomial } from '../math/negative-binomial.ts';
import type { LivingCustomer } from './living-customer.ts';

/** Probabilities of 0, 1, ... `upTo` orders until τ. */
export function orderCounts(customer: LivingCustomer, tau: number, upTo: number): Float64Array {
  const { shape, a, b, k, phase } = customer;
  const phases = negativeBinomial(shape, tau, k * (upTo + 1) - phase - 1);
  const counts = new Float64Array(upTo + 1);
  let more = phases.above;
  for (let n = upTo; n >= 0; n--) {
    let due = 0;
    for (let passed = Math.max(0, k * n - phase); passed < k * (n + 1) - phase; passed++) {
      due += phases.probabilities[passed]!;
    }
    // Exactly n when so many fell due, or when more did and the customer left after the n-th.
    counts[n] = n === 0 ? due : due + (more * a) / (a + b + n - 1);
    more += due;
  }
  let stays = 1;
  for (let n = 2; n <= upTo; n++) {
    stays *= (b + n - 2) / (a + b + n - 2);
    counts[n]! *= stays;
  }
  return counts;
}

/** Probability of an order until τ. */
export function anyOrder({ shape, k, phase }: LivingCustomer, tau: number): number {
  return negativeBinomial(shape, tau, k - phase - 1).above;
}
