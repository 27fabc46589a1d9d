/**
 * What each customer bought in how many orders on each day with a valid one, oldest day first: `days` is a result of
 * `customerDays`, which has days with nothing but excluded orders too.
 */
export function purchaseDays(days: string, customers: string): string {
  return `
    SELECT
      days.order_day AS day,
      customers.number,
      CAST(days.orders AS INTEGER) AS orders,
      CAST(days.revenue AS DECIMAL(18,4)) AS revenue,
      CAST(days.gross_margin AS DECIMAL(28,10)) AS gross_margin
    FROM ${days} AS days
    JOIN ${customers} AS customers ON customers.customer_key = days.customer_key
    WHERE days.orders > 0
    ORDER BY days.order_day, customers.number`;
}
