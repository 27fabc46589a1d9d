/** The columns of a summary as values that compare exactly: decimals and days as texts. */
export const exactSummary = `
  customer_key, channel, campaign, orders, excluded_orders,
  CAST(revenue AS VARCHAR) AS revenue, CAST(refunds AS VARCHAR) AS refunds,
  CAST(gross_margin AS VARCHAR) AS gross_margin,
  epoch_ms(first_order_at) AS first_order_at, epoch_ms(last_order_at) AS last_order_at,
  CAST(first_day AS VARCHAR) AS first_day, frequency, recency_days, age_days,
  CAST(repeat_spend AS VARCHAR) AS repeat_spend`;
