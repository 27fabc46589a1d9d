import { orderFields } from '../../../formats/plan.ts';
import { goodsRefund, paidColumns, withMoney } from './money-text.ts';
import type { Prepare } from './preparation.ts';

/** What belongs to a row; everything else belongs to its order. */
const lineFields = ['unitPrice', 'quantity', 'lineTotal', 'product', 'productName'] as const;
type LineField = (typeof lineFields)[number];

/**
 * The order's own columns, which only its first row has, carried to all of its rows. Rows that
 * follow each other under one name (or under none: the name before goes on) are one copy of an
 * order; where a file holds several copies of it, as two exports in one file do, the last one counts.
 */
export const shopifyOrders: Prepare = ({ plan: { decimalMark } }) => {
  const ofOrder = orderFields.filter((field) => !lineFields.includes(field as LineField));
  const carried = ofOrder.filter((field) => field !== 'orderId' && field !== 'refund');
  return {
    steps: [
      `CREATE TABLE copies AS
       WITH named AS (
         SELECT *, last_value("orderId" IGNORE NULLS) OVER (ORDER BY row) AS order_name FROM raw_rows),
       marked AS (
         SELECT *, order_name IS DISTINCT FROM lag(order_name) OVER (ORDER BY row) AS is_first FROM named)
       SELECT * EXCLUDE (is_first), sum(is_first::INTEGER) OVER (ORDER BY row) AS copy FROM marked`,
      `CREATE TABLE heads AS
       WITH heads AS (
         SELECT copy, order_name AS "orderId",
           ${ofOrder
             .filter((field) => field !== 'orderId')
             .map((field) => `arg_min("${field}", row) AS "${field}"`)
             .join(', ')}
         FROM copies GROUP BY copy, order_name)
       SELECT * REPLACE (${goodsRefund(decimalMark)} AS refund),
         copy = max(copy) OVER (PARTITION BY "orderId") AS is_last
       FROM ${withMoney('heads', paidColumns, decimalMark)}`,
    ],
    rows: `SELECT c.row, c.broken, h."orderId", h.refund,
        ${carried.map((field) => `h."${field}"`).join(', ')},
        ${lineFields.map((field) => `c."${field}"`).join(', ')}
      FROM copies c JOIN heads h ON h.copy = c.copy WHERE h.is_last`,
    remarks: `SELECT c.row, 'merged', 'earlier copies of orders that the file holds more than once',
        CASE WHEN c.row = min(c.row) OVER (PARTITION BY copy)
          THEN h.total_money END
      FROM copies c JOIN heads h USING (copy) WHERE NOT h.is_last`,
  };
};
