import type { Field } from '../../../formats/plan.ts';
import { withMoney } from './money-text.ts';
import type { Prepare } from './preparation.ts';

/**
 * Totals are no spend of their own: the account's is a row without any name, a campaign's beside its
 * days has "All" for the day. Ids that a spreadsheet mangled are refused.
 */
export const metaAds: Prepare = ({ plan: { mapping, decimalMark } }) => {
  const names = (['campaign', 'adSet', 'ad'] as const).filter((name: Field) => mapping[name]);
  const isNameless =
    names.length > 0 ? `coalesce(${names.map((name) => `"${name}"`).join(', ')}) IS NULL` : 'false';
  const isTotal = `(${isNameless} OR lower(coalesce("day", '')) = 'all')`;
  return {
    rows: `SELECT * REPLACE (
        CASE WHEN regexp_full_match(campaign, '[0-9]([.,][0-9]+)?[eE][+][0-9]+')
          THEN 'a campaign id that a spreadsheet has rounded to ' || campaign
            || '; export again and upload the file without opening it' ELSE broken END AS broken)
      FROM raw_rows WHERE NOT ${isTotal}`,
    remarks: `SELECT row, 'left out', 'rows of totals, which repeat the others', amount_money
      FROM ${withMoney('raw_rows', ['amount'], decimalMark)} WHERE ${isTotal}`,
  };
};
