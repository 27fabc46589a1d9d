import { moneyType } from '../../lake/schema.ts';

/*
 * Money out of text, in two steps so that the engine does the first only once: `plainAmountSql`
 * brings a text into the plain form, `amountSql` and `amountProblemSql` judge that form.
 */

const exactForm = '[-+]?([0-9]{1,14}([.][0-9]{0,4}0*)?|[.][0-9]{1,4}0*)';

/**
 * The text with nothing but sign, digits and a decimal point; null when it is no number. Currency
 * signs, blanks and well-placed thousands separators are dropped, parentheses mean a negative amount.
 */
export function plainAmountSql(text: string, decimalMark: '.' | ','): string {
  const group = decimalMark === '.' ? ',' : '.';
  const decimals = decimalMark === '.' ? '([.][0-9]+)?' : '';
  const noise = `[\\s\\x{00A0}\\x{202F}$€£¥'']|^[A-Z]{3}|[A-Z]{3}$`;
  const bare = `regexp_replace(${text}, '${noise}', '', 'g')`;
  const signed = `regexp_replace(${bare}, '^[(](.*)[)]$', '-\\1')`;
  const grouped = `[-+]?([0-9]+|[0-9]{1,3}([${group}][0-9]{3})+)?([${decimalMark}][0-9]*)?`;
  // Nearly every text is plain already; the branches after the first are rarely evaluated.
  return `CASE WHEN regexp_full_match(${text}, '[0-9]+${decimals}') THEN ${text}
    WHEN regexp_full_match(${signed}, '${grouped}')
    THEN replace(replace(${signed}, '${group}', ''), '${decimalMark}', '.') END`;
}

/** The amount of a plain text; null where `amountProblemSql` has a reason. */
export function amountSql(plain: string): string {
  return `CASE WHEN regexp_full_match(${plain}, '${exactForm}')
    THEN TRY_CAST(${plain} AS ${moneyType}) END`;
}

/**
 * Why a text is refused, or null; an empty text is fine. A fifth decimal place or a fifteenth digit
 * before them is refused, because neither may be lost silently.
 */
export function amountProblemSql(text: string, plain: string, decimalMark: '.' | ','): string {
  return `CASE WHEN ${text} IS NULL OR regexp_full_match(${plain}, '${exactForm}') THEN NULL
    WHEN regexp_full_match(${plain}, '[-+]?[0-9]*[.][0-9]{5,}')
      THEN 'more than 4 decimal places; amounts are never rounded'
    WHEN regexp_full_match(${plain}, '[-+]?[0-9]{15,}([.][0-9]*)?')
      THEN 'more than 14 digits before the decimal mark'
    ELSE 'not an amount; expected a number with "${decimalMark}" before the decimals' END`;
}
