/** One row: what the customers add up to. */
export function totals(summaries: string): string {
  return `
    SELECT
      count(*) AS customers,
      coalesce(sum(CASE WHEN orders > 0 THEN 1 ELSE 0 END), 0) AS buyers,
      coalesce(sum(orders), 0) AS orders,
      coalesce(sum(excluded_orders), 0) AS excluded_orders,
      CAST(coalesce(sum(revenue), 0) AS VARCHAR) AS revenue,
      CAST(coalesce(sum(refunds), 0) AS VARCHAR) AS refunds,
      CAST(coalesce(sum(gross_margin), 0) AS VARCHAR) AS gross_margin
    FROM ${summaries} AS summaries`;
}

/** One row: the first and last day with an accepted order, excluded ones too; null without orders. */
export function observedDays(orders: string): string {
  return `
    SELECT CAST(min(order_day) AS VARCHAR) AS first_day, CAST(max(order_day) AS VARCHAR) AS last_day
    FROM ${orders} AS orders`;
}
