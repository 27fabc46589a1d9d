import { lifePeriods } from '../../../graph/retention/life-period.ts';
import type { NumberedRelations } from './population-rollups.ts';

/**
 * What customers did by the day of their first order and the days since it; see Lives in graph/retention/lives.ts. From
 * `purchases`; grows with pairs of days, not with customers.
 */
export function lives(purchases: string): string {
  return `
    SELECT ${columns}
    FROM (${lifeDays(purchases)}) AS life_days
    GROUP BY first_day, days_since
    ORDER BY first_day, days_since`;
}

/** The same of each group. Cohorts need none: theirs are those of the business with a first day in range. */
export function populationLives(
  { populations, members }: NumberedRelations,
  purchases: string,
): string {
  return `
    SELECT population, lives.*
    FROM (
      SELECT id, ${columns}
      FROM ${members} AS members
      JOIN (${lifeDays(purchases)}) AS life_days ON life_days.customer_key = members.customer_key
      GROUP BY id, first_day, days_since
    ) AS lives
    JOIN ${populations} AS populations ON populations.id = lives.id
    WHERE population NOT LIKE 'COHORT:%'
    ORDER BY lives.id, first_day, days_since`;
}

const count = (condition: string) =>
  `CAST(sum(CASE WHEN ${condition} THEN 1 ELSE 0 END) AS INTEGER)`;

/** A buyer's first order in a period is the one whose order before lies in an earlier period. */
const buyers = lifePeriods.map(({ granularity, days }) => {
  const start = `days_since - days_since % ${days}`;
  const isFirst = `previous_since IS NULL OR previous_since < ${start}`;
  return `${count(isFirst)} AS ${granularity.toLowerCase()}_buyers`;
});

const columns = `
  first_day,
  days_since,
  ${count('position = 1')} AS customers,
  ${count('position = 2')} AS second_orders,
  ${buyers.join(', ')},
  CAST(sum(net) AS DOUBLE) AS revenue,
  CAST(sum(gross_margin) AS DOUBLE) AS gross_margin`;

function lifeDays(purchases: string): string {
  return `
    SELECT
      customer_key, first_day, position, net, gross_margin,
      CAST(date_diff('day', first_day, order_day) AS INTEGER) AS days_since,
      CAST(date_diff('day', first_day, previous_day_1) AS INTEGER) AS previous_since
    FROM ${purchases} AS purchases`;
}
