import { join } from 'node:path';
import Big from 'big.js';
import type { Explanation, ImportWarning } from '../../../../graph/imports/import.ts';
import type { Settings } from '../../../../graph/settings.ts';
import { type Database, literal } from '../../../engines/duckdb/database.ts';
import type { Field, ImportPlan, PreparationName } from '../../../formats/plan.ts';
import type { Built } from '../built.ts';
import { countOf, scratchFile } from '../sql-files.ts';
import { creditNotes } from './credit-notes.ts';
import { googleAds } from './google-ads.ts';
import { metaAds } from './meta-ads.ts';
import type { Preparation, Prepare, PrepareContext } from './preparation.ts';
import { shopifyBulk } from './shopify-bulk.ts';
import { shopifyCustomers } from './shopify-customers.ts';
import { shopifyOrders } from './shopify-orders.ts';
import { stripeActivity } from './stripe-activity.ts';
import { stripeCharges } from './stripe-charges.ts';
import { stripePayments } from './stripe-payments.ts';
import { wholeTimeSql } from './whole-time.ts';
import { wooCommerceOrders } from './woocommerce-orders.ts';

const preparations: Readonly<Record<PreparationName, Prepare>> = {
  'shopify-orders': shopifyOrders,
  'shopify-bulk': shopifyBulk,
  'shopify-customers': shopifyCustomers,
  'woocommerce-orders': wooCommerceOrders,
  'stripe-payments': stripePayments,
  'stripe-charges': stripeCharges,
  'stripe-activity': stripeActivity,
  'credit-notes': creditNotes,
  'google-ads': googleAds,
  'meta-ads': metaAds,
};

/** What became of rows that are no records of their own, and how to read those that are. */
export interface Prepared {
  /** The plan for everything that follows. */
  readonly plan: ImportPlan;
  readonly rowsMerged: number;
  readonly rowsLeftOut: number;
  readonly explanations: readonly Explanation[];
  readonly warnings: readonly ImportWarning[];
}

/** Whether the rows of a file are something else than what its columns hold. */
export function needsPreparation(
  { preparation, timeForms = {}, headerCurrency }: ImportPlan,
  { currency }: Pick<Settings, 'currency'>,
): boolean {
  const isForeign = headerCurrency !== undefined && headerCurrency !== currency;
  return preparation !== undefined || isForeign || Object.keys(timeForms).length > 0;
}

/**
 * Brings the staged rows of a particular export into the generic form: the view `staged` is what the
 * generic path reads from here on, and `raw_rows` is what it was.
 */
export async function prepare(context: PrepareContext): Promise<Prepared> {
  const { database, plan, settings } = context;
  if (!needsPreparation(plan, settings) && plan.headerCurrency === undefined) {
    return { plan, rowsMerged: 0, rowsLeftOut: 0, explanations: [], warnings: [] };
  }
  const preparation = plan.preparation ? await preparations[plan.preparation](context) : asItIs;
  await database.run('ALTER VIEW staged RENAME TO unprepared');
  await database.run(`CREATE VIEW raw_rows AS ${knownValuesSql(plan)}`);
  for (const { name, query } of preparation.steps ?? []) {
    await keep(database, name, query);
  }
  await keep(database, 'staged', preparation.rows);
  return {
    plan: { ...plan, mapping: { ...plan.mapping, ...preparation.mapping } },
    ...(await settle(context, preparation)),
    warnings: await refundWarnings(database, preparation.datedRefunds),
  };
}

const asItIs: Preparation = { rows: 'SELECT * FROM raw_rows' };

/** The staged rows with the values that no column holds, and with times that say all of themselves. */
function knownValuesSql({ constants = {}, timeForms = {}, headerCurrency }: ImportPlan): string {
  const known = Object.entries(constants).map(
    ([field, value]) => `${literal(value)} AS "${field as Field}"`,
  );
  const times = Object.entries(timeForms).map(
    ([field, form]) => `${wholeTimeSql(`"${field}"`, form)} AS "${field}"`,
  );
  const replaced = [...known, ...times, ...(headerCurrency ? inCurrency(headerCurrency) : [])];
  return replaced.length > 0
    ? `SELECT * REPLACE (${replaced.join(', ')}) FROM unprepared`
    : 'SELECT * FROM unprepared';
}

/** A row that names no currency is in the one of the header; which of two is meant nobody can know. */
function inCurrency(currency: string): string[] {
  const own = literal(currency);
  return [
    `coalesce(currency, ${own}) AS currency`,
    `coalesce(broken, CASE WHEN upper(currency) <> ${own} THEN 'the header of the amount names ' || ${own}
      || ' and the row ' || upper(currency) || '; remove the one that is wrong' END) AS broken`,
  ];
}

