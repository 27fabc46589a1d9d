export interface AcquisitionRelations {
  /** Result of `latestSpend`. */
  readonly spend: string;
  /** Result of `customerRanks`. */
  readonly customers: string;
}

/**
 * What was spent, and who came, on each day by each channel and campaign: a row where there is either. Grows with
 * days and campaigns, not with customers. One table of both, because every acquisition cost is a quotient of the two.
 */
export function acquisitionDays(
  { spend, customers }: AcquisitionRelations,
  asOfDay: string,
): string {
  return `
    SELECT
      day,
      channel,
      campaign,
      CAST(sum(ads) AS DECIMAL(18,4)) AS ads,
      CAST(sum(other) AS DECIMAL(18,4)) AS other,
      CAST(sum(new_customers) AS INTEGER) AS new_customers
    FROM (
      SELECT
        day, channel, campaign,
        CASE WHEN kind = 'ADS' THEN amount ELSE 0 END AS ads,
        CASE WHEN kind = 'ADS' THEN 0 ELSE amount END AS other,
        0 AS new_customers
      FROM ${spend} AS spend
      WHERE day <= DATE '${asOfDay}'
      UNION ALL
      SELECT first_day AS day, channel, campaign, 0 AS ads, 0 AS other, 1 AS new_customers
      FROM ${customers} AS customers
      WHERE orders > 0
    ) AS entries
    GROUP BY day, channel, campaign
    ORDER BY day, channel NULLS FIRST, campaign NULLS FIRST`;
}
