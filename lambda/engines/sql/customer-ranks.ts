import { customerColumns } from '../../lake/schema.ts';

/**
 * The rows of `customerColumns`: the valued customers with their places among all.
 *
 * - RFM: 1 + floor(5 × share of buyers strictly below), so 1 to 5, 5 best; equal customers share the
 *   lower quintile. Recency by the last purchase day, frequency by orders, monetary by revenue.
 * - value_percentile: percent of the valued customers whose total value is at most this one's.
 * - loyalty_rank: 1 + the number with a greater total value.
 */
export function customerRanks(values: string): string {
  const ownColumns = Object.keys(customerColumns).map((column) => places[column] ?? column);
  return `
    WITH buyers AS (
      SELECT
        customer_key AS buyer,
        count(*) OVER () AS buyers,
        rank() OVER (ORDER BY age_days - recency_days DESC) AS recency_place,
        rank() OVER (ORDER BY orders) AS frequency_place,
        rank() OVER (ORDER BY revenue) AS monetary_place
      FROM ${values} AS customers
      WHERE orders > 0
    ),
    valued AS (
      SELECT
        customer_key AS valued_customer,
        count(*) OVER () AS valued_customers,
        rank() OVER (ORDER BY total_value DESC) AS value_place
      FROM ${values} AS customers
      WHERE total_value IS NOT NULL
    )
    SELECT ${ownColumns.join(', ')}
    FROM ${values} AS customers
    LEFT JOIN buyers ON buyer = customer_key
    LEFT JOIN valued ON valued_customer = customer_key`;
}

const places: Readonly<Record<string, string>> = {
  number: 'CAST(row_number() OVER (ORDER BY customer_key) - 1 AS INTEGER) AS number',
  rfm_recency: quintile('recency_place'),
  rfm_frequency: quintile('frequency_place'),
  rfm_monetary: quintile('monetary_place'),
  value_percentile:
    'CAST(100 * (valued_customers - value_place + 1) AS DOUBLE) / valued_customers AS value_percentile',
  loyalty_rank: 'CAST(value_place AS INTEGER) AS loyalty_rank',
};

/** Quotients of whole numbers this small are whole in doubles exactly when they are whole. */
function quintile(place: string): string {
  const name = `rfm_${place.replace('_place', '')}`;
  return `CAST(1 + floor(CAST(5 * (${place} - 1) AS DOUBLE) / buyers) AS TINYINT) AS ${name}`;
}
