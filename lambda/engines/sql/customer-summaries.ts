export interface SummaryRelations {
  /** Result of `purchases`. */
  readonly purchases: string;
  /** All accepted orders, excluded ones too. */
  readonly orders: string;
  /** Result of `latestProfiles`. */
  readonly profiles: string;
}

/**
 * What each customer's orders say up to a day: the columns of `customerColumns` up to `repeat_spend`.
 *
 * Customers are all who have an order, even if only excluded ones, or a profile. Agrees row for row
 * with `summarise` in graph/customers/summary.ts; a property test holds the two together.
 */
export function customerSummaries(
  { purchases, orders, profiles }: SummaryRelations,
  asOfDay: string,
): string {
  const isKnown = `order_day <= DATE '${asOfDay}'`;
  return `
    WITH bought AS (
      SELECT
        customer_key,
        count(*) AS orders,
        sum(net) AS revenue,
        sum(gross_margin) AS gross_margin,
        min(ordered_at) AS first_order_at,
        max(ordered_at) AS last_order_at,
        min(first_day) AS first_day,
        max(order_day) AS last_day,
        count(DISTINCT order_day) - 1 AS frequency,
        sum(CASE WHEN order_day > first_day THEN net ELSE 0 END) AS repeat_spend,
        max(CASE WHEN position = 1 THEN channel END) AS channel,
        max(CASE WHEN position = 1 THEN campaign END) AS campaign,
        max(first_product) AS first_product
      FROM ${purchases} AS purchases
      GROUP BY customer_key
    ),
    ordered AS (
      SELECT
        customer_key,
        sum(CASE WHEN exclusion IS NOT NULL AND ${isKnown} THEN 1 ELSE 0 END) AS excluded_orders,
        sum(CASE WHEN ${isKnown} THEN refund ELSE 0 END) AS refunds
      FROM ${orders} AS orders
      GROUP BY customer_key
    ),
    referred AS (
      SELECT referred_by AS customer_key, count(*) AS referrals
      FROM ${profiles} AS profiles
      WHERE referred_by IS NOT NULL
      GROUP BY referred_by
    ),
    everybody AS (
      SELECT customer_key FROM ordered
      UNION
      SELECT customer_key FROM ${profiles} AS profiles
    )
    SELECT
      everybody.customer_key,
      profiles.country,
      bought.channel,
      bought.campaign,
      bought.first_product,
      profiles.referred_by,
      CAST(coalesce(referred.referrals, 0) AS INTEGER) AS referrals,
      CAST(coalesce(bought.orders, 0) AS INTEGER) AS orders,
      CAST(coalesce(ordered.excluded_orders, 0) AS INTEGER) AS excluded_orders,
      CAST(coalesce(bought.revenue, 0) AS DECIMAL(18,4)) AS revenue,
      CAST(coalesce(ordered.refunds, 0) AS DECIMAL(18,4)) AS refunds,
      CAST(coalesce(bought.gross_margin, 0) AS DECIMAL(28,10)) AS gross_margin,
      bought.first_order_at,
      bought.last_order_at,
      bought.first_day,
      CAST(coalesce(bought.frequency, 0) AS INTEGER) AS frequency,
      CAST(coalesce(date_diff('day', bought.first_day, bought.last_day), 0) AS INTEGER) AS recency_days,
      CAST(coalesce(date_diff('day', bought.first_day, DATE '${asOfDay}'), 0) AS INTEGER) AS age_days,
      CAST(coalesce(bought.repeat_spend, 0) AS DECIMAL(18,4)) AS repeat_spend
    FROM everybody
    LEFT JOIN bought ON bought.customer_key = everybody.customer_key
    LEFT JOIN ordered ON ordered.customer_key = everybody.customer_key
    LEFT JOIN referred ON referred.customer_key = everybody.customer_key
    LEFT JOIN ${profiles} AS profiles ON profiles.customer_key = everybody.customer_key`;
}
