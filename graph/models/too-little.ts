import type { Cells } from './cells.ts';
import type { Insufficient } from './outcome.ts';
import type { TransactionFitOptions } from './transaction-model.ts';

/** Why cells cannot carry a fit of an order model, or null when they can. */
export function tooLittle(
  { customers, frequency }: Pick<Cells, 'customers' | 'frequency'>,
  { minimumCustomers = 30, minimumRepeatBuyers = 10 }: TransactionFitOptions,
): Insufficient | null {
  let all = 0;
  let repeatBuyers = 0;
  customers.forEach((count, i) => {
    all += count;
    repeatBuyers += frequency[i]! > 0 ? count : 0;
  });
  if (all < minimumCustomers) {
    return {
      kind: 'insufficient',
      code: 'TOO_FEW_CUSTOMERS',
      have: all,
      need: minimumCustomers,
      message: `a fit needs at least ${minimumCustomers} customers, and there are ${all}`,
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
