import { literal } from '../../../engines/duckdb/database.ts';
import { moneyType } from '../../../lake/schema.ts';
import { isOfDay } from '../rates.ts';
import type { TimeContext } from '../times.ts';
import { withDay } from '../with-day.ts';

/**
 * SQL (row, day_of_row, taken) over refunds in another currency than their charge: rows with `amount`,
 * `currency`, `charge_currency` and the time `orderedAt`. `taken` is the amount in the charge's currency, at
 * the rates of the refund's day, to the nearest ten-thousandth; null where one of the two has no rate.
 */
export function exchangedRefunds(
  refunds: string,
  { currency, time }: { readonly currency: string; readonly time: TimeContext },
): string {
  const rate = (column: string, rates: string) =>
    `CASE WHEN ${column} = ${literal(currency)} THEN 1 WHEN ${isOfDay(rates, 'day_of_row')} THEN ${rates}.rate END`;
  return `
    WITH dated AS (FROM ${withDay(refunds, 'orderedAt', time)}),
    rated AS (
      SELECT d.row, d.day_of_row, d.amount,
        ${units(rate('d.currency', 'own'), 10)} AS own_rate,
        ${units(rate('d.charge_currency', 'of_charge'), 10)} AS charge_rate
      FROM dated d
        ASOF LEFT JOIN rates own ON d.currency = own.rate_currency AND d.day_of_row >= own.rate_day
        ASOF LEFT JOIN rates of_charge
          ON d.charge_currency = of_charge.rate_currency AND d.day_of_row >= of_charge.rate_day)
    SELECT row, day_of_row, TRY_CAST(CAST(sign(amount) * ${quotient} AS DECIMAL(38,0))
        * CAST(0.0001 AS DECIMAL(5,4)) AS ${moneyType}) AS taken
    FROM rated`;
}

/** A decimal as so many of its last place, because the engine's division is a binary one. */
function units(amount: string, places: number): string {
  return `CAST((${amount}) * ${10 ** places} AS HUGEINT)`;
}

const quotient = `((2 * ${units('abs(amount)', 4)} * own_rate + charge_rate) // (2 * charge_rate))`;
