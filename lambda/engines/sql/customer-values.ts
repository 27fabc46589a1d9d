export interface ValueRelations {
  /** Result of `customerSummaries`, with `stratum`. */
  readonly summaries: string;
  /** `frequency, recency, age, stratum`, `probability_alive, expected_orders, discounted_orders`: a row a cell. */
  readonly cellScores: string;
  /** Expected order value by frequency: `intercept + slope × repeat_spend`. */
  readonly orderValues: string;
}

/**
 * The summaries with what the models expect of each customer; null without a valid order or a model.
 *
 * predicted_value = discounted orders × expected order value × margin rate.
 */
export function customerValues(
  { summaries, cellScores, orderValues }: ValueRelations,
  marginRate: number,
): string {
  return `
    SELECT valued.*, CAST(gross_margin AS DOUBLE) + predicted_value AS total_value
    FROM (
      SELECT
        summaries.*,
        ${ofBuyers('scores.probability_alive')} AS probability_alive,
        ${ofBuyers('scores.expected_orders')} AS expected_orders,
        ${ofBuyers(predicted)} * CAST('${marginRate}' AS DOUBLE) AS predicted_value
      FROM ${summaries} AS summaries
      LEFT JOIN ${cellScores} AS scores
        ON scores.frequency = summaries.frequency
        AND scores.recency = summaries.recency_days
        AND scores.age = summaries.age_days
        AND scores.stratum = summaries.stratum
      LEFT JOIN ${orderValues} AS order_values
        ON order_values.frequency = summaries.frequency
    ) AS valued`;
}

const predicted = `scores.discounted_orders
  * (order_values.intercept + order_values.slope * CAST(summaries.repeat_spend AS DOUBLE))`;

/**
 * Whoever never bought looks like a buyer of today, and may find that cell's scores. As a condition of
 * the join this would keep the engines from hashing it.
 */
function ofBuyers(expression: string): string {
  return `CASE WHEN summaries.orders > 0 THEN ${expression} END`;
}
