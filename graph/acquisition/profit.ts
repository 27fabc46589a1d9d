import type Big from 'big.js';
import type { Summary } from '../customers/summary.ts';
import { historicValue } from '../value/basis.ts';

/** What a customer's orders have left, after variable cost and what they cost to win; exact, and negative at first. */
export function profitOf(
  summary: Pick<Summary, 'revenue' | 'grossMargin'>,
  acquisitionCost: Big,
  variableCost: number,
): Big {
  return historicValue('CONTRIBUTION', summary, variableCost).minus(acquisitionCost);
}
