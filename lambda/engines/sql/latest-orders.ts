import { orderColumns } from '../../lake/schema.ts';

/*
 * Which version of an order counts, decided on keys alone: the wide rows only stream through anti-joins
 * against the few that lose, so that memory does not grow with the lake.
 *
 * `deltas` have the columns of lake/orders and an `ordinal`, a number that no other row has: a run may have several files, with
 * the same version of an order in two of them (`ingest/move-recents.ts`).
 */

const columns = Object.keys(orderColumns).join(', ');

/** Keys of the orders that occur more than once among the deltas. */
export function contestedOrders(deltas: string): string {
  return `
    SELECT source, order_id
    FROM ${deltas} AS deltas
    GROUP BY source, order_id
    HAVING count(*) > 1`;
}

/**
 * The rows of contested orders that lose, by ordinal. Versions compare as text, the greatest
 * wins; of equal versions the later run, within a run the later row.
 */
export function supersededRows(deltas: string, contested: string): string {
  return `
    SELECT ordinal
    FROM (
      SELECT deltas.ordinal, row_number() OVER (
        PARTITION BY deltas.source, deltas.order_id
        ORDER BY deltas.version DESC, deltas.run DESC, deltas.ordinal DESC
      ) AS newness
      FROM ${deltas} AS deltas
      JOIN ${contested} AS contested
        ON contested.source = deltas.source AND contested.order_id = deltas.order_id
    ) AS versions
    WHERE newness > 1`;
}

/** The deltas without the superseded rows: each order once. */
export function incomingOrders(deltas: string, superseded: string): string {
  return `
    SELECT ${columns}
    FROM ${deltas} AS deltas
    WHERE NOT EXISTS (
      SELECT 1 FROM ${superseded} AS superseded
      WHERE superseded.ordinal = deltas.ordinal
    )`;
}

/** Keys of incoming orders that the base has too, and whether the base has no older a version. */
export function collidingOrders(incoming: string, base: string): string {
  return `
    SELECT
      incoming.source,
      incoming.order_id,
      base.version > incoming.version
        OR (base.version = incoming.version AND base.run >= incoming.run) AS base_wins
    FROM ${base} AS base
    JOIN ${incoming} AS incoming
      ON incoming.source = base.source AND incoming.order_id = base.order_id`;
}

export interface MergeRelations {
  /** Rows of the base that fall into the bucket. */
  readonly base: string;
  /** Incoming orders that fall into the bucket. */
  readonly incoming: string;
  /** Collisions of all buckets: a later version may name another customer, and so another bucket. */
  readonly collisions: string;
}

/** A bucket of the new base: of each order the latest version. */
export function mergedOrders({ base, incoming, collisions }: MergeRelations): string {
  return `
    ${withoutLosers(base, collisions, 'NOT base_wins')}
    UNION ALL
    ${withoutLosers(incoming, collisions, 'base_wins')}`;
}

function withoutLosers(orders: string, collisions: string, hasLost: string): string {
  return `
    SELECT ${columns}
    FROM ${orders} AS orders
    WHERE NOT EXISTS (
      SELECT 1 FROM ${collisions} AS collisions
      WHERE collisions.source = orders.source AND collisions.order_id = orders.order_id
        AND ${hasLost}
    )`;
}
