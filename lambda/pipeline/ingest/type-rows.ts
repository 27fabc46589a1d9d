import { join } from 'node:path';
import type { Settings } from '../../../graph/settings.ts';
import { besideEachOther } from '../../engines/duckdb/beside-each-other.ts';
import { type Database, literal, type Session } from '../../engines/duckdb/database.ts';
import { partsOf, removeParts } from './csv-parts.ts';
import { dateOrderOf } from './date-order.ts';
import { orderRows } from './order-rows.ts';
import { problemOfTextsSql } from './problem-texts.ts';
import { canReadOn, readerError } from './reader-error.ts';
import { hasOrderIds, type RowContext } from './row-context.ts';
import { countOf, scratchFile } from './sql-files.ts';
import { ensureStaged, forgetRefused, type Staging, stageOnce } from './stage.ts';
import { unsurePattern } from './times.ts';

/**
 * Reads every row of an orders file and writes it typed: creates the view `numbered` of all rows in
 * the file's order, `typed` of the good ones, and the tables `problems` (row, order_id, source_amount, problem) of the others and
 * `blank_rows` (row) of those that are none.
 *
 * Nearly every file is CSV with dates in ISO 8601 form, and is read once on that assumption: a large one in
 * parts beside each other, or else whole. A row that belies it has the file staged and read again, by
 * the order of day and month that the whole file proves. What is staged already is read as it is.
 */
export async function typeRows(
  database: Database,
  context: UnorderedContext & { readonly settings: Pick<Settings, 'dateOrder'> },
  staging: Staging,
): Promise<void> {
  const { plan, settings } = context;
  if (
    !staging.isStaged &&
    !hasSlashedDates(staging) &&
    (await isReadAtOnce(database, context, staging))
  ) {
    return;
  }
  await ensureStaged(database, staging);
  const dateOrder = await dateOrderOf(database, plan, timeFields, settings);
  await writeTyped(database, { ...context, dateOrder }, ['staged']);
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
  const pattern = new RegExp(unsurePattern);
  return sample.some((row) => positions.some((position) => pattern.test(row[position] ?? '')));
}

async function isReadAtOnce(
  database: Database,
  context: UnorderedContext,
  { path, ...file }: Staging,
): Promise<boolean> {
  const { plan } = file;
  if (plan.container.type !== 'csv') {
    return false;
  }
  const { delimiter } = plan.container;
  const reads = async (paths: readonly string[]) => {
    const views = await stageOnce(database, { ...file, parts: { paths, delimiter } });
    return await readAsIso(database, context, views);
  };
  const parts = await partsOf(path, { delimiter, width: plan.columns.length });
  let outcome: Outcome = 'REFUSED';
  if (parts) {
    outcome = await reads(parts);
    await removeParts(parts);
  }
  if (outcome === 'REFUSED') {
    outcome = await reads([path]);
  }
  return outcome === 'READ';
}

/** REFUSED when the reader stopped, or refused a row of a part; SLASHED when dates need their order proved. */
type Outcome = 'READ' | 'REFUSED' | 'SLASHED';

/** A reader that stops is heard when the file is staged, which finds out why and says it in the report's words. */
async function readAsIso(
  database: Database,
  context: UnorderedContext,
  views: readonly string[],
): Promise<Outcome> {
  const outcome = await tryAsIso(database, context, views);
  if (outcome !== 'READ') {
    await database.run('DROP VIEW IF EXISTS typed');
    await database.run('DROP TABLE IF EXISTS blank_rows');
    await database.run('DROP TABLE IF EXISTS problems');
    await database.run('DROP VIEW IF EXISTS numbered');
    await forgetRefused(database);
  }
  return outcome;
}

async function tryAsIso(
  database: Database,
  context: UnorderedContext,
  views: readonly string[],
): Promise<Outcome> {
  try {
    if (!(await writeTyped(database, { ...context, dateOrder: 'ISO' }, views))) {
      return 'REFUSED';
    }
  } catch (error) {
    if (canReadOn(error)) {
      return 'REFUSED';
    }
    throw readerError(error, 'a readable table');
  }
  const [found] = await database.rows(
    'SELECT coalesce(bool_or(problem.is_slashed), false) AS slashed FROM problems',
  );
  return found?.['slashed'] === false ? 'READ' : 'SLASHED';
}

/** Types the rows of the views, one after another in the file. False when it is read in parts and one has refused rows. */
async function writeTyped(
  database: Database,
  context: RowContext,
  views: readonly string[],
): Promise<boolean> {
  const parts = views.map((view, index) => ({
    view,
    file: join(database.directory, `typed-${index}.parquet`),
  }));
  const write = (session: Session, { view, file }: { view: string; file: string }) =>
    session.rows(`COPY (${orderRows(context, view).query}) TO ${literal(file)} ${scratchFile}`);
  const [only] = parts;
  if (only && parts.length === 1) {
    await write(database, only);
  } else {
    let refused = 0;
    await besideEachOther(database, parts, async (part, session) => {
      await write(session, part);
      // The reader notes what it refuses for the session alone.
      const ofPart = await countOf(session, 'reject_errors');
      refused += ofPart;
    });
    if (refused > 0) {
      return false;
    }
  }
  await createViews(
    database,
    parts.map(({ file }) => file),
    orderRows(context, 'staged').columns,
  );
  const orderId = hasOrderIds(context.plan) ? 'order_id' : 'NULL::VARCHAR AS order_id';
  await database.run(
    `CREATE TABLE problems AS
     SELECT row, ${orderId}, source_amount, ${problemOfTextsSql('problem')} AS problem
     FROM numbered WHERE problem IS NOT NULL`,
  );
  await database.run('CREATE TABLE blank_rows AS SELECT row FROM problems WHERE problem.is_blank');
  await database.run('DELETE FROM problems WHERE problem.is_blank');
  return true;
}

async function createViews(
  database: Database,
  files: readonly string[],
  columns: string,
): Promise<void> {
  const starts: string[] = [];
  let before = 0;
  for (const file of files) {
    starts.push(`WHEN ${literal(file)} THEN ${before}`);
    before += await countOf(database, `read_parquet(${literal(file)})`);
  }
  // Rows staged for a single pass have no number yet; here they are in the file's order all the same.
  await database.run(
    `CREATE VIEW numbered AS
     SELECT * EXCLUDE (file_row_number, filename)
       REPLACE (coalesce(row, file_row_number + CASE filename ${starts.join(' ')} END) AS row)
     FROM read_parquet([${files.map(literal).join(', ')}], file_row_number = true, filename = true)`,
  );
  await database.run(
    `CREATE VIEW typed AS SELECT row, ${columns} FROM numbered WHERE problem IS NULL`,
  );
}
