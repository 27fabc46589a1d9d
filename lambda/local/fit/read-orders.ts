import { randomBytes } from 'node:crypto';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reject } from '../../../graph/imports/import.ts';
import { defaultSettings } from '../../../graph/settings.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import { duckdbDialect } from '../../engines/sql/dialect.ts';
import { purchaseDays } from '../../engines/sql/holdout-cells.ts';
import { buildOrderFile } from '../../pipeline/ingest/build-orders.ts';
import { convertCurrencies } from '../../pipeline/ingest/exchange-rates.ts';
import { defineIdentityHash } from '../../pipeline/ingest/identity.ts';
import { prepare } from '../../pipeline/ingest/prepare/prepare.ts';
import { collectRefused, nameLines } from '../../pipeline/ingest/rejects.ts';
import { firstRejects } from '../../pipeline/ingest/report.ts';
import { shapeOfFile } from '../../pipeline/ingest/shape-of-file.ts';
import { countOf } from '../../pipeline/ingest/sql-files.ts';
import { type Staging, stage, stagedFields } from '../../pipeline/ingest/stage.ts';
import { UsageError } from '../usage-error.ts';
import { amountStandIn, type OrdersPlan, planOf } from './amount-stand-in.ts';
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
 * Reads a file as the importer does, and leaves the tables `purchase_days` (customer_key, order_day, spend) and
 * `customers` (customer_key, channel, country, product, first_value).
 *
 * @throws UsageError or UnreadableFile that says why the file cannot be read.
 */
export async function readOrders(database: Database, options: FitOptions): Promise<OrdersRead> {
  const path = join(database.directory, 'orders');
  // Nothing of this outlasts the process: any key will do.
  await defineIdentityHash(database, randomBytes(32));
  await copyIn(options.orders, path);
  const found = planOf(await shapeOfFile(database, path), options.mapping);
  const { plan } = found;
  const staging: Staging = { path, plan, fields: stagedFields(plan), sample: [], isStaged: true };
  await stage(database, staging);
  await collectRefused(database);
  const currency = options.currency ?? (await usualCurrency(database));
  const now = new Date();
  const { timeZone, dateOrder } = options;
  const settings = { ...defaultSettings, currency, timeZone, ...(dateOrder ? { dateOrder } : {}) };
  const rowsRead = (await countOf(database, 'staged')) + (await countOf(database, 'refused'));
  const rates = await readRates(options.rates);
  const prepared = await prepare({ database, plan, settings, rates });
  await convertCurrencies(database, { plan: prepared.plan, settings, rates });
  const built = await buildOrderFile(database, {
    plan: await amountStandIn(database, { ...found, plan: prepared.plan }),
    staging,
    onRead: () => undefined,
    settings,
    run: 'fit',
    eventTime: now.toISOString(),
    latest: new Date(now.getTime() + futureMs),
  });
  await nameLines(database, { path, plan });
  await leavePurchaseDays(database, options, found.hasAmounts ? 'net' : '0');
  await leaveCustomers(database, prepared.plan.mapping.country !== undefined);
  return {
    ...describe(found),
    currency,
    rowsRead,
    ...(await countRejects(database)),
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

async function readRates(path: string | undefined): Promise<string | undefined> {
  try {
    return path === undefined ? undefined : await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error;
    throw new UsageError(
      `Expected --rates to be a file that can be read, got ${reason} for ${path}.`,
    );
  }
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
  await database.run(`CREATE TABLE first_orders AS
    SELECT customer_key, channel, ${duckdbDialect.firstProduct('lines')} AS product,
      CAST(${spend === 'net' ? 'net' : 'NULL'} AS DECIMAL(18,4)) AS first_value
    FROM orders WHERE ${counts}
    QUALIFY row_number() OVER (PARTITION BY customer_key ORDER BY ordered_at, source, order_id) = 1`);
}

/** One row a customer: channel, product and value of the first order that counts, and the country where the file has it. */
async function leaveCustomers(database: Database, hasCountries: boolean): Promise<void> {
  const country = hasCountries
    ? 'LEFT JOIN profiles ON profiles.customer_key = first_orders.customer_key'
    : 'CROSS JOIN (SELECT NULL::VARCHAR AS country)';
  await database.run(`CREATE TABLE customers AS
    SELECT first_orders.customer_key, channel, country, product, first_value
    FROM first_orders ${country}`);
}

function describe({ plan, hasAmounts }: OrdersPlan) {
  return { format: plan.format, mapping: plan.mapping, hasAmounts };
}

async function countRejects(database: Database) {
  return {
    rowsRejected: (await countOf(database, 'bad_rows')) + (await countOf(database, 'refused')),
    firstRejects: await firstRejects(database),
  };
}

function excludedOf(
  { ZERO_AMOUNT: zero, ...others }: Readonly<Record<string, number>>,
  { excludesZero }: FitOptions,
): Readonly<Record<string, number>> {
  return excludesZero && zero ? { ...others, ZERO_AMOUNT: zero } : others;
}
