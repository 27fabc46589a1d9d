import { importFields } from '../../../../graph/imports/mapping.ts';
import type { ImportPlan } from '../../../formats/plan.ts';
import { moneyType } from '../../../lake/schema.ts';
import { goodsRefund, paidColumns, textOfMoney, withMoney } from './money-text.ts';
import type { Prepare } from './preparation.ts';

/** What belongs to a row; everything else belongs to its order. */
const lineFields = ['unitPrice', 'quantity', 'lineTotal', 'product', 'productName'] as const;
type LineField = (typeof lineFields)[number];

/**
 * The order's own columns, which only its first row has, carried to all of its rows. Rows that
 * follow each other under one name (or under none: the name before goes on) are one copy of an
 * order; where a file holds several copies of it, as two exports in one file do, the last one counts.
 */
export const shopifyOrders: Prepare = ({ plan: { decimalMark, mapping } }) => {
  const hasDiscounts =
    (mapping.lineDiscount && mapping.unitPrice && mapping.quantity) !== undefined;
  const moneyColumns = [...paidColumns, ...(hasDiscounts ? lineMoneyColumns : [])];
  const ofOrder = importFields.orders.filter(
    (field) => mapping[field] !== undefined && !lineFields.includes(field as LineField),
  );
  return {
    steps: [
      {
        // The window has no order of its own: it runs along the file and holds nothing of it.
        name: 'starts',
        query: `
          SELECT row AS first_row, "orderId" AS order_name FROM (
            SELECT row, "orderId", lag("orderId") OVER () AS name_before FROM raw_rows
            WHERE "orderId" IS NOT NULL)
          WHERE "orderId" IS DISTINCT FROM name_before`,
      },
      {
        name: 'copies',
        query: `SELECT row AS first_row, ${ofOrder.map((field) => `"${field}"`).join(', ')}
          FROM raw_rows SEMI JOIN starts ON raw_rows.row = starts.first_row`,
      },
      {
        name: 'outdated',
        query: `
          SELECT first_row, total_money AS paid FROM ${withMoney('copies', ['total'], decimalMark)} c
          JOIN (SELECT order_name, max(first_row) AS latest FROM starts
            GROUP BY order_name HAVING count(*) > 1) r
            ON r.order_name = c."orderId" AND c.first_row < r.latest`,
      },
    ],
    rows: `
      WITH placed AS (
        SELECT r.* REPLACE (${ofOrder.map((field) => `c."${field}" AS "${field}"`).join(', ')}),
          c.first_row
        FROM raw_rows r ASOF LEFT JOIN copies c ON r.row >= c.first_row)
      SELECT * EXCLUDE (first_row, ${moneyColumns.map((name) => `"${name}_money"`).join(', ')}) REPLACE (
        ${hasDiscounts ? `${discountedLine(decimalMark)} AS "lineTotal",` : ''}
        ${goodsRefund(decimalMark)} AS refund)
      FROM ${withMoney('placed', moneyColumns, decimalMark)} ANTI JOIN outdated USING (first_row)`,
    remarks: `
      SELECT r.row, 'merged', 'earlier copies of orders that the file holds more than once',
        CASE WHEN r.row = o.first_row THEN o.paid END
      FROM (SELECT r.row, s.first_row
        FROM (SELECT row FROM raw_rows) r ASOF JOIN starts s ON r.row >= s.first_row) r
      JOIN outdated o USING (first_row)`,
    ...(hasDiscounts && mapping.unitPrice ? { mapping: { lineTotal: mapping.unitPrice } } : {}),
  };
};

const lineMoneyColumns = ['unitPrice', 'quantity', 'lineDiscount'] as const;

/** What a line came to: its discount is of the whole line, not of a piece. */
function discountedLine(decimalMark: ImportPlan['decimalMark']): string {
  const amount = `TRY_CAST("unitPrice_money" * quantity_money AS ${moneyType}) - coalesce("lineDiscount_money", 0)`;
  return textOfMoney(`greatest(CAST(0 AS ${moneyType}), ${amount})`, decimalMark);
}
