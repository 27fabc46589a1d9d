import type { Database } from '../../../engines/duckdb/database.ts';
import { UnreadableFile } from '../../../formats/unreadable-file.ts';

/**
 * A report of several accounts may mix currencies, and its totals then add up to nothing.
 *
 * @throws UnreadableFile naming the currencies.
 */
export async function oneCurrency(database: Database): Promise<void> {
  const found = await database.rows(
    `SELECT DISTINCT upper(currency) AS currency FROM staged
     WHERE regexp_full_match(currency, '[A-Za-z]{3}') ORDER BY currency`,
  );
  if (found.length > 1) {
    throw new UnreadableFile(
      `expected a report in one currency; got ${found.map(({ currency }) => currency).join(', ')}. Export the accounts one by one.`,
    );
  }
}
