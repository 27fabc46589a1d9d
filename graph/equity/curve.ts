import { clientError } from '../errors.ts';
import { type Money, money } from '../money.ts';
import { checkHorizon } from '../value/terms.ts';
import { type CustomerEquity, futureValue } from './customer-equity.ts';

const maxCurvePoints = 120;

/** Without discounting an endless life has no bound. */
export function residualOf({ valuation, existingWithin }: CustomerEquity): number | null {
  return valuation.terms.discountRate > 0 ? existingWithin(Number.POSITIVE_INFINITY) : null;
}

/** Equity at other horizons; see equity.graphql. */
export async function curveOf(equity: CustomerEquity, horizonsDays: readonly number[]) {
  if (horizonsDays.length > maxCurvePoints) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected at most ${maxCurvePoints} horizons of a curve, got ${horizonsDays.length}.`,
    );
  }
  for (const days of horizonsDays) {
    checkHorizon(days);
  }
  const found = await equity.arrivals();
  const residual = residualOf(equity);
  return horizonsDays.map((horizonDays) => {
    const existing = equity.existingWithin(horizonDays);
    const future =
      typeof found === 'string' ? null : futureValue(found, equity.valuation, horizonDays);
    return {
      horizonDays,
      existing: amountOf(equity, existing),
      future: amountOf(equity, future),
      total: amountOf(equity, plus(existing, future)),
      existingShare: existing !== null && residual ? existing / residual : null,
    };
  });
}

export function amountOf(
  { currency }: Pick<CustomerEquity, 'currency'>,
  amount: number | null,
): Money | null {
  return amount === null ? null : money(amount, currency);
}

/** Null where one of them is. */
export function plus(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other;
}
