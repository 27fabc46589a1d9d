import { literal } from '../../../engines/duckdb/database.ts';
import { moneyType } from '../../../lake/schema.ts';
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
 * refunds and disputes, less their reversals. The last of these rows is the order's last change. Rows of
 * other categories (payouts, fees, transfers) are no orders and are left out by category.
 */
export const stripeActivity: Prepare = ({ plan: { decimalMark, mapping } }) => ({
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
      name: 'given_back',
      query: `SELECT charge, TRY_CAST(greatest(-sum(amount), 0) AS ${moneyType}) AS refund,
       max("orderedAt") AS changed_at
     FROM movements WHERE role = 'given back' AND amount IS NOT NULL GROUP BY charge`,
    },
    { name: 'charges', query: `SELECT DISTINCT charge FROM movements WHERE role = 'charge'` },
  ],
  rows: `SELECT m.* EXCLUDE (charge, role, amount) REPLACE (m.charge AS "orderId",
        ${textOfMoney('g.refund', decimalMark)} AS refund,
        coalesce(g.changed_at, m."orderedAt") AS "updatedAt")
      FROM movements m LEFT JOIN given_back g USING (charge) WHERE m.role = 'charge'
      UNION ALL
      SELECT m.* EXCLUDE (charge, role, amount) REPLACE (
        CASE WHEN m.amount IS NULL THEN 'its gross amount is missing or no number'
          ELSE 'a ' || lower(category) || ' of charge ' || coalesce(m.charge, '(none)')
            || ', which is not in this file; export from an earlier day, so that it has the charge too'
          END AS broken)
      FROM movements m LEFT JOIN charges c USING (charge)
      WHERE m.role = 'given back' AND (c.charge IS NULL OR m.amount IS NULL)`,
  remarks: `SELECT m.row, 'merged', 'refunds and disputes, taken off the order of their charge', m.amount, m.currency
      FROM movements m JOIN charges c USING (charge)
      WHERE m.role = 'given back' AND m.amount IS NOT NULL
      UNION ALL
      SELECT row, 'left out', 'no orders: balance rows of the category ' || coalesce(lower(category), '(none)'), amount, currency
      FROM movements WHERE role = 'other'`,
  remarksHaveCurrency: true,
  refunds: `SELECT charge AS order_id, "orderedAt" AS stated_at, -amount AS amount, upper(currency) AS currency,
      lower(category) AS reason
    FROM movements WHERE role = 'given back' AND amount IS NOT NULL`,
  mapping: {
    ...(mapping.total ? { refund: mapping.total } : {}),
    ...(mapping.orderedAt ? { updatedAt: mapping.orderedAt } : {}),
  },
});
