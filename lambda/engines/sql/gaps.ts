/**
 * How many valid orders fell on a day while the customer's order before (`back` 1), or the one before
 * that (`back` 2), fell on another; see Gap in graph/populations/store.ts. Grows with pairs of days,
 * not with customers.
 */
export function gaps(purchases: string): string {
  return `
    ${gapsBack(purchases, 1)}
    UNION ALL
    ${gapsBack(purchases, 2)}
    ORDER BY back, day, previous_day NULLS FIRST`;
}

function gapsBack(purchases: string, back: 1 | 2): string {
  const previous = `previous_day_${back}`;
  return `
    SELECT
      CAST(${back} AS TINYINT) AS back,
      order_day AS day,
      ${previous} AS previous_day,
      CAST(count(*) AS INTEGER) AS orders
    FROM ${purchases} AS purchases
    GROUP BY order_day, ${previous}`;
}
