import Big from 'big.js';
import type { Context } from '../context.ts';
import type { CustomerKey } from '../customers/customer-key.ts';
import { clientError } from '../errors.ts';
import type { ValueTerms } from '../generated/resolvers.ts';
import { money } from '../money.ts';
import { breakEven } from './break-even.ts';
import { customerCost, totalValue } from './customer-cost.ts';

interface BreakEvenArguments {
  readonly annualServiceCost: string;
  readonly cac?: string | null | undefined;
  readonly terms?: ValueTerms | null | undefined;
}

/** `Customer.breakEven`. */
export async function customerBreakEven(
  key: CustomerKey,
  { annualServiceCost, cac: given, terms }: BreakEvenArguments,
  context: Context,
) {
  const service = positive('annualServiceCost', annualServiceCost);
  const { cac: own, settings } = await customerCost(key, context);
  const cac = typeof given === 'string' ? positive('cac', given) : own;
  const value = await totalValue(key, terms, context);
  return {
    ...breakEven(value, cac === null ? null : Number(cac), Number(service)),
    value: value === null ? null : money(value, settings.currency),
    acquisitionCost: cac && money(cac, settings.currency),
  };
}

function positive(name: string, text: string): Big {
  const value = new Big(text);
  if (value.lt(0)) {
    throw clientError('BAD_USER_INPUT', `Expected ${name} of at least 0, got ${text}.`);
  }
  return value;
}
