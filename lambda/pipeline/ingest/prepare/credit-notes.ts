import { moneyType } from '../../../lake/schema.ts';
import { dateOrderOf } from '../date-order.ts';
import { localTimeSql, timePartsSql } from '../times.ts';
import { textOfMoney, withMoney } from './money-text.ts';
import type { Prepare } from './preparation.ts';

/**
 * Credit notes become refunds. A credit line (its amount is negative) gives back on the customer's
 * latest earlier invoice of the same product, at most what that invoice charged for the product;
 * what exceeds it goes on to the invoice before, and so on. What finds no invoice in the file is
 * left out, and its amount is reported.
 */
export const creditNotes: Prepare = async ({ database, plan, settings }) => {
  const { decimalMark, mapping } = plan;
  const order = await dateOrderOf(database, plan, ['orderedAt'], settings);
  return {
    steps: [
      {
        name: 'lines',
        query: `
          SELECT row, "orderId" AS invoice, coalesce("customerId", email, phone) AS customer,
            coalesce(product, "productName") AS product, ${localTimeSql('parts')} AS time,
            ${exactProduct} AS amount
          FROM (SELECT *, ${timePartsSql('"orderedAt"', order)} AS parts
            FROM ${withMoney('raw_rows', ['quantity', 'unitPrice'], decimalMark)})`,
      },
      // A credit that no time or amount can be read of goes on as it is: the checks say why.
      { name: 'credits', query: 'SELECT * FROM lines WHERE amount < 0 AND time IS NOT NULL' },
      {
        name: 'sales',
        query: `SELECT customer, product, invoice, min(time) AS time, sum(amount) AS sold
          FROM lines SEMI JOIN credits USING (customer, product)
          WHERE amount > 0 AND time IS NOT NULL GROUP BY customer, product, invoice`,
      },
      {
        name: 'met',
        query: `SELECT c.row, c.amount, c.customer, c.product, s.time
          FROM credits c ASOF LEFT JOIN (SELECT DISTINCT customer, product, time FROM sales) s
            ON c.customer = s.customer AND c.product = s.product AND c.time >= s.time`,
      },
      { name: 'refunds', query: refundsSql },
      {
        name: 'given',
        query: `SELECT invoice, TRY_CAST(sum(refund) AS ${moneyType}) AS refund FROM refunds GROUP BY invoice`,
      },
    ],
    rows: `SELECT r.* REPLACE (
        ${textOfMoney('g.refund', decimalMark)} AS refund,
        coalesce(r.broken, CASE WHEN l.amount > 0 AND regexp_matches(l.invoice, '^[Cc][0-9]')
          THEN 'a credit note with a positive amount' END) AS broken)
      FROM raw_rows r JOIN (SELECT * FROM lines ANTI JOIN credits USING (row)) l USING (row)
        LEFT JOIN given g ON g.invoice = r."orderId"`,
    remarks: `SELECT row, 'merged', ${takenOff}, amount FROM met WHERE time IS NOT NULL
      UNION ALL
      SELECT row, 'left out', 'credit notes without an earlier invoice of the product in this file', amount
      FROM met WHERE time IS NULL
      UNION ALL
      SELECT NULL, 'merged', ${takenOff}, beyond FROM refunds WHERE beyond > 0
      UNION ALL
      SELECT NULL, 'merged', 'the part of credit notes beyond what earlier invoices charged', -beyond
      FROM refunds WHERE beyond > 0`,
    datedRefunds: 'FROM met WHERE time IS NOT NULL',
    ...(mapping.unitPrice ? { mapping: { refund: mapping.unitPrice } } : {}),
  };
};

/** Null where the product has more places than money: the checks refuse such a line. */
const exactProduct = `CASE WHEN TRY_CAST(quantity_money * "unitPrice_money" AS ${moneyType}) = quantity_money * "unitPrice_money"
  THEN TRY_CAST(quantity_money * "unitPrice_money" AS ${moneyType}) END`;

const takenOff = `'credit notes, taken off earlier invoices of the same products'`;

/**
 * From the latest invoice of a product to the earliest, what a customer gave back of it: `carry` is
 * what is still to be given back after an invoice. It obeys carry = max(0, carry before + credited −
 * sold), whose solution is the running sum less its smallest value so far (or 0).
 */
const refundsSql = `
  WITH credited AS (
    SELECT customer, product, time, -sum(amount) AS credited FROM met
    WHERE time IS NOT NULL GROUP BY customer, product, time),
  numbered AS (
    SELECT s.*, CASE WHEN s.invoice = max(s.invoice) OVER (PARTITION BY customer, product, time)
        THEN coalesce(c.credited, 0) ELSE 0 END AS credited
    FROM sales s LEFT JOIN credited c USING (customer, product, time)),
  summed AS (
    SELECT *, sum(credited - sold) OVER latest_first AS balance FROM numbered
    WINDOW latest_first AS (PARTITION BY customer, product ORDER BY time DESC, invoice DESC)),
  carried AS (
    SELECT *, balance - least(0, min(balance) OVER latest_first) AS carry,
      row_number() OVER (PARTITION BY customer, product ORDER BY time, invoice) = 1 AS is_earliest
    FROM summed
    WINDOW latest_first AS (PARTITION BY customer, product ORDER BY time DESC, invoice DESC))
  SELECT invoice, customer, product,
    coalesce(lag(carry) OVER (PARTITION BY customer, product ORDER BY time DESC, invoice DESC), 0)
      + credited - carry AS refund,
    CASE WHEN is_earliest THEN carry ELSE 0 END AS beyond
  FROM carried`;
