import { businessKey } from '../../../graph/populations/population.ts';
import { nameOf } from '../../../graph/populations/population-name.ts';

export interface PeerRelations {
  /** Result of `customerRanks`. */
  readonly customers: string;
  readonly memberships: string;
}

/**
 * Quartiles of the customers' average order values in each group that somebody is compared with: all, buyers of the same
 * first product, and the groups of `names` (SQL texts). Between two customers the quartile is interpolated.
 */
export function orderValuePeers(
  { customers, memberships }: PeerRelations,
  names: readonly string[],
): string {
  return `
    WITH peers AS (
      SELECT '${nameOf('BUSINESS', businessKey)}' AS population, number
      FROM ${customers} AS customers
      UNION ALL
      SELECT 'FIRST_PRODUCT:' || first_product AS population, number
      FROM ${customers} AS customers
      WHERE first_product IS NOT NULL
      UNION ALL
      SELECT population, number
      FROM ${memberships} AS memberships
      WHERE population IN (${names.join(', ')})
    ),
    valued AS (
      SELECT population, CAST(revenue AS DOUBLE) / orders AS average
      FROM peers
      JOIN ${customers} AS customers ON customers.number = peers.number
      WHERE orders > 0
    ),
    placed AS (
      SELECT
        population,
        average,
        row_number() OVER (PARTITION BY population ORDER BY average) - 1 AS place,
        count(*) OVER (PARTITION BY population) - 1 AS last_place
      FROM valued
    )
    SELECT
      population,
      CAST(count(*) AS BIGINT) AS customers,
      ${quantile(0.5)} AS median,
      ${quantile(0.75)} AS upper_quartile
    FROM placed
    GROUP BY population
    ORDER BY population`;
}

function quantile(share: number): string {
  const position = `CAST(${share} AS DOUBLE) * last_place`;
  const below = `floor(${position})`;
  return `sum(CASE
    WHEN place = ${below} THEN average * (1 - (${position} - ${below}))
    WHEN place = ${below} + 1 THEN average * (${position} - ${below})
    ELSE 0 END)`;
}
