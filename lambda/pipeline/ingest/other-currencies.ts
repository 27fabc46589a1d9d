import type { ImportTotals } from '../../../graph/imports/import.ts';
import type { Database } from '../../engines/duckdb/database.ts';

/** The report is one item: a file may name any number of words as currencies. */
const mostCurrencies = 20;

/**
 * Sums of refused rows in other currencies, by currency: they add up to nothing with the rest. `relation`
 * has the columns `foreign_currency` (null in the reporting currency) and `amount`.
 */
export async function otherCurrencies(
  database: Database,
  relation: string,
): Promise<Pick<ImportTotals, 'otherCurrencies'>> {
  const rows = await database.rows(
    `SELECT foreign_currency AS currency, CAST(sum(amount) AS DECIMAL(38,4))::VARCHAR AS amount
     FROM ${relation} WHERE regexp_full_match(foreign_currency, '[A-Z]{3}') AND amount IS NOT NULL
     GROUP BY foreign_currency ORDER BY count(*) DESC, foreign_currency LIMIT ${mostCurrencies}`,
  );
  const found = rows.map(({ currency, amount }) => ({
    currency: String(currency),
    amount: String(amount),
  }));
  return found.length > 0 ? { otherCurrencies: found } : {};
}
