/** A history cut in two; both days YYYY-MM-DD, each the last of its part. */
export interface SplitDays {
  readonly splitDay: string;
  /** Later purchases are left out; equal to `splitDay` where nothing is held out. */
  readonly endDay: string;
}

/** One row a customer and day with a purchase. Orders of one day are one purchase. */
export function purchaseDays(purchases: string): string {
  return `
    SELECT customer_key, order_day, sum(net) AS spend
    FROM ${purchases} AS purchases
    GROUP BY customer_key, order_day`;
}

/**
 * Customers who had bought by the split: x, t_x and T in days as they were then, what they spent in repeat
 * purchases, Σ ln of the days between purchases, and the purchases that followed up to the end. The logarithms are
 * decimals, so that their sums are the same in whatever order threads add them up.
 */
export function splitHistories(days: string, { splitDay, endDay }: SplitDays): string {
  const isSeen = `order_day <= DATE '${splitDay}'`;
  return `
    WITH followed AS (
      SELECT
        customer_key, order_day, spend,
        min(order_day) OVER (PARTITION BY customer_key) AS first_day,
        lag(order_day) OVER (PARTITION BY customer_key ORDER BY order_day) AS previous_day
      FROM ${days} AS days
      WHERE order_day <= DATE '${endDay}'
    )
    SELECT
      customer_key,
      sum(CASE WHEN ${isSeen} THEN 1 ELSE 0 END) - 1 AS frequency,
      date_diff('day', first_day, max(CASE WHEN ${isSeen} THEN order_day END)) AS recency,
      date_diff('day', first_day, DATE '${splitDay}') AS age,
      sum(CASE WHEN ${isSeen} AND order_day > first_day THEN spend ELSE 0 END) AS repeat_spend,
      sum(CASE WHEN ${isSeen} AND order_day > first_day
        THEN CAST(ln(date_diff('day', previous_day, order_day)) AS DECIMAL(18,12))
        ELSE 0 END) AS log_intervals,
      sum(CASE WHEN ${isSeen} THEN 0 ELSE 1 END) AS holdout_orders,
      sum(CASE WHEN ${isSeen} THEN 0 ELSE spend END) AS holdout_spend
    FROM followed
    WHERE first_day <= DATE '${splitDay}'
    GROUP BY customer_key, first_day`;
}

/**
 * Those grouped by what the order models can tell apart and by what followed: HoldoutCells in graph/models. With `more`
 * columns of the relation they are told apart by these too.
 */
export function holdoutCells(histories: string, more: readonly string[] = []): string {
  const group = ['frequency', 'recency', 'age', 'holdout_orders', ...more].join(', ');
  return `
    SELECT
      ${group},
      count(*) AS customers,
      CAST(sum(repeat_spend) AS DOUBLE) AS repeat_spend,
      CAST(sum(log_intervals) AS DOUBLE) AS log_intervals,
      CAST(sum(holdout_spend) AS DOUBLE) AS holdout_spend
    FROM ${histories} AS histories
    GROUP BY ${group}
    ORDER BY ${group}`;
}

/** Their repeat buyers grouped for the spend model. */
export function holdoutSpendCells(histories: string): string {
  return `
    SELECT frequency, CAST(repeat_spend AS DOUBLE) AS repeat_spend, count(*) AS customers
    FROM ${histories} AS histories
    WHERE frequency >= 1
    GROUP BY frequency, repeat_spend
    ORDER BY frequency, repeat_spend`;
}

/** Purchases on each day with one, as days since the first. */
export function purchasesByDay(days: string, firstDay: string): string {
  return `
    SELECT date_diff('day', DATE '${firstDay}', order_day) AS day, count(*) AS count
    FROM ${days} AS days
    WHERE order_day >= DATE '${firstDay}'
    GROUP BY 1`;
}

/** Purchases in each week after the split, from 0, by customers who had bought by the split. */
export function holdoutOrdersByWeek(days: string, { splitDay, endDay }: SplitDays): string {
  return `
    SELECT floor((date_diff('day', DATE '${splitDay}', order_day) - 1) / 7) AS week, count(*) AS orders
    FROM ${days} AS days
    WHERE order_day > DATE '${splitDay}' AND order_day <= DATE '${endDay}'
      AND customer_key IN (
        SELECT customer_key FROM ${days} AS earlier WHERE order_day <= DATE '${splitDay}')
    GROUP BY 1`;
}
