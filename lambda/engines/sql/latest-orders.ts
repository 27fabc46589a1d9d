import { orderColumns } from '../../lake/schema.ts';

const columns = Object.keys(orderColumns).join(', ');

/**
 * The latest version of each order among the deltas. Versions compare as text; of equal versions the
 * later run wins. A run holds a version of an order once.
 */
export function incomingOrders(deltas: string): string {
  return `
    SELECT ${columns}
    FROM (
      SELECT *, row_number() OVER (
        PARTITION BY source, order_id ORDER BY version DESC, run DESC
      ) AS newness
      FROM ${deltas}
    ) AS versions
    WHERE newness = 1`;
}

/** Keys of incoming orders that the base already holds in the same or a later version. */
export function staleOrders(incoming: string, base: string): string {
  return `
    SELECT incoming.source, incoming.order_id
    FROM ${incoming} AS incoming
    JOIN ${base} AS base
      ON base.source = incoming.source AND base.order_id = incoming.order_id
    WHERE base.version > incoming.version
      OR (base.version = incoming.version AND base.run >= incoming.run)`;
}

/** Incoming orders that are news. */
export function acceptedOrders(incoming: string, stale: string): string {
  return `
    SELECT ${columns}
    FROM ${incoming} AS incoming
    WHERE NOT EXISTS (
      SELECT 1 FROM ${stale} AS stale
      WHERE stale.source = incoming.source AND stale.order_id = incoming.order_id
    )`;
}

/**
 * The base without what the accepted orders replace, and the accepted orders. An order is replaced
 * wherever it was: a later version may name another customer, so it may come from another bucket.
 */
export function mergedOrders(base: string, accepted: string): string {
  return `
    SELECT ${columns}
    FROM ${base} AS base
    WHERE NOT EXISTS (
      SELECT 1 FROM ${accepted} AS accepted
      WHERE accepted.source = base.source AND accepted.order_id = base.order_id
    )
    UNION ALL
    SELECT ${columns} FROM ${accepted} AS accepted`;
}
