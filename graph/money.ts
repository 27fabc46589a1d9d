import Big from 'big.js';

/** An amount as the graph shows it: exact decimal text and its currency. */
export interface Money {
  readonly amount: string;
  readonly currencyCode: string;
}

export function money(amount: Big | number | string, currencyCode: string): Money {
  return { amount: decimalText(amount), currencyCode };
}

/** Digits of a model figure: what its computation is good for, less some room. */
const modelDigits = 12;

/**
 * A decimal without exponent and with at least the two places people expect. Sums of money are
 * exact; a number is a model figure, and is written with twelve significant digits.
 */
export function decimalText(amount: Big | number | string): string {
  const exact = new Big(typeof amount === 'number' ? amount.toPrecision(modelDigits) : amount);
  const text = exact.toFixed();
  const places = text.split('.')[1]?.length ?? 0;
  return places < 2 ? exact.toFixed(2) : text;
}

/** Quotients of money carry ten places, rounded half to even. */
const quotientPlaces = 10;

/** A constructor of its own: the precision of division is a setting of big.js's constructor. */
const Quotient = Big();
Quotient.DP = quotientPlaces;
Quotient.RM = Big.roundHalfEven;

/** amount ÷ count, or null when there is nothing to divide by. */
export function quotient(amount: Big, count: number): Big | null {
  return count === 0 ? null : new Big(new Quotient(amount).div(count));
}
