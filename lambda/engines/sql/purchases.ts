import { duckdbDialect } from './dialect.ts';
import { decimalMargin } from './margin.ts';

export interface ObservationOptions {
  /** Last day of observation, YYYY-MM-DD; later orders are left out. */
  readonly asOfDay: string;
  /** Margin of orders that do not say their cost. */
  readonly margin: number;
}

/**
 * The valid orders up to a day, one row each, with their place in the customer's history: `position`
 * from 1, the customer's `first_day`, the days of the order before and of the one before that, and in the first row the
 * `first_product`.
 * Ties in time are broken by source and id, as in `summarise`.
 */
export function purchases(orders: string, { asOfDay, margin }: ObservationOptions): string {
  return `
    SELECT
      customer_key, ordered_at, order_day, net, refund, channel, campaign,
      CASE
        WHEN cost IS NULL THEN CAST(net * ${decimalMargin(margin)} AS DECIMAL(28,10))
        ELSE CAST(net - cost AS DECIMAL(28,10))
      END AS gross_margin,
      min(order_day) OVER (PARTITION BY customer_key) AS first_day,
      row_number() OVER history AS position,
      CASE WHEN row_number() OVER history = 1
        THEN ${duckdbDialect.firstProduct('lines')} END AS first_product,
      lag(order_day, 1) OVER history AS previous_day_1,
      lag(order_day, 2) OVER history AS previous_day_2
    FROM ${orders} AS orders
    WHERE exclusion IS NULL AND order_day <= DATE '${asOfDay}'
    WINDOW history AS (PARTITION BY customer_key ORDER BY ordered_at, source, order_id)`;
}
