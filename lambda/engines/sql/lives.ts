import { lifePeriods } from '../../../graph/retention/life-period.ts';
import type { NumberedRelations } from './population-rollups.ts';

/**
 * A row a purchase, by the customer's number, with what roll-ups count and sum of it: a column that is counted is 1 or null. From
 * `purchases`, once, because every group of a customer goes through these rows.
 */
export function lifeDays(purchases: string, customers: string): string {
  return `
    SELECT
      number, first_day, order_day, previous_day_1, previous_day_2, days_since, net, gross_margin,
      ${flag('position = 1')} AS customers,
      ${flag('position = 2')} AS second_orders,
      ${buyers.map(([column, isFirst]) => `${flag(isFirst)} AS ${column}`).join(', ')}
    FROM (
      SELECT
        customers.number, purchases.first_day, order_day, previous_day_1, previous_day_2, position, net,
        purchases.gross_margin,
        CAST(date_diff('day', purchases.first_day, order_day) AS INTEGER) AS days_since,
        CAST(date_diff('day', purchases.first_day, previous_day_1) AS INTEGER) AS previous_since
      FROM ${purchases} AS purchases
      JOIN ${customers} AS customers ON customers.customer_key = purchases.customer_key
    ) AS days`;
}

/**
 * What customers did by the day of their first order and the days since it; see Lives in graph/retention/lives.ts. From
 * `lifeDays`; grows with pairs of days, not with customers.
 */
export function lives(lifeDays: string): string {
  return `
    SELECT ${columns}
    FROM ${lifeDays} AS life_days
    GROUP BY first_day, days_since
    ORDER BY first_day, days_since`;
}

/** The same of each group. */
export function populationLives(
  { populations, members }: NumberedRelations,
  lifeDays: string,
): string {
  return `
    SELECT population, lives.*
    FROM (
      SELECT id, ${columns}
      FROM ${members} AS members
      JOIN ${lifeDays} AS life_days ON life_days.number = members.number
      GROUP BY id, first_day, days_since
    ) AS lives
    JOIN ${populations} AS populations ON populations.id = lives.id
    ORDER BY lives.id, first_day, days_since`;
}

const flag = (condition: string) => `CASE WHEN ${condition} THEN CAST(1 AS TINYINT) END`;

/** A buyer's first order in a period is the one whose order before lies in an earlier period. */
const buyers = lifePeriods.map(({ granularity, days }) => {
  const start = `days_since - days_since % ${days}`;
  return [
    `${granularity.toLowerCase()}_buyers`,
    `previous_since IS NULL OR previous_since < ${start}`,
  ] as const;
});

/** Counts take an eighth of the memory of a sum in a group, and there are millions of groups. */
const counted = ['customers', 'second_orders', ...buyers.map(([column]) => column)];

const columns = `
  first_day,
  days_since,
  ${counted.map((column) => `CAST(count(${column}) AS INTEGER) AS ${column}`).join(', ')},
  CAST(sum(net) AS DOUBLE) AS revenue,
  CAST(sum(gross_margin) AS DOUBLE) AS gross_margin`;
