/** Totals of each day with an order: valid orders, and the refunds of all. */
export function days(orders: string, purchases: string, asOfDay: string): string {
  return `
    WITH refunded AS (
      SELECT order_day, sum(refund) AS refunds
      FROM ${orders} AS orders
      WHERE order_day <= DATE '${asOfDay}'
      GROUP BY order_day
    ),
    sold AS (
      SELECT order_day, count(*) AS orders, sum(net) AS revenue, sum(gross_margin) AS gross_margin
      FROM ${purchases} AS purchases
      GROUP BY order_day
    )
    SELECT
      refunded.order_day AS day,
      CAST(coalesce(sold.orders, 0) AS INTEGER) AS orders,
      CAST(coalesce(sold.revenue, 0) AS DECIMAL(18,4)) AS revenue,
      CAST(refunded.refunds AS DECIMAL(18,4)) AS refunds,
      CAST(coalesce(sold.gross_margin, 0) AS DECIMAL(28,10)) AS gross_margin
    FROM refunded
    LEFT JOIN sold ON sold.order_day = refunded.order_day
    ORDER BY refunded.order_day`;
}
