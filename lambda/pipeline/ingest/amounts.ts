import { moneyType } from '../../lake/schema.ts';

/** An expression's SQL, and the SQL of the reason why its text is refused (null when it is fine). */
export interface Conversion {
  readonly value: string;
  readonly problem: string;
}

/**
 * Money out of text. Currency signs, blanks and thousands separators are dropped and parentheses
 * mean a negative amount; a fifth decimal place or a fifteenth digit before them is refused, because
 * neither may be lost silently. An empty text is null.
 */
export function amountFrom(text: string, decimalMark: '.' | ','): Conversion {
  const plain = plainDecimal(text, decimalMark);
  const decimals = decimalMark === '.' ? '([.][0-9]{1,4})?' : '';
  const plainForm = `regexp_full_match(${text}, '[0-9]{1,14}${decimals}')`;
  return {
    // Text in the plain form is nearly all there is; the branches after it are rarely evaluated.
    value: `TRY_CAST(CASE WHEN ${plainForm} THEN ${text}
      WHEN ${isExact(plain)} THEN ${plain} END AS ${moneyType})`,
    problem: `CASE WHEN ${text} IS NULL OR ${plainForm} OR ${isExact(plain)} THEN NULL
      WHEN regexp_full_match(${plain}, '[-+]?[0-9]+[.][0-9]{5,}')
        THEN 'more than 4 decimal places; amounts are never rounded'
      WHEN regexp_full_match(${plain}, '[-+]?[0-9]{15,}([.][0-9]*)?')
        THEN 'more than 14 digits before the decimal mark'
      ELSE 'not an amount; expected a number with "${decimalMark}" before the decimals' END`,
  };
}

function isExact(plain: string): string {
  return `regexp_full_match(${plain}, '[-+]?([0-9]{1,14}([.][0-9]{0,4}0*)?|[.][0-9]{1,4}0*)')`;
}

/** The text with nothing but sign, digits and a decimal point; null when grouping is wrong. */
function plainDecimal(text: string, decimalMark: '.' | ','): string {
  const group = decimalMark === '.' ? ',' : '.';
  const bare = `regexp_replace(${text}, '[\\s\\x{00A0}\\x{202F}$€£¥'']|^[A-Z]{3}|[A-Z]{3}$', '', 'g')`;
  const signed = `regexp_replace(${bare}, '^[(](.*)[)]$', '-\\1')`;
  const grouped = `'[-+]?([0-9]+|[0-9]{1,3}([${group}][0-9]{3})+)?([${decimalMark}][0-9]*)?'`;
  return `CASE WHEN regexp_full_match(${signed}, ${grouped})
    THEN replace(replace(${signed}, '${group}', ''), '${decimalMark}', '.') END`;
}
