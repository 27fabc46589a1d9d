import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reject } from '../../../graph/imports/import.ts';
import { defaultSettings } from '../../../graph/settings.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import { purchaseDays } from '../../engines/sql/holdout-cells.ts';
import { shapeOfText } from '../../formats/file-shape.ts';
import { type FileShape, orderFields } from '../../formats/plan.ts';
import { buildOrderFile } from '../../pipeline/ingest/build-orders.ts';
import { collectRefused, nameLines } from '../../pipeline/ingest/rejects.ts';
import { firstRejects } from '../../pipeline/ingest/report.ts';
import { countOf } from '../../pipeline/ingest/sql-files.ts';
import { shapeOfParquet, stage } from '../../pipeline/ingest/stage.ts';
import { normaliseFile, textSample } from '../../pipeline/ingest/text-file.ts';
import { UsageError } from '../options.ts';
import { type OrdersPlan, planOf, restage } from './amount-stand-in.ts';
import type { FitOptions } from './options.ts';

/** What became of the rows of an orders file. */
export interface OrdersRead {
  readonly format: string;
  readonly mapping: Readonly<Record<string, string>>;
  /** False: the file says when, and not how much. */
  readonly hasAmounts: boolean;
  readonly currency: string;
  readonly rowsRead: number;
  readonly rowsRejected: number;
  readonly firstRejects: readonly Reject[];
  /** Orders that do not count as purchases, by reason; those worth nothing only where left out. */
  readonly excluded: Readonly<Record<string, number>>;
  /** Orders worth nothing, whether they count or not. */
  readonly zeroAmountOrders: number;
  /** Orders of nobody known: each is a customer of its own. */
  readonly guestOrders: number;
}

/** An order may lie a year ahead (a booking); anything later is a typing error. */
const futureMs = 366 * 86_400_000;

/**
 * Reads a file as the importer does, and leaves the table `purchase_days` (customer_key, order_day, spend).
 *
 * @throws UsageError or UnreadableFile that says why the file cannot be read.
 */
export async function readOrders(database: Database, options: FitOptions): Promise<OrdersRead> {
  const path = join(database.directory, 'orders');
  await copyIn(options.orders, path);
  const found = planOf(await shapeOf(database, path));
  const { plan } = found;
  await stage(database, { path, plan, fields: orderFields });
  await collectRefused(database);
  const currency = options.currency ?? (await usualCurrency(database));
  const now = new Date();
  const staging = await restage(database, found);
  const built = await buildOrderFile(database, {
    plan: staging.plan,
    staging,
    onRead: () => undefined,
    settings: { ...defaultSettings, currency, timeZone: options.timeZone },
    run: 'fit',
    eventTime: now.toISOString(),
    latest: new Date(now.getTime() + futureMs),
  });
  await nameLines(database, { path, plan });
  await leavePurchaseDays(database, options, found.hasAmounts ? 'net' : '0');
  return {
    ...describe(found),
    currency,
    ...(await countRows(database, built.rows)),
    excluded: excludedOf(built.excludedByReason, options),
    zeroAmountOrders: built.excludedByReason['ZERO_AMOUNT'] ?? 0,
    guestOrders: await countOf(database, `orders WHERE customer_key LIKE 'guest:%'`),
  };
}

async function copyIn(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error;
    throw new UsageError(
      `Expected --orders to be a file that can be read, got ${reason} for ${from}.`,
    );
  }
}

async function shapeOf(database: Database, path: string): Promise<FileShape> {
  if ((await normaliseFile(path)) === 'parquet') {
    return shapeOfParquet(database, path);
  }
  const { text, isWhole } = await textSample(path);
  return shapeOfText(text, isWhole);
}

async function usualCurrency(database: Database): Promise<string> {
  const [row] = await database.rows(
    `SELECT upper(currency) AS code FROM staged WHERE currency IS NOT NULL
     GROUP BY code ORDER BY count(*) DESC, code LIMIT 1`,
  );
  return String(row?.['code'] ?? defaultSettings.currency);
}

/** A purchase worth nothing is one to the order models, as in the literature; the spend model leaves it out. */
async function leavePurchaseDays(
  database: Database,
  { excludesZero }: FitOptions,
  spend: 'net' | '0',
): Promise<void> {
  const counts = excludesZero
    ? 'exclusion IS NULL'
    : `(exclusion IS NULL OR exclusion = 'ZERO_AMOUNT')`;
  const purchases = `(SELECT customer_key, order_day, ${spend} AS net FROM orders WHERE ${counts})`;
  await database.run(`CREATE TABLE purchase_days AS ${purchaseDays(purchases)}`);
}

function describe({ plan, hasAmounts }: OrdersPlan) {
  return { format: plan.format, mapping: plan.mapping, hasAmounts };
}

async function countRows(database: Database, rows: number) {
  const refused = await countOf(database, 'refused');
  return {
    rowsRead: rows + refused,
    rowsRejected: (await countOf(database, 'bad_rows')) + refused,
    firstRejects: await firstRejects(database),
  };
}

function excludedOf(
  { ZERO_AMOUNT: zero, ...others }: Readonly<Record<string, number>>,
  { excludesZero }: FitOptions,
): Readonly<Record<string, number>> {
  return excludesZero && zero ? { ...others, ZERO_AMOUNT: zero } : others;
}
