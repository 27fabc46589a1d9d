/**
 * Keys that lead to a customer: `order:<source>/<order id>` and `email:<hash>`. An address that several
 * customers have used belongs to the one whose profile is the newest.
 */
export function lookups(orders: string, profiles: string): string {
  return `
    SELECT 'order:' || source || '/' || order_id AS key, customer_key
    FROM ${orders} AS orders
    UNION ALL
    SELECT 'email:' || email_hash AS key, customer_key
    FROM (
      SELECT email_hash, customer_key, row_number() OVER (
        PARTITION BY email_hash ORDER BY version DESC, customer_key
      ) AS newness
      FROM ${profiles} AS profiles
      WHERE email_hash IS NOT NULL
    ) AS addresses
    WHERE newness = 1`;
}
