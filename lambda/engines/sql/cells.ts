/**
 * Buyers grouped by what the order models can tell apart, durations in days (graph/models/cells.ts), from a relation of
 * `customerColumns`.
 * The sum of spend is exact and then rounded once, to the doubles the models compute in.
 */
export function cells(customers: string): string {
  return `
    SELECT
      frequency,
      recency_days AS recency,
      age_days AS age,
      stratum,
      count(*) AS customers,
      CAST(sum(repeat_spend) AS DOUBLE) AS repeat_spend
    FROM ${customers} AS customers
    WHERE orders > 0
    GROUP BY frequency, recency_days, age_days, stratum
    ORDER BY frequency, recency_days, age_days, stratum`;
}
