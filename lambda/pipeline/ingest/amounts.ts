import { moneyType } from '../../lake/schema.ts';

/*
 * Money out of text. Nearly every text is digits and at most one decimal mark, which one expression
 * recognises; the rest is brought into that form first, which costs more and is rarely needed.
 */

const exactForm = '[-+]?([0-9]{1,14}([.][0-9]{0,4}0*)?|[.][0-9]{1,4}0*)';

/**
 * What a program writes that adds in binary: 33.989999999999995 is 33.99, and 0.30000000000000004 is 0.3. Five noughts or nines
 * behind the fourth place are no accident; rounding then takes nothing away that anybody meant.
 */
const binaryForm = '[-+]?[0-9]{1,12}[.][0-9]{4}(00000|99999)[0-9]{0,12}';

/**
 * The text with nothing but sign, digits and a decimal point; null when it is no number. Currency
 * signs, blanks and well-placed thousands separators are dropped, parentheses mean a negative amount.
 */
function plainAmountSql(text: string, decimalMark: '.' | ','): string {
  const group = decimalMark === '.' ? ',' : '.';
  const noise = `[\\s\\x{00A0}\\x{202F}\\p{Sc}''’]|^[A-Z]{3}|[A-Z]{3}$`;
  const bare = `regexp_replace(${text}, '${noise}', '', 'g')`;
  const signed = `regexp_replace(${bare}, '^[(](.*)[)]$', '-\\1')`;
  // In threes, or as India groups lakhs and crores: 1,23,456.
  const groups = `[0-9]{1,3}([${group}][0-9]{3})+|[0-9]{1,2}([${group}][0-9]{2})+[${group}][0-9]{3}`;
  const grouped = `[-+]?([0-9]+|${groups})?([${decimalMark}][0-9]*)?`;
  return `CASE WHEN regexp_full_match(${signed}, '${grouped}')
    THEN replace(replace(${signed}, '${group}', ''), '${decimalMark}', '.') END`;
}

/** The amount of a text; null where `amountProblemSql` has a reason, and for an absent text. */
export function amountSql(text: string, decimalMark: '.' | ','): string {
  const usual = `[0-9]{1,14}([${decimalMark}][0-9]{1,4})?`;
  const digits = decimalMark === '.' ? text : `replace(${text}, '${decimalMark}', '.')`;
  const plain = plainAmountSql(text, decimalMark);
  return `CASE WHEN regexp_full_match(${text}, '${usual}') THEN TRY_CAST(${digits} AS ${moneyType})
    WHEN regexp_full_match(${plain}, '${exactForm}') OR regexp_full_match(${plain}, '${binaryForm}')
    THEN TRY_CAST(${plain} AS ${moneyType}) END`;
}

/**
 * Why a text whose `amountSql` is null is refused, or null; an empty text is fine. A fifth decimal
 * place or a fifteenth digit before them is refused, because neither may be lost silently; the noise of binary fractions may.
 */
export function amountProblemSql(text: string, amount: string, decimalMark: '.' | ','): string {
  const plain = plainAmountSql(text, decimalMark);
  return `CASE WHEN ${text} IS NULL OR ${amount} IS NOT NULL THEN NULL
    WHEN regexp_full_match(${plain}, '[-+]?[0-9]*[.][0-9]{5,}')
      THEN 'more than 4 decimal places; amounts are never rounded'
    WHEN regexp_full_match(${plain}, '[-+]?[0-9]{15,}([.][0-9]*)?')
      THEN 'more than 14 digits before the decimal mark'
    ELSE 'not an amount; expected a number with "${decimalMark}" before the decimals' END`;
}
