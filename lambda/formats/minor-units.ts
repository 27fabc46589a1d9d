/**
 * Decimal places of the amounts that Stripe's API gives as whole numbers, where they are not two.
 * Its rule differs from ISO 4217 for a few currencies (it keeps two places for ISK and UGX).
 *
 * @see https://docs.stripe.com/currencies#zero-decimal
 */
const minorUnitExponents: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  MGA: 0,
  PYG: 0,
  RWF: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  JOD: 3,
  KWD: 3,
  OMR: 3,
  TND: 3,
};

/**
 * SQL that turns a whole number of minor units (a text) into a decimal text in major units; what is
 * no whole number stays as it is, for the checks to refuse.
 */
export function majorUnitsSql(text: string, currency: string): string {
  const withExponent = (exponent: number) =>
    Object.keys(minorUnitExponents)
      .filter((code) => minorUnitExponents[code] === exponent)
      .map((code) => `'${code}'`)
      .join(', ');
  const number = `CAST(${text} AS DECIMAL(18,0))`;
  return `CASE WHEN NOT regexp_full_match(${text}, '-?[0-9]{1,16}') THEN ${text}
    WHEN upper(${currency}) IN (${withExponent(0)}) THEN ${text}
    WHEN upper(${currency}) IN (${withExponent(3)}) THEN CAST(${number} * 0.001 AS VARCHAR)
    ELSE CAST(${number} * 0.01 AS VARCHAR) END`;
}
