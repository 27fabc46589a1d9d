import { fitAges } from '../../../graph/actions/acquisition-fit.ts';
import { businessKey } from '../../../graph/populations/population.ts';
import { nameOf } from '../../../graph/populations/population-name.ts';
import { campaignName } from './memberships.ts';

/** Groups of a kind that are compared, the largest ones. */
const mostGroups = 1000;

/**
 * What customers of each group brought (gross margin) within the first days of their own first order, the day of it the
 * first of them: a row a group and age, of the customers who have been observed that long. Groups are those of
 * acquisition: channel, campaign, country, first product, and all.
 */
export function acquisitionFit(customers: string, purchases: string): string {
  const brought = fitAges.map(
    (days) =>
      `sum(CASE WHEN date_diff('day', first_day, order_day) < ${days} THEN gross_margin ELSE 0 END) AS value_${days}`,
  );
  const byAge = fitAges.map(
    (days) => `
      SELECT
        population, CAST(${days} AS INTEGER) AS age,
        count(*) AS customers,
        avg(CAST(value_${days} AS DOUBLE)) AS mean,
        var_samp(CAST(value_${days} AS DOUBLE)) AS variance
      FROM acquired
      WHERE age_days >= ${days - 1}
      GROUP BY population`,
  );
  return `
    WITH brought AS (
      SELECT customer_key, ${brought.join(', ')}
      FROM ${purchases} AS purchases
      GROUP BY customer_key
    ),
    named AS (${groups.map((group) => namedBy(group, customers)).join(' UNION ALL ')}),
    acquired AS (
      SELECT named.kind, named.population, customers.age_days, brought.*
      FROM named
      JOIN ${customers} AS customers ON customers.customer_key = named.customer_key
      JOIN brought ON brought.customer_key = named.customer_key
    ),
    sized AS (
      SELECT population, row_number() OVER (PARTITION BY kind ORDER BY count(*) DESC, population) AS place
      FROM acquired
      GROUP BY kind, population
    )
    SELECT
      by_age.population, age, CAST(customers AS BIGINT) AS customers, mean, variance
    FROM (${byAge.join(' UNION ALL ')}) AS by_age
    JOIN sized ON sized.population = by_age.population
    WHERE sized.place <= ${mostGroups}
    ORDER BY by_age.population, age`;
}

const groups = [
  ['BUSINESS', `'${nameOf('BUSINESS', businessKey)}'`],
  ['CHANNEL', "'CHANNEL:' || channel"],
  ['CAMPAIGN', campaignName],
  ['COUNTRY', "'COUNTRY:' || country"],
  ['FIRST_PRODUCT', "'FIRST_PRODUCT:' || first_product"],
] as const;

function namedBy([kind, name]: (typeof groups)[number], customers: string): string {
  return `
    SELECT '${kind}' AS kind, ${name} AS population, customer_key
    FROM ${customers} AS customers
    WHERE ${name} IS NOT NULL AND orders > 0`;
}
