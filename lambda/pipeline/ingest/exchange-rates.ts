import { join } from 'node:path';
import type { Explanation } from '../../../graph/imports/import.ts';
import type { Settings } from '../../../graph/settings.ts';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import type { Field, ImportPlan } from '../../formats/plan.ts';
import { moneyType } from '../../lake/schema.ts';
import { dateOrderOf } from './date-order.ts';
import { textOfMoney, withMoney } from './prepare/money-text.ts';
import { isOfDay, readRates } from './rates.ts';
import { countOf, scratchFile } from './sql-files.ts';
import type { TimeContext } from './times.ts';
import { withDay } from './with-day.ts';
import { engineOffsets } from './zone-offsets.ts';

export interface RatesContext {
  readonly plan: ImportPlan;
  readonly settings: Settings;
  /** The text of the rates file; undefined when the shop has none. */
  readonly rates: string | undefined;
}

/** Whether amounts can be in another currency than the reporting one. */
export function hasCurrency({ kind, mapping, constants, headerCurrency }: ImportPlan): boolean {
  const named = mapping.currency ?? constants?.currency ?? headerCurrency;
  return kind !== 'customers' && named !== undefined;
}

/**
 * Converts the staged amounts that are in other currencies, each at the rate of its row's day, to
 * four places. A row of a day without a rate is refused by currency and day, never taken at 1.0. Without
 * a rates file nothing changes, and the checks refuse other currencies.
 */
export async function convertCurrencies(
  database: Database,
  { plan, settings, rates }: RatesContext,
): Promise<Explanation[]> {
  if (rates === undefined || !hasCurrency(plan)) {
    return [];
  }
  const foreign = `(SELECT 1 FROM staged WHERE upper(currency) <> ${literal(settings.currency)})`;
  if ((await countOf(database, foreign)) === 0) {
    return [];
  }
  await readRates(database, rates);
  const field = plan.kind === 'spend' ? 'day' : 'orderedAt';
  const time = {
    field,
    order: await dateOrderOf(database, plan, [field], settings),
    zone: engineOffsets(settings.timeZone),
  } as const;
  await database.run('ALTER VIEW staged RENAME TO unconverted');
  const file = join(database.directory, 'converted.parquet');
  await database.run(
    `COPY (${convertedSql(plan, settings, time)}) TO ${literal(file)} ${scratchFile}`,
  );
  await database.run(
    `CREATE VIEW staged AS SELECT * EXCLUDE (is_converted) FROM read_parquet(${literal(file)})`,
  );
  const rows = await countOf(
    database,
    `(SELECT 1 FROM read_parquet(${literal(file)}) WHERE is_converted)`,
  );
  const reason = 'amounts in other currencies, converted at the rate of their day';
  return rows > 0 ? [{ reason, rows, amount: null }] : [];
}

/** The column that a row's day is read from, and how. */
interface RowTime extends TimeContext {
  readonly field: 'day' | 'orderedAt';
}

function convertedSql(plan: ImportPlan, { currency }: Settings, time: RowTime): string {
  const own = literal(currency);
  const fields = moneyFields.filter((field) => plan.mapping[field] !== undefined);
  const converted = (field: Field) =>
    textOfMoney(`TRY_CAST("${field}_money" * rate AS ${moneyType})`, plan.decimalMark);
  return `
    WITH dated AS (
      SELECT *, upper(currency) AS foreign_currency
      FROM ${withDay(withMoney('unconverted', fields, plan.decimalMark), time.field, time)}),
    rated AS (
      SELECT d.*, r.rate, foreign_currency <> ${own} AND ${isOfDay('r', 'day_of_row')} AS is_rated
      FROM dated d ASOF LEFT JOIN rates r
        ON d.foreign_currency = r.rate_currency AND d.day_of_row >= r.rate_day)
    SELECT * EXCLUDE (day_of_row, foreign_currency, rate, is_rated,
        ${fields.map((field) => `"${field}_money"`).join(', ')}) REPLACE (
        ${fields
          .map(
            (field) =>
              `CASE WHEN is_rated AND "${field}_money" IS NOT NULL THEN ${converted(field)} ELSE "${field}" END AS "${field}"`,
          )
          .join(', ')},
        CASE WHEN is_rated THEN ${own} ELSE currency END AS currency,
        CASE WHEN broken IS NULL AND foreign_currency <> ${own} AND day_of_row IS NOT NULL
            AND is_rated IS DISTINCT FROM true
          THEN 'no rate from ' || foreign_currency || ' to ' || ${own} || ' for ' || day_of_row
            || '; add it to the rates file' ELSE broken END AS broken),
      coalesce(is_rated, false) AS is_converted
    FROM rated`;
}

const moneyFields: readonly Field[] = [
  'gross',
  'total',
  'lineTotal',
  'unitPrice',
  'discount',
  'refund',
  'tax',
  'shipping',
  'cost',
  'amount',
];
