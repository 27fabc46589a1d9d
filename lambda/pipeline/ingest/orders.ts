import { join } from 'node:path';
import type { ImportWarning } from '../../../graph/imports/import.ts';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import type { ImportPlan } from '../../formats/plan.ts';
import { moneyType, orderColumns } from '../../lake/schema.ts';
import { customersDiffer } from './customers-differ.ts';
import { exclusionSql } from './exclusion.ts';
import { lakeColumns } from './lake-columns.ts';
import { instantTextSql, orderVersion, orderVersionSql } from './order-version.ts';
import { hasPackedLines } from './packed-lines.ts';
import { hasOrderIds, isSummedFromLines, type RowContext } from './row-context.ts';
import { countOf, scratchFile } from './sql-files.ts';

export interface OrderContext extends Pick<RowContext, 'plan' | 'currency'> {
  readonly run: string;
  /** When S3 got the file, ISO 8601 in UTC with milliseconds. */
  readonly eventTime: string;
}

/**
 * Turns the view `typed` of good rows and the table `problems` into orders: creates `bad_rows` (row, column, value,
 * reason), the view `order_rows` of good rows, each with the id of the order it belongs to, `grouped`
 * with a row an order, and `built_orders` in the lake's columns. Gives what was assumed on the way.
 *
 * With order ids, rows of one id are the lines of one order. Without, each row is a payment: what
 * one customer paid at one time stamp is one order named `<customer>@<time>`, so that an overlapping
 * export meets it again; a row that does not count (a $0 row, say) stays apart as `…#zero`, because
 * it would otherwise vanish into the order beside it.
 */
export async function buildOrders(
  database: Database,
  context: OrderContext,
): Promise<ImportWarning[]> {
  await database.run(
    `CREATE TABLE bad_rows AS
     SELECT row, problem."column" AS "column", problem.value AS value, problem.reason AS reason
     FROM problems`,
  );
  await database.run(
    `CREATE TABLE rejected_rows AS
     SELECT row, order_id, source_amount, problem.foreign_currency AS foreign_currency FROM problems`,
  );
  await (hasOrderIds(context.plan) ? nameById(database, context.plan) : namePayments(database));
  const warnings = await groupRows(database, context.plan);
  await database.run(`CREATE VIEW built_orders AS ${ordersSql(context)}`);
  return warnings;
}

/**
 * Finds the orders that have several rows, by the hash of their id: creates `repeated` (id_hash,
 * rows). Two ids of one hash only send a single row through the grouping, which leaves it as it is.
 */
async function findRepeated(database: Database, rows: string): Promise<void> {
  const few = (await isOrdered(database, rows)) ? 'LIMIT 0' : '';
  await database.run(
    `CREATE TABLE repeated AS
     SELECT hash(order_id) AS id_hash, count(*) AS rows, min(gross) AS least, max(gross) AS most
     FROM (FROM ${rows} ${few}) GROUP BY id_hash HAVING count(*) > 1`,
  );
}

/** How many rows tell that ids are in no order, in nearly every file where they are not. */
const rowsToProbe = 10_000;

/**
 * Whether each id is greater than the one before, or each less, longer ids being greater: most exports count
 * their orders up or down, and then none repeats. To look costs less than half of grouping them.
 */
async function isOrdered(database: Database, rows: string): Promise<boolean> {
  if (!(await riseOrFall(database, `(FROM ${rows} LIMIT ${rowsToProbe})`))) {
    return false;
  }
  // Several threads would take the rows in another order than the file's.
  const { threads } = database;
  await database.useThreads(1);
  try {
    return await riseOrFall(database, rows);
  } finally {
    await database.useThreads(threads);
  }
}

async function riseOrFall(database: Database, rows: string): Promise<boolean> {
  const [found] = await database.rows(
    `SELECT min(step)::INTEGER AS least, max(step)::INTEGER AS most FROM (
       SELECT CASE WHEN strlen(order_id) <> strlen(before) THEN sign(strlen(order_id) - strlen(before))
         WHEN order_id > before THEN 1 WHEN order_id < before THEN -1 WHEN before IS NOT NULL THEN 0 END AS step
       FROM (SELECT order_id, lag(order_id) OVER () AS before FROM ${rows}))`,
  );
  const { least, most } = found ?? {};
  return least === most && least !== 0;
}

/**
 * The rows that keep the order of their id from being right, with the reason in `refused_rows`: an order
 * that is the sum of its lines would be too small without a refused one, so it is refused whole; and a
 * row that repeats its order's total must repeat it to the cent, because two totals for one order
 * cannot both be right, so the later one is refused. Of rows that say when they were changed only the newest compare.
 */
