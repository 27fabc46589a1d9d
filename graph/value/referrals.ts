import { referralValue } from '../actions/referral-value.ts';
import type { Context } from '../context.ts';
import type { Money } from '../money.ts';
import { money } from '../money.ts';
import type { CustomerValue } from './customer-value.ts';

/** What those they referred add to a customer's value; null unless the terms include it. */
export async function referralsOf(
  { key, terms }: CustomerValue,
  context: Context,
): Promise<Money | null> {
  return terms.includesReferrals ? referralValue(key, terms, context) : null;
}

/** Past and future, and referrals where the terms include them: the sum of the amounts as they are shown, to the last digit. */
export async function totalOf(value: CustomerValue, context: Context): Promise<Money | null> {
  const { historic, predict, terms, currency } = value;
  const predicted = predict(terms.horizonDays);
  const referrals = await referralsOf(value, context);
  if (!predicted || (terms.includesReferrals && !referrals)) {
    return null;
  }
  const own = historic.plus(money(predicted.amount, currency).amount);
  return money(referrals ? own.plus(referrals.amount) : own, currency);
}
