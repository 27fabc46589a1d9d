import { join } from 'node:path';
import type { Settings } from '../../../graph/settings.ts';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import { dateOrderOf } from './date-order.ts';
import { orderRows, type RowContext } from './order-rows.ts';
import { canReadOn, readerError } from './reader-error.ts';
import { scratchFile } from './sql-files.ts';
import { ensureStaged, type Staging, stageOnce, unstage } from './stage.ts';
import { slashedPattern } from './times.ts';

/**
 * Reads every row of an orders file and writes it typed: creates the views `numbered` of all rows in
 * the file's order and `typed` of the good ones.
 *
 * Nearly every file is CSV with dates in ISO 8601 form, and is read once on that assumption. A row that
 * belies it has the file staged and read again, by the order of day and month that the whole file proves.
 * What is staged already is read as it is.
 */
export async function typeRows(
  database: Database,
  context: UnorderedContext & { readonly settings: Pick<Settings, 'dateOrder'> },
  staging: Staging,
): Promise<void> {
  const { plan, settings } = context;
  if (!staging.isStaged && !hasSlashedDates(staging) && (await stageOnce(database, staging))) {
    if (await isTypedAsIso(database, context)) {
      return;
    }
    await database.run('DROP VIEW IF EXISTS typed');
    await database.run('DROP VIEW IF EXISTS numbered');
    await unstage(database);
  }
  await ensureStaged(database, staging);
  const dateOrder = await dateOrderOf(database, plan, timeFields, settings);
  await writeTyped(database, { ...context, dateOrder });
}

/** Everything but what the values of the whole file decide. */
type UnorderedContext = Omit<RowContext, 'dateOrder'>;

const timeFields = ['orderedAt', 'updatedAt'] as const;

/** Whether the first rows have dates such as 01/02/2024, whose order has to be proved. */
function hasSlashedDates({ plan, sample }: Staging): boolean {
  const positions = timeFields.flatMap((field) => {
    const column = plan.mapping[field];
    return column === undefined ? [] : [plan.columns.indexOf(column)];
  });
  const pattern = new RegExp(slashedPattern);
  return sample.some((row) => positions.some((position) => pattern.test(row[position] ?? '')));
}

/** False too when the reader stops: staging finds out why, and says it in the report's words. */
async function isTypedAsIso(database: Database, context: UnorderedContext): Promise<boolean> {
  try {
    await writeTyped(database, { ...context, dateOrder: 'ISO' });
  } catch (error) {
    if (canReadOn(error)) {
      return false;
    }
    throw readerError(error, 'a readable table');
  }
  const [found] = await database.rows(
    'SELECT coalesce(bool_or(problem.is_slashed), false) AS slashed FROM numbered WHERE problem IS NOT NULL',
  );
  return found?.['slashed'] === false;
}

async function writeTyped(database: Database, context: RowContext): Promise<void> {
  const { query, columns } = orderRows(context);
  const file = literal(join(database.directory, 'typed.parquet'));
  await database.run(`COPY (${query}) TO ${file} ${scratchFile}`);
  // Rows staged for a single pass have no number yet; here they are in the file's order all the same.
  await database.run(
    `CREATE VIEW numbered AS
     SELECT * EXCLUDE (file_row_number) REPLACE (coalesce(row, file_row_number) AS row)
     FROM read_parquet(${file}, file_row_number = true)`,
  );
  await database.run(
    `CREATE VIEW typed AS SELECT row, ${columns} FROM numbered WHERE problem IS NULL`,
  );
}