async function nameById(database: Database, plan: ImportPlan): Promise<void> {
  await findRepeated(database, 'typed');
  const isSummed = isSummedFromLines(plan);
  const suspects = isSummed
    ? 'rejected_rows WHERE order_id IS NOT NULL'
    : 'repeated WHERE least <> most';
  if ((await countOf(database, suspects)) === 0) {
    await database.run('CREATE VIEW order_rows AS SELECT * FROM typed');
    return;
  }
  await database.run(
    `CREATE TABLE refused_rows AS ${isSummed ? incompleteSql : conflictsSql(plan)}`,
  );
  const column = isSummed ? undefined : (plan.mapping.gross ?? plan.mapping.total);
  await database.run(
    `INSERT INTO bad_rows
     SELECT row, ${column === undefined ? 'NULL' : literal(column)},
       ${column === undefined ? 'NULL' : 'source_amount::VARCHAR'}, reason FROM refused_rows`,
  );
  await database.run(
    'INSERT INTO rejected_rows SELECT row, order_id, source_amount, NULL FROM refused_rows',
  );
  await database.run(
    'CREATE VIEW order_rows AS SELECT * FROM typed ANTI JOIN refused_rows USING (row)',
  );
}

const incompleteSql = `
  SELECT t.row, t.order_id, t.source_amount,
    'order ' || t.order_id || ' has a refused line, and without it the amount would be wrong' AS reason
  FROM typed t WHERE order_id IN (SELECT order_id FROM rejected_rows)`;

function conflictsSql(plan: ImportPlan): string {
  const isNewest = isVersioned(plan)
    ? 'QUALIFY updated_at IS NOT DISTINCT FROM max(updated_at) OVER (PARTITION BY order_id)'
    : '';
  const hint = plan.preparation ? '' : '; where each line has its own, map the column to lineTotal';
  return `
    WITH repeats AS (
      SELECT row, order_id, source_amount, gross FROM typed
      WHERE hash(order_id) IN (SELECT id_hash FROM repeated WHERE least <> most) ${isNewest}),
    repeated_ids AS (
      SELECT order_id, arg_min(gross, row) AS gross FROM repeats
      GROUP BY order_id HAVING min(gross) <> max(gross))
    SELECT t.row, t.order_id, t.source_amount,
      'order ' || t.order_id || ' has another amount on an earlier line${hint}' AS reason
    FROM repeats t JOIN repeated_ids r USING (order_id) WHERE t.gross <> r.gross`;
}

/** Whether rows of one id that say different things are versions of an order, of which the newest counts. */
function isVersioned(plan: ImportPlan): boolean {
  return plan.mapping.updatedAt !== undefined && !isSummedFromLines(plan);
}

async function namePayments(database: Database): Promise<void> {
  const who = `substr(known_customer, strpos(known_customer, ':') + 1)`;
  const when = `CASE WHEN is_date_only THEN order_day::VARCHAR ELSE ${instantTextSql('ordered_at')} END`;
  await database.run(
    `CREATE VIEW payments AS
     SELECT * EXCLUDE (order_id), ${who} || '@' || ${when} AS payment_id,
       ${exclusionSql(`coalesce(refund, 0)`)} AS row_exclusion FROM typed`,
  );
  // Several rows at one time that do not count are told apart by a number.
  await database.run(
    `CREATE VIEW order_rows AS
     SELECT * EXCLUDE (payment_id, row_exclusion), payment_id AS order_id
     FROM payments WHERE row_exclusion IS NULL
     UNION ALL
     SELECT * EXCLUDE (payment_id, row_exclusion, nth),
       payment_id || '#' || CASE row_exclusion WHEN 'ZERO_AMOUNT' THEN 'zero' ELSE lower(row_exclusion) END
         || CASE nth WHEN 1 THEN '' ELSE '-' || nth END AS order_id
     FROM (SELECT *, row_number() OVER (PARTITION BY payment_id, row_exclusion ORDER BY row) AS nth
           FROM payments WHERE row_exclusion IS NOT NULL)`,
  );
  await findRepeated(database, 'order_rows');
}

/**
 * Groups the rows of one order. Most orders of a large file are a single row and need no grouping;
 * the others go through it in parts by hash, because lists and first rows are held in memory while
 * an aggregation runs. Creates the view `grouped`.
 */
async function groupRows(database: Database, plan: ImportPlan): Promise<ImportWarning[]> {
  const [found] = await database.rows(
    'SELECT coalesce(sum(rows), 0)::DOUBLE AS rows FROM repeated',
  );
  const rows = Number(found?.['rows']);
  if (rows === 0) {
    await database.run(`CREATE VIEW grouped AS SELECT ${singleColumns(plan)} FROM order_rows`);
    return [];
  }
  const parts = Math.ceil(rows / rowsAtOnce);
  const files: string[] = [];
  for (let part = 0; part < parts; part += 1) {
    const file = join(database.directory, `group-${part}.parquet`);
    await database.run(
      `COPY (
         SELECT ${groupColumns(plan)} FROM order_rows
         WHERE hash(order_id) % ${parts} = ${part}
           AND hash(order_id) IN (SELECT id_hash FROM repeated) GROUP BY order_id)
       TO ${literal(file)} ${scratchFile}`,
    );
    files.push(literal(file));
  }
  const groups = `read_parquet([${files.join(', ')}])`;
  await database.run(
    `CREATE VIEW grouped AS
     SELECT ${singleColumns(plan)} FROM order_rows
     WHERE hash(order_id) NOT IN (SELECT id_hash FROM repeated)
     UNION ALL
     SELECT * EXCLUDE (customers_differ) REPLACE (${groupedLines(plan)} AS products) FROM ${groups}`,
  );
  return customersDiffer(database, groups);
}

