import { googleAdsTotals } from '../../../formats/google-ads-names.ts';
import { withMoney } from './money-text.ts';
import { oneCurrency } from './one-currency.ts';
import type { Prepare } from './preparation.ts';

/** Forms of a day or month that the interface writes besides ISO and slashes. */
const wordForms = [
  '%b %d, %Y',
  '%a, %b %d, %Y',
  '%B %d, %Y',
  '%A, %B %d, %Y',
  '%d %b %Y',
  '%b %Y',
  '%B %Y',
];

/** Totals at the end are no spend of their own, "--" is a missing value, months may be in words. */
export const googleAds: Prepare = async ({ database, plan }) => {
  await oneCurrency(database);
  // Totals that have fewer values than the header were refused by the reader.
  await database.run(
    `CREATE TABLE short_totals AS SELECT * FROM refused WHERE ${isTotal('value')}`,
  );
  await database.run(`DELETE FROM refused WHERE ${isTotal('value')}`);
  const forms = wordForms.map((form) => `'${form}'`).join(', ');
  const from = plan.period?.from;
  return {
    rows: `SELECT * REPLACE (
        ${
          plan.mapping.day
            ? `coalesce(strftime(TRY_STRPTIME("day", [${forms}]), '%Y-%m-%d'),
                regexp_replace("day", '^([0-9]{4}-[0-9]{2})$', '\\1-01'))`
            : `'${from}'`
        } AS "day",
        ${plan.mapping.day ? 'NULL::VARCHAR' : `'${plan.period?.until}'`} AS "lastDay",
        nullif(amount, '--') AS amount, nullif(campaign, '--') AS campaign)
      FROM raw_rows WHERE NOT ${isTotalRow}`,
    remarks: `SELECT row, 'left out', 'rows of totals, which repeat the others', amount_money
      FROM ${withMoney('raw_rows', ['amount'], plan.decimalMark)} WHERE ${isTotalRow}
      UNION ALL
      SELECT counted, 'left out', 'rows of totals, which repeat the others', NULL FROM short_totals`,
  };
};

/** The word stands in the first column, or in the campaign's. */
const isTotalRow = `(coalesce(${isTotal('"rowLabel"')}, false) OR coalesce(${isTotal('campaign')}, false))`;

/** "Total: Campaigns", not a campaign named "Total Body". */
function isTotal(column: string): string {
  return `regexp_matches(${column}, '^"?(${googleAdsTotals.join('|')}) ?(:|$)')`;
}
