/*
 * `erased` has a row for each key of an erased customer: `customer_key`, and `erased_at` as an instant and `erased_text` as
 * the text that versions begin with. `gone` names those of them who have not ordered since.
 */

/** Each key once, by the latest erasure. */
export function latestErasures(erasures: string): string {
  return `
    SELECT customer_key, max(erased_at) AS erased_at
    FROM ${erasures} AS erasures
    GROUP BY customer_key
    ORDER BY customer_key`;
}

/** The orders that are nobody's: those of erased customers up to their erasure are left out. */
export function ordersNotErased(orders: string, erased: string): string {
  return `(SELECT * FROM ${orders} AS rows WHERE NOT EXISTS (
    SELECT 1 FROM ${erased} AS erased
    WHERE erased.customer_key = rows.customer_key AND rows.ordered_at <= erased.erased_at))`;
}

/** Erased customers who are customers no longer; `orders` are the ones that are left. */
export function goneCustomers(erased: string, orders: string): string {
  return `
    SELECT customer_key FROM ${erased} AS erased
    WHERE customer_key NOT IN (SELECT customer_key FROM ${orders} AS orders)`;
}

export interface ErasedRelations {
  readonly erased: string;
  readonly gone: string;
}

/**
 * Profiles without those of whoever is gone, however new a file says they are, and without what was known of the others before
 * their erasure. Nobody was referred by one who is gone.
 */
export function profilesNotErased(
  profiles: string,
  columns: readonly string[],
  { erased, gone }: ErasedRelations,
): string {
  const shown = columns.map((column) =>
    column === 'referred_by'
      ? `CASE WHEN referred_by IN (SELECT customer_key FROM ${gone}) THEN NULL ELSE referred_by END AS referred_by`
      : column,
  );
  return `(SELECT ${shown.join(', ')} FROM ${profiles} AS rows
    WHERE customer_key NOT IN (SELECT customer_key FROM ${gone}) AND NOT EXISTS (
      SELECT 1 FROM ${erased} AS erased
      WHERE erased.customer_key = rows.customer_key AND rows.version < erased.erased_text))`;
}
