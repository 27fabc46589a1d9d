import type { Cells } from './cells.ts';
import type { Insufficient } from './outcome.ts';
import type { TransactionFitOptions } from './transaction-model.ts';

/**
 * Why cells cannot carry a fit of an order model, or null when they can.
 *
 * Customers of age 0 do not count: they have been observed for no time, so they say nothing of a rate.
 */
export function tooLittle(
  { customers, frequency, age }: Pick<Cells, 'customers' | 'frequency' | 'age'>,
  { minimumCustomers = 30, minimumRepeatBuyers = 10 }: TransactionFitOptions,
): Insufficient | null {
  let all = 0;
  let repeatBuyers = 0;
  for (let i = 0; i < customers.length; i++) {
    const count = age[i]! === 0 ? 0 : customers[i]!;
    all += count;
    repeatBuyers += frequency[i]! > 0 ? count : 0;
  }
  if (all < minimumCustomers) {
    return {
      kind: 'insufficient',
      code: 'TOO_FEW_CUSTOMERS',
      have: all,
      need: minimumCustomers,
      message: `a fit needs at least ${minimumCustomers} customers observed after their first order, and there are ${all}`,
    };
  }
  return tooFewRepeatBuyers(repeatBuyers, minimumRepeatBuyers);
}

/** The refusal for want of repeat buyers, or null when there are enough. */
export function tooFewRepeatBuyers(have: number, need: number): Insufficient | null {
  if (have >= need) {
    return null;
  }
  return {
    kind: 'insufficient',
    code: 'TOO_FEW_REPEAT_BUYERS',
    have,
    need,
    message: `a fit needs at least ${need} customers who bought again, and there are ${have}`,
  };
}
