import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import { UnreadableFile } from '../../formats/unreadable-file.ts';

/** A day without a rate (a weekend, a holiday) has the last one before it, if that is no older. */
const oldestRateDays = 7;

const rateType = 'DECIMAL(18,10)';

/** Whether a row of `rates` still holds on a day, as SQL. */
export function isOfDay(rates: string, day: string): string {
  return `${rates}.rate_day >= ${day} - ${oldestRateDays}`;
}

/** A shop without a rates file: the table `rates` without rows. */
export async function haveNoRates(database: Database): Promise<void> {
  await database.run(
    `CREATE OR REPLACE TABLE rates (rate_day DATE, rate_currency VARCHAR, rate ${rateType})`,
  );
}

/**
 * Creates the table `rates` anew: what one unit of a currency is worth in the reporting currency on a day. Of two
 * rates for one day the later line counts.
 *
 * @throws UnreadableFile naming the line that is no rate.
 */
export async function readRates(database: Database, text: string): Promise<void> {
  const path = join(database.directory, 'rates.csv');
  await writeFile(path, text);
  const table = `read_csv(${literal(path)}, header = true, all_varchar = true, delim = ',')`;
  try {
    await database.run(
      `CREATE OR REPLACE TABLE rate_lines AS SELECT row_number() OVER () + 1 AS line, day, currency, rate FROM ${table}`,
    );
  } catch {
    throw new UnreadableFile(
      `expected a rates file with the columns day, currency and rate; ${fix}`,
    );
  }
  await database.run(
    `CREATE OR REPLACE TABLE rate_values AS
     SELECT line, TRY_CAST(trim(day) AS DATE) AS rate_day, upper(trim(currency)) AS rate_currency,
       TRY_CAST(trim(rate) AS ${rateType}) AS rate FROM rate_lines`,
  );
  const [bad] = await database.rows(
    `SELECT line::INTEGER AS line FROM rate_values
     WHERE rate_day IS NULL OR rate_currency IS NULL OR NOT coalesce(rate > 0, false)
     ORDER BY line LIMIT 1`,
  );
  if (bad) {
    throw new UnreadableFile(
      `expected a day (YYYY-MM-DD), a currency and a rate above 0 in line ${bad['line']} of the rates file; ${fix}`,
    );
  }
  await database.run(
    `CREATE OR REPLACE TABLE rates AS
     SELECT rate_day, rate_currency, arg_max(rate, line) AS rate FROM rate_values
     GROUP BY rate_day, rate_currency`,
  );
}

const fix = 'correct it and upload this file again';
