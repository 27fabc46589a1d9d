import { literal } from '../../../engines/duckdb/database.ts';
import { moneyType } from '../../../lake/schema.ts';
import { dateOrderOf } from '../date-order.ts';
import { haveNoRates, readRates } from '../rates.ts';
import { engineOffsets } from '../zone-offsets.ts';
import { exchangedRefunds } from './foreign-refunds.ts';
import { textOfMoney, withMoney } from './money-text.ts';
import type { Prepare } from './preparation.ts';

/** Reporting categories of money that goes back to a customer, or back again. */
const givenBack = [
  'refund',
  'refund_failure',
  'dispute',
  'dispute_reversal',
  'charge_failure',
  'partial_capture_reversal',
];

/**
 * Charges become orders, and what was given back for a charge becomes its refund: the sum of its
 * refunds and disputes, less their reversals. The last of these rows is the order's last change. One in another currency
 * than the charge is taken at the rates of its own day, and refused without them. Rows of other categories (payouts, fees,
 * transfers) are no orders and are left out by category.
 */
export const stripeActivity: Prepare = async ({ database, plan, settings, rates }) => {
  const { decimalMark, mapping } = plan;
  const { currency, timeZone } = settings;
  const order = await dateOrderOf(database, plan, ['orderedAt'], settings);
  const time = { order, zone: engineOffsets(timeZone) };
  await (rates === undefined ? haveNoRates(database) : readRates(database, rates));
  return {
    steps: [
      {
        name: 'movements',
        query: `SELECT * EXCLUDE (total_money), coalesce(${mapping.chargeId ? '"chargeId", ' : ''}"orderId") AS charge,
          CASE WHEN lower(category) IN ('charge', 'payment') THEN 'charge'
            WHEN lower(category) IN (${givenBack.map(literal).join(', ')}) THEN 'given back'
            ELSE 'other' END AS role,
          total_money AS amount
        FROM ${withMoney('raw_rows', ['total'], decimalMark)}`,
      },
      {
        name: 'charges',
        query: `SELECT charge, arg_min(${known(currency)}, row) AS charge_currency
          FROM movements WHERE role = 'charge' GROUP BY charge`,
      },
      {
        name: 'returns',
        query: `SELECT row, charge, lower(category) AS category, "orderedAt", amount, ${known(currency)} AS currency, charge_currency
          FROM movements LEFT JOIN charges USING (charge) WHERE role = 'given back'`,
      },
      {
        name: 'exchanged',
        query: exchangedRefunds(
          '(FROM returns WHERE amount IS NOT NULL AND currency <> charge_currency)',
          { currency, time },
        ),
      },
      {
        name: 'settled',
        query: `SELECT r.*, e.day_of_row, e.row IS NOT NULL AS is_exchanged,
            CASE WHEN e.row IS NOT NULL THEN e.taken WHEN charge_currency IS NOT NULL THEN amount END AS taken
          FROM returns r LEFT JOIN exchanged e USING (row)`,
      },
      {
        name: 'given_back',
        query: `SELECT charge, TRY_CAST(greatest(-sum(taken), 0) AS ${moneyType}) AS refund,
            max("orderedAt") AS changed_at
          FROM settled WHERE taken IS NOT NULL GROUP BY charge`,
      },
    ],
    rows: `SELECT m.* EXCLUDE (charge, role, amount) REPLACE (m.charge AS "orderId",
          ${textOfMoney('g.refund', decimalMark)} AS refund,
          coalesce(g.changed_at, m."orderedAt") AS "updatedAt")
        FROM movements m LEFT JOIN given_back g USING (charge) WHERE m.role = 'charge'
        UNION ALL
        SELECT m.* EXCLUDE (charge, role, amount) REPLACE (${problem} AS broken)
        FROM movements m JOIN settled s USING (row) WHERE s.taken IS NULL`,
    remarks: `SELECT row, 'merged', CASE WHEN is_exchanged
            THEN 'refunds and disputes in another currency than their charge, taken off its order at the rate of their day'
            ELSE 'refunds and disputes, taken off the order of their charge' END, amount, currency
        FROM settled WHERE taken IS NOT NULL
        UNION ALL
        SELECT row, 'left out', 'no orders: balance rows of the category ' || coalesce(lower(category), '(none)'), amount, currency
        FROM movements WHERE role = 'other'`,
    remarksHaveCurrency: true,
    datedRefunds: 'FROM settled WHERE taken IS NOT NULL',
    mapping: {
      ...(mapping.total ? { refund: mapping.total } : {}),
      ...(mapping.orderedAt ? { updatedAt: mapping.orderedAt } : {}),
    },
  };
};

/** SQL of a row's currency; a row without one is in the reporting currency. */
function known(currency: string): string {
  return `coalesce(upper(currency), ${literal(currency)})`;
}

/** Why what was given back could not be taken off an order, over a movement `m` and the same row `s` of `settled`. */
const problem = `CASE WHEN s.amount IS NULL THEN 'its gross amount is missing or no number'
  WHEN s.charge_currency IS NULL THEN 'a ' || s.category || ' of charge ' || coalesce(s.charge, '(none)')
    || ', which is not in this file; export from an earlier day, so that it has the charge too'
  ELSE 'a ' || s.category || ' in ' || s.currency || ' of charge ' || s.charge || ', which is in ' || s.charge_currency
    || ', on ' || coalesce(s.day_of_row::VARCHAR, 'a day that cannot be read')
    || ' without a rate between the two; add it to the rates file and upload this file again' END`;
