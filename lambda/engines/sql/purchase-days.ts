/**
 * What each customer bought in how many orders on each day with a valid one, oldest day first: `days` is a result of
 * `customerDays`, which has days with nothing but excluded orders too.
 */
export function purchaseDays(days: string): string {
  return `
    SELECT
      order_day AS day, number, orders, revenue, gross_margin
    FROM ${days} AS days
    WHERE orders > 0
    ORDER BY order_day, number`;
}
