import { dayOf } from '../calendar.ts';
import { clientError } from '../errors.ts';
import type { ValueTerms as ValueTermsInput } from '../generated/resolvers.ts';
import type { TransactionModelName } from '../models/transaction-model.ts';

/** Terms a value is computed on when a query names none; ValueTerms in value.graphql says the same. */
export const defaultTerms = {
  /** What counts as value: revenue less cost of goods. */
  basis: 'GROSS_MARGIN',
  horizonDays: 365,
  /** Annual effective rate: d_t = (1 + rate)^(t / 365). */
  discountRate: 0.1,
  /** Probability that an interval covers. */
  level: 0.9,
} as const;

/** Fifty years: beyond, no shop's past says anything. */
export const maxHorizonDays = 18_250;
const maxDiscountRate = 10;

/** Below, an interval misleads more than it tells; above, it rests on tails that no data show. */
const minLevel = 0.5;
const maxLevel = 0.999;

export type ValueBasis = 'REVENUE' | 'GROSS_MARGIN' | 'CONTRIBUTION';

/** Checked terms. */
export interface Terms {
  readonly basis: ValueBasis;
  readonly horizonDays: number;
  readonly discountRate: number;
  /** Probability that an interval covers. */
  readonly level: number;
  /** Order model to predict with; null for the chosen one. */
  readonly model: TransactionModelName | null;
  /** Last day that counts, in the shop's time zone; null for the newest there is. */
  readonly asOfDay: string | null;
  /** Whether a customer's total counts those they referred. */
  readonly includesReferrals: boolean;
}

/** Checks a query's terms; a value out of range is refused by name. */
export function resolveTerms(input: ValueTermsInput | null | undefined, timeZone: string): Terms {
  const basis = input?.basis ?? defaultTerms.basis;
  const horizonDays = input?.horizonDays ?? defaultTerms.horizonDays;
  const discountRate = input?.discountRate ?? defaultTerms.discountRate;
  const level = input?.level ?? defaultTerms.level;
  checkHorizon(horizonDays);
  checkDiscountRate(discountRate);
  checkLevel(level);
  const asOfDay = input?.asOf ? dayOf(input.asOf, timeZone) : null;
  const model = input?.model ?? null;
  const includesReferrals = input?.includeReferrals ?? false;
  return { basis, horizonDays, discountRate, level, model, asOfDay, includesReferrals };
}

/** Refuses probabilities that an interval cannot sensibly cover. */
export function checkLevel(level: number): void {
  if (!(level >= minLevel && level <= maxLevel)) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected level from ${minLevel} to ${maxLevel}, got ${level}.`,
    );
  }
}

/** Refuses annual rates outside 0 to 10. */
export function checkDiscountRate(discountRate: number): void {
  if (!(discountRate >= 0 && discountRate <= maxDiscountRate)) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected discountRate from 0 to ${maxDiscountRate} (0.1 is 10 % a year), got ${discountRate}.`,
    );
  }
}

/** Refuses horizons outside 1 day to fifty years, by the name of the argument that asked for it. */
export function checkHorizon(horizonDays: number, name = 'horizonDays'): void {
  if (!(horizonDays >= 1 && horizonDays <= maxHorizonDays)) {
    throw clientError(
      'BAD_USER_INPUT',
      `Expected ${name} from 1 to ${maxHorizonDays}, got ${horizonDays}.`,
    );
  }
}
