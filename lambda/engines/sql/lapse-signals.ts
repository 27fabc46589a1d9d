/** When lapse is judged; days YYYY-MM-DD. */
export interface LapseWindow {
  /** The last day that signals know of. */
  readonly splitDay: string;
  /** The last day that lapse is seen by. */
  readonly endDay: string;
  /** Days between them, and days before the split in which somebody must have bought. */
  readonly horizonDays: number;
}

export interface LapseRelations {
  /** All accepted orders, excluded ones too. */
  readonly orders: string;
  /** Result of `Dialect.lines`. */
  readonly lines: string;
}

/** Channels that are signals of their own, the largest ones. */
const mostChannels = 5;
/** A last gap this many times the average of those before is slower. */
const slowerFactor = 1.5;

/**
 * How many of the customers with a signal lapsed, and of those without, a row a signal; ALL has everybody.
 *
 * Judged are customers who bought in the horizon up to the split; lapsed is who bought nothing in the one after it.
 * A signal knows orders up to the split alone. Where it does not apply (no gap to be slower than), a customer is on neither side.
 */
export function lapseSignals(
  { orders, lines }: LapseRelations,
  { splitDay, endDay, horizonDays }: LapseWindow,
): string {
  const isKnown = `order_day <= DATE '${splitDay}'`;
  return `
    WITH attempts AS (
      SELECT
        customer_key, order_day, net, discount, refund, channel,
        CASE WHEN exclusion IS NULL THEN 1 ELSE 0 END AS valid,
        sum(CASE WHEN exclusion IS NULL THEN 1 ELSE 0 END) OVER (history ROWS UNBOUNDED PRECEDING) AS position,
        sum(CASE WHEN exclusion IS NULL THEN 1 ELSE 0 END) OVER (${whole}) AS orders,
        row_number() OVER history AS attempt,
        count(*) OVER (${whole}) AS attempts
      FROM ${orders} AS orders
      WHERE (exclusion IS NULL OR exclusion = 'FULLY_REFUNDED') AND ${isKnown}
      WINDOW history AS (PARTITION BY customer_key ORDER BY ordered_at, source, order_id)
    ),
    histories AS (
      SELECT
        customer_key,
        sum(valid) AS orders,
        max(CASE WHEN valid = 1 THEN order_day END) AS last_day,
        max(CASE WHEN ${isFirst} THEN CASE WHEN discount > 0 THEN 1 ELSE 0 END END) AS first_discounted,
        max(CASE WHEN ${isLast} THEN CASE WHEN discount > 0 THEN 1 ELSE 0 END END) AS last_discounted,
        max(CASE WHEN ${isFirst} THEN channel END) AS channel,
        max(CASE WHEN ${isLast} THEN net END) AS last_net,
        avg(CASE WHEN valid = 1 AND position < orders THEN CAST(net AS DOUBLE) END) AS average_net,
        max(CASE WHEN attempt = attempts THEN refund END) AS last_refund
      FROM attempts
      GROUP BY customer_key
    ),
    variety AS (
      SELECT customer_key, count(DISTINCT product) AS products
      FROM ${lines} AS lines
      WHERE exclusion IS NULL AND product IS NOT NULL AND ${isKnown}
      GROUP BY customer_key
    ),
    gaps AS (
      SELECT
        customer_key,
        date_diff('day', lag(order_day) OVER by_day, order_day) AS gap,
        row_number() OVER by_day AS position,
        count(*) OVER (by_day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS days
      FROM (SELECT DISTINCT customer_key, order_day FROM attempts WHERE valid = 1) AS days
      WINDOW by_day AS (PARTITION BY customer_key ORDER BY order_day)
    ),
    rhythms AS (
      SELECT
        customer_key,
        max(CASE WHEN position = days THEN gap END) AS last_gap,
        avg(CASE WHEN position < days THEN CAST(gap AS DOUBLE) END) AS average_gap
      FROM gaps
      GROUP BY customer_key
    ),
    returned AS (
      SELECT DISTINCT customer_key
      FROM ${orders} AS orders
      WHERE exclusion IS NULL AND order_day > DATE '${splitDay}' AND order_day <= DATE '${endDay}'
    ),
    judged AS (
      SELECT
        histories.*, variety.products, last_gap, average_gap,
        CASE WHEN returned.customer_key IS NULL THEN 1 ELSE 0 END AS lapsed
      FROM histories
      LEFT JOIN variety ON variety.customer_key = histories.customer_key
      LEFT JOIN rhythms ON rhythms.customer_key = histories.customer_key
      LEFT JOIN returned ON returned.customer_key = histories.customer_key
      WHERE date_diff('day', last_day, DATE '${splitDay}') < ${horizonDays}
    ),
    largest AS (
      SELECT channel AS named
      FROM judged
      WHERE channel IS NOT NULL
      GROUP BY channel
      ORDER BY count(*) DESC, channel
      LIMIT ${mostChannels}
    ),
    flagged AS (
      SELECT
        signal, value, lapsed,
        CASE signal ${Object.entries(signals)
          .map(([signal, isShown]) => `WHEN '${signal}' THEN ${isShown}`)
          .join(' ')} END AS shown
      FROM judged
      CROSS JOIN (
        SELECT signal, CAST(NULL AS VARCHAR) AS value FROM (VALUES ${signalNames}) AS named(signal)
        UNION ALL
        SELECT 'CHANNEL' AS signal, named AS value FROM largest
      ) AS signals
    )
    SELECT
      signal, value,
      DATE '${splitDay}' AS split_day,
      CAST(${horizonDays} AS INTEGER) AS horizon_days,
      CAST(sum(shown) AS BIGINT) AS customers,
      CAST(sum(shown * lapsed) AS BIGINT) AS lapsed,
      CAST(sum(1 - shown) AS BIGINT) AS others,
      CAST(sum((1 - shown) * lapsed) AS BIGINT) AS others_lapsed
    FROM flagged
    WHERE shown IS NOT NULL
    GROUP BY signal, value
    ORDER BY signal, value`;
}

/** All rows of a window that orders by time: as a frame, because rows are sorted once for all that share an order. */
const whole = 'history ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING';

const isFirst = 'valid = 1 AND position = 1';
const isLast = 'valid = 1 AND position = orders';

/** Whether a judged customer shows a signal: 1, 0, or null where the question makes no sense. */
const signals = {
  ALL: '1',
  FIRST_ORDER_DISCOUNTED: 'first_discounted',
  LAST_ORDER_DISCOUNTED: 'CASE WHEN orders > 1 THEN last_discounted END',
  LAST_ORDER_REFUNDED: 'CASE WHEN last_refund > 0 THEN 1 ELSE 0 END',
  LAST_ORDER_SMALLER:
    'CASE WHEN orders > 1 THEN CASE WHEN last_net < average_net / 2 THEN 1 ELSE 0 END END',
  ONE_ORDER_ONLY: 'CASE WHEN orders = 1 THEN 1 ELSE 0 END',
  ONE_PRODUCT_ONLY: 'CASE WHEN products = 1 THEN 1 WHEN products > 1 THEN 0 END',
  SLOWER_GAPS: `CASE WHEN average_gap IS NOT NULL
    THEN CASE WHEN last_gap > ${slowerFactor} * average_gap THEN 1 ELSE 0 END END`,
  /** Of each of the largest channels: `value` names it. */
  CHANNEL: 'CASE WHEN channel = value THEN 1 WHEN channel IS NOT NULL THEN 0 END',
} as const;

const signalNames = Object.keys(signals)
  .filter((signal) => signal !== 'CHANNEL')
  .map((signal) => `('${signal}')`)
  .join(', ');
