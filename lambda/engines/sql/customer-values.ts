import { leastAlive } from '../../../graph/actions/at-risk.ts';
import { duckdbDialect } from './dialect.ts';

export interface ValueRelations {
  /** Result of `customerSummaries`, with `stratum`. */
  readonly summaries: string;
  /**
   * A row a cell: `frequency, recency, age, stratum`, `probability_alive, expected_orders, discounted_orders,
   * residual_orders, next_order_days`.
   */
  readonly cellScores: string;
  /** Expected order value by frequency: `intercept + slope × repeat_spend`. */
  readonly orderValues: string;
}

/**
 * The summaries with what the models expect of each customer; null without a valid order or a model.
 *
 * predicted_value = discounted orders × expected order value × margin rate; residual_value the same without end.
 * value_at_risk says what `valueAtRisk` in graph/actions/at-risk.ts says.
 */
export function customerValues(
  { summaries, cellScores, orderValues }: ValueRelations,
  marginRate: number,
): string {
  return `
    SELECT
      valued.*,
      CAST(gross_margin AS DOUBLE) + predicted_value AS total_value,
      CASE WHEN ${isSlipping}
        THEN nullif(residual_value * (1 - probability_alive) / probability_alive, 0) END AS value_at_risk
    FROM (
      SELECT
        summaries.*,
        ${ofBuyers('scores.probability_alive')} AS probability_alive,
        ${ofBuyers('scores.expected_orders')} AS expected_orders,
        ${ofBuyers(worth('discounted_orders'))} * CAST('${marginRate}' AS DOUBLE) AS predicted_value,
        ${ofBuyers(worth('residual_orders'))} * CAST('${marginRate}' AS DOUBLE) AS residual_value,
        ${ofBuyers(`CASE WHEN scores.next_order_days > 0 THEN ${nextOrder} END`)} AS expected_next_order
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

function worth(orders: string): string {
  return `scores.${orders}
    * (order_values.intercept + order_values.slope * CAST(summaries.repeat_spend AS DOUBLE))`;
}

const nextOrder = duckdbDialect.daysAfter(
  'summaries.first_day',
  'summaries.age_days + scores.next_order_days',
);

/** Silent for longer than the own average gap, and not given up: `isSlipping` in whole numbers. */
const isSlipping = `frequency > 0
  AND (age_days - recency_days) * frequency > recency_days
  AND probability_alive >= CAST('${leastAlive}' AS DOUBLE)`;

/**
 * Whoever never bought looks like a buyer of today, and may find that cell's scores. As a condition of
 * the join this would keep the engines from hashing it.
 */
function ofBuyers(expression: string): string {
  return `CASE WHEN summaries.orders > 0 THEN ${expression} END`;
}