/** An order knows the sum of its refunds and one day, its own: the dates that the file has for them go nowhere. */
async function refundWarnings(
  database: Database,
  datedRefunds: string | undefined,
): Promise<ImportWarning[]> {
  const rows = datedRefunds === undefined ? 0 : await countOf(database, `(${datedRefunds})`);
  return rows === 0
    ? []
    : [
        {
          code: 'REFUND_DATES_UNUSED',
          message: 'refunds have dates of their own; each is booked on the day of its order',
          rows,
        },
      ];
}

/** A query's rows as a view over a file: memory stays bounded however many there are. */
async function keep(database: Database, name: string, query: string): Promise<void> {
  const file = join(database.directory, `prepared-${name}.parquet`);
  await database.run(`COPY (${query}) TO ${literal(file)} ${scratchFile}`);
  await database.run(`CREATE VIEW "${name}" AS SELECT * FROM read_parquet(${literal(file)})`);
}

/** What was built, with the rows that never reached the building. */
export function withPreparation(
  built: Built,
  { rowsMerged, rowsLeftOut, explanations, warnings }: Prepared,
): Built {
  const amounts = explanations.flatMap(({ amount }) => amount ?? []);
  const { totals } = built;
  return {
    ...built,
    rowsMerged: built.rowsMerged + rowsMerged,
    rowsExcluded: built.rowsExcluded + rowsLeftOut,
    explanations: [...built.explanations, ...explanations],
    warnings: [...warnings, ...(built.warnings ?? [])],
    totals: totals && {
      ...totals,
      source: amounts.reduce((sum, amount) => sum.plus(amount), new Big(totals.source)).toFixed(4),
    },
  };
}

/** Some reasons name words of the file; the report that holds them must stay small. */
const mostReasons = 20;

async function settle(
  { database, settings }: PrepareContext,
  preparation: Preparation,
): Promise<Omit<Prepared, 'plan' | 'warnings'>> {
  if (!preparation.remarks) {
    return { rowsMerged: 0, rowsLeftOut: 0, explanations: [] };
  }
  const reasons = await database.rows(
    `WITH remarks AS (${remarksSql(preparation, settings.currency)}),
     reasons AS (
       SELECT fate, left(reason, 200) AS reason, foreign_currency, count(row) AS rows, sum(amount) AS amount,
         row_number() OVER (ORDER BY min(row) NULLS LAST, reason, foreign_currency NULLS FIRST) AS place
       FROM remarks GROUP BY fate, reason, foreign_currency)
     SELECT fate, CASE WHEN place < ${mostReasons} THEN reason
         WHEN foreign_currency IS NULL THEN 'further reasons'
         ELSE 'further reasons, in other currencies' END AS reason,
       CASE WHEN place < ${mostReasons} THEN left(foreign_currency, 10) ELSE left(foreign_currency, 0) END AS currency,
       sum(rows)::DOUBLE AS rows, CAST(sum(amount) AS DECIMAL(38,4))::VARCHAR AS amount
     FROM reasons GROUP BY ALL ORDER BY min(place)`,
  );
  const rowsOf = (fate: string) =>
    reasons
      .filter((reason) => reason['fate'] === fate)
      .reduce((sum, { rows }) => sum + Number(rows), 0);
  return {
    rowsMerged: rowsOf('merged'),
    rowsLeftOut: rowsOf('left out'),
    explanations: reasons.map(explanationOf),
  };
}

/** `foreign_currency` is null for amounts in the reporting currency, which a row without one is in. */
function remarksSql({ remarks, remarksHaveCurrency }: Preparation, currency: string): string {
  return remarksHaveCurrency
    ? `SELECT row, fate, reason, amount, nullif(upper(currency), ${literal(currency)}) AS foreign_currency
       FROM (${remarks}) AS given(row, fate, reason, amount, currency)`
    : `SELECT *, NULL::VARCHAR AS foreign_currency FROM (${remarks}) AS given(row, fate, reason, amount)`;
}

/** An amount in another currency is named in the reason, because it adds up to nothing with the others. */
function explanationOf({
  reason,
  rows,
  amount,
  currency,
}: Readonly<Record<string, unknown>>): Explanation {
  const isForeign = currency !== null;
  const sum = isForeign && currency !== '' && amount !== null ? ` (${currency} ${amount})` : '';
  return {
    reason: `${reason}${sum}`,
    rows: Number(rows),
    amount: isForeign || amount === null ? null : String(amount),
  };
}