const rowsAtOnce = 250_000;

function hasProducts(plan: ImportPlan): boolean {
  const { product, productName } = plan.mapping;
  return (product ?? productName) !== undefined || hasPackedLines(plan);
}

/** SQL of the lines of a row that is an order by itself. */
function linesOfRow(plan: ImportPlan): string {
  if (hasPackedLines(plan)) {
    return 'packed';
  }
  return hasProducts(plan) ? 'CASE WHEN line IS NOT NULL THEN [line] END' : 'NULL';
}

/** What an order takes from its first row, or from its newest where rows say when they were changed. */
const headColumns = [
  'known_customer',
  'ordered_at',
  'utc_offset_minutes',
  'order_day',
  'status',
  'channel',
  'campaign',
  'coupon',
] as const;

/** The columns of `groupColumns` but the last, for a row that is an order by itself. */
function singleColumns(plan: ImportPlan): string {
  return `order_id, ${headColumns.join(', ')}, updated_at, source_amount, gross, discount,
    refund AS given_back, tax, shipping, cost,
    ${linesOfRow(plan)} AS products`;
}

function groupColumns(plan: ImportPlan): string {
  const isPayment = !hasOrderIds(plan);
  const sum = (column: string) => `CAST(sum(${column}) AS ${moneyType})`;
  const isNewestFirst = !isPayment && isVersioned(plan);
  const by = isNewestFirst ? newness : 'row';
  const pick = isNewestFirst ? 'arg_max' : 'arg_min';
  const first = (column: string) => `${pick}(${column}, ${by})`;
  const amount = isPayment || isSummedFromLines(plan) ? sum : first;
  const side = isPayment ? sum : first;
  const cost = isPayment
    ? `CASE WHEN count(*) = count(cost) THEN ${sum('cost')} END`
    : first('cost');
  // A copy of an order may be older than its refund, and never the other way round.
  const refund = isPayment ? sum('refund') : isNewestFirst ? first('refund') : 'max(refund)';
  const products = hasPackedLines(plan)
    ? first('packed')
    : 'list(struct_pack(row, line)) FILTER (line IS NOT NULL)';
  return `order_id,
    ${headColumns.map((column) => `${pick}_null(${column}, ${by}) AS ${column}`).join(', ')},
    max(updated_at) AS updated_at, ${amount('source_amount')} AS source_amount,
    ${amount('gross')} AS gross, ${side('discount')} AS discount, ${refund} AS given_back,
    ${side('tax')} AS tax, ${side('shipping')} AS shipping, ${cost} AS cost,
    ${hasProducts(plan) ? products : 'NULL'} AS products,
    coalesce(min(known_customer) <> max(known_customer), false) AS customers_differ`;
}

/** Later changes are greater, and of one time the earlier row. */
const newness = 'coalesce(epoch_us(updated_at), 0)::HUGEINT * 1000000000000 - row';

function groupedLines(plan: ImportPlan): string {
  if (hasPackedLines(plan)) {
    return 'products';
  }
  return hasProducts(plan) ? inOrder('products') : 'NULL';
}

/** Lines in the order of their rows: sorting each list takes a quarter of what aggregating in order does. */
function inOrder(lines: string): string {
  return `list_transform(list_sort(${lines}), lambda numbered: numbered.line)`;
}

/** One row an order, in the columns of the lake, from `grouped`. */
function ordersSql({ plan, currency, run, eventTime }: OrderContext): string {
  const { source, mapping } = plan;
  const known = { updatedAt: mapping.updatedAt && 'updated_at', eventTime, run };
  const same = {
    source,
    currency,
    run,
    ...(mapping.updatedAt ? {} : { version: orderVersion({ ...known, updatedAt: null }) }),
  };
  return `
    WITH settled AS (
      SELECT * EXCLUDE (products, given_back, source_amount),
        ${refundSql} AS refund, ${hasProducts(plan) ? linesSql : '[]'} AS lines
      FROM grouped),
    judged AS (
      SELECT *, coalesce(known_customer, 'guest:' || ${literal(source)} || '/' || order_id) AS customer_key,
        gross - discount - refund AS net, ${exclusionSql()} AS exclusion, ${orderVersionSql(known)} AS version
      FROM settled)
    SELECT ${lakeColumns(orderColumns, same)} FROM judged`;
}

/** A source that says "refunded" without an amount has given all of it back. */
const refundSql = `CASE WHEN given_back IS NULL AND status = 'refunded'
  THEN gross - discount ELSE coalesce(given_back, 0) END`;

/** The one line of an order costs what the order costs; of several without prices nothing is known. */
const linesSql = `CASE WHEN products IS NULL THEN []
  WHEN len(list_filter(products, lambda line: line.amount IS NULL)) = 0 THEN products
  WHEN len(products) = 1 THEN [struct_pack(product := products[1].product, name := products[1].name,
    quantity := products[1].quantity, amount := gross - discount)]
  ELSE [] END`;
