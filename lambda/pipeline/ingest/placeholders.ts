import { literal } from '../../engines/duckdb/database.ts';
import type { Field } from '../../formats/plan.ts';

/** How databases write an empty column of any kind into a CSV file. */
const nulls = ['NULL', '\\N'];

/** What stands where nobody is named, in capitals. All orders of such a "customer" would be one person's. */
const nobody = ['NULL', '\\N', 'N/A', '#N/A', 'NA', 'NAN', 'NONE', 'NIL', 'UNDEFINED', '-', '--'];

/** SQL of whether a text of the field says nothing, beside the empty one. */
export function saysNothingSql(field: Field, text: string): string {
  switch (field) {
    case 'customerId':
    case 'email':
      return isNobodySql(text);
    case 'phone':
      return `(${isNobodySql(text)} OR ${isNoNumberSql(text)})`;
    default:
      return `(${nulls.map((word) => `${text} = ${literal(word)}`).join(' OR ')})`;
  }
}

/** Most ids are longer than these words, or begin otherwise (`\` comes before the small letters), and go without the comparison. */
function isNobodySql(text: string): string {
  const longest = Math.max(...nobody.map((word) => word.length));
  const mayBegin = `${text} < '0' OR (${text} >= 'N' AND ${text} < 'V') OR ${text} >= '\\'`;
  return `(strlen(${text}) <= ${longest} AND (${mayBegin})
    AND upper(trim(${text})) IN (${nobody.map(literal).join(', ')}))`;
}

/** Noughts, no digits at all, or what a spreadsheet has left of a number (4.93012E+11): many people would share it. */
function isNoNumberSql(text: string): string {
  return `NOT regexp_matches(${text}, '[1-9]') OR regexp_matches(${text}, '[0-9]E[+][0-9]')`;
}
