export interface RollupRelations {
  /** Result of `memberships`: population, customer_key, number. */
  readonly memberships: string;
  /** Result of `customerRanks`. */
  readonly customers: string;
}

/**
 * What each group adds up to. `facts` is a result of `productFacts`; `segments` has a column `population` with
 * the name of every segment, so that an empty one is in the index too.
 */
export function populationIndex(
  { memberships, customers }: RollupRelations,
  facts: string,
  segments: string,
): string {
  return `
    WITH added AS (
      SELECT
        memberships.population,
        count(*) AS customers,
        sum(CASE WHEN orders > 0 THEN 1 ELSE 0 END) AS buyers,
        sum(orders) AS orders,
        sum(revenue) AS revenue,
        sum(refunds) AS refunds,
        sum(gross_margin) AS gross_margin
      FROM ${memberships} AS memberships
      JOIN ${customers} AS customers ON customers.number = memberships.number
      GROUP BY memberships.population
    ),
    named AS (
      SELECT population FROM added
      UNION
      SELECT population FROM ${segments} AS segments
    )
    SELECT
      named.population,
      CAST(coalesce(added.customers, 0) AS BIGINT) AS customers,
      CAST(coalesce(added.buyers, 0) AS BIGINT) AS buyers,
      CAST(coalesce(added.orders, 0) AS BIGINT) AS orders,
      CAST(coalesce(added.revenue, 0) AS DECIMAL(28,4)) AS revenue,
      CAST(coalesce(added.refunds, 0) AS DECIMAL(28,4)) AS refunds,
      CAST(coalesce(added.gross_margin, 0) AS DECIMAL(38,10)) AS gross_margin,
      facts.title AS product_title,
      CAST(facts.orders AS BIGINT) AS product_orders,
      facts.units AS product_units,
      facts.revenue AS product_revenue
    FROM named
    LEFT JOIN added ON added.population = named.population
    LEFT JOIN ${facts} AS facts ON 'PRODUCT:' || facts.product = named.population
    ORDER BY named.population`;
}

/** The groups by name, each with a number in that order: what the largest roll-ups group and sort by. */
export function numberedPopulations(memberships: string): string {
  return `
    SELECT CAST(row_number() OVER (ORDER BY population) AS INTEGER) AS id, population
    FROM (SELECT DISTINCT population FROM ${memberships} AS memberships) AS named`;
}

/** The memberships by numbers of group and customer. */
export function numberedMemberships(memberships: string, populations: string): string {
  return `
    SELECT populations.id, memberships.number
    FROM ${memberships} AS memberships
    JOIN ${populations} AS populations ON populations.population = memberships.population`;
}

/** Numbered groups and their members. */
export interface NumberedRelations {
  /** Result of `numberedPopulations`. */
  readonly populations: string;
  /** Result of `numberedMemberships`. */
  readonly members: string;
}

/** Kinds of groups that a roll-up leaves out, by how their names begin. */
export type LeftOut = 'COHORT' | 'PRODUCT';

/**
 * The members of all groups but some kinds. What grows with orders leaves out products: whoever has bought p products in n orders
 * would be p × n rows, and products' figures of that kind are read from `purchaseDays`. Cells and lives leave out cohorts,
 * for an age is a first day.
 */
export function without(
  kinds: readonly LeftOut[],
  { populations, members }: NumberedRelations,
): NumberedRelations {
  const isKept = kinds.map((kind) => `population NOT LIKE '${kind}:%'`).join(' AND ');
  return {
    populations,
    members: `(
      SELECT members.id, members.number
      FROM ${members} AS members
      JOIN ${populations} AS populations ON populations.id = members.id
      WHERE ${isKept})`,
  };
}

/** Cells of each group, as `cells` has them of all customers. */
export function populationCells(
  { populations, members }: NumberedRelations,
  customers: string,
): string {
  return `
    SELECT population, frequency, recency, age, stratum, customers, repeat_spend
    FROM (
      SELECT
        id,
        frequency,
        recency_days AS recency,
        age_days AS age,
        stratum,
        count(*) AS customers,
        CAST(sum(repeat_spend) AS DOUBLE) AS repeat_spend
      FROM ${members} AS members
      JOIN ${customers} AS customers ON customers.number = members.number
      WHERE orders > 0
      GROUP BY id, frequency, recency_days, age_days, stratum
    ) AS cells
    JOIN ${populations} AS populations ON populations.id = cells.id
    ORDER BY cells.id, frequency, recency, age, stratum`;
}

export interface BookedRelations {
  readonly orders: string;
  readonly purchases: string;
  /** Result of `customerRanks`. */
  readonly customers: string;
}

/** Totals of each customer, by number, and day: what the days of every group are summed from. */
export function customerDays(
  { orders, purchases, customers }: BookedRelations,
  asOfDay: string,
): string {
  return `
    SELECT
      customers.number, days.order_day,
      days.orders, days.revenue, days.refunds, days.gross_margin
    FROM (
      SELECT
        customer_key,
        order_day,
        CAST(sum(orders) AS INTEGER) AS orders,
        CAST(sum(revenue) AS DECIMAL(18,4)) AS revenue,
        CAST(sum(refunds) AS DECIMAL(18,4)) AS refunds,
        CAST(sum(gross_margin) AS DECIMAL(28,10)) AS gross_margin
      FROM (
        SELECT customer_key, order_day, 1 AS orders, net AS revenue, 0 AS refunds, gross_margin
        FROM ${purchases} AS purchases
        UNION ALL
        SELECT customer_key, order_day, 0 AS orders, 0 AS revenue, refund AS refunds, 0 AS gross_margin
        FROM ${orders} AS orders
        WHERE order_day <= DATE '${asOfDay}'
      ) AS booked
      GROUP BY customer_key, order_day
    ) AS days
    JOIN ${customers} AS customers ON customers.customer_key = days.customer_key`;
}

/** Totals of each group and day with an order, as `days` has them of all customers. */
export function populationDays(
  { populations, members }: NumberedRelations,
  customerDays: string,
): string {
  return `
    SELECT population, day, orders, revenue, refunds, gross_margin
    FROM (
      SELECT
        id,
        order_day AS day,
        CAST(sum(orders) AS INTEGER) AS orders,
        CAST(sum(revenue) AS DECIMAL(18,4)) AS revenue,
        CAST(sum(refunds) AS DECIMAL(18,4)) AS refunds,
        CAST(sum(gross_margin) AS DECIMAL(28,10)) AS gross_margin
      FROM ${members} AS members
      JOIN ${customerDays} AS days ON days.number = members.number
      GROUP BY id, order_day
    ) AS days
    JOIN ${populations} AS populations ON populations.id = days.id
    ORDER BY days.id, day`;
}

/** Orders of each group by their day and that of an order before, as `gaps` has them of all customers. */
export function populationGaps(
  { populations, members }: NumberedRelations,
  lifeDays: string,
): string {
  const gapsBack = (back: 1 | 2) => `
    SELECT
      id,
      CAST(${back} AS TINYINT) AS back,
      order_day AS day,
      previous_day_${back} AS previous_day,
      CAST(count(*) AS INTEGER) AS orders
    FROM ${members} AS members
    JOIN ${lifeDays} AS life_days ON life_days.number = members.number
    GROUP BY id, order_day, previous_day_${back}`;
  return `
    SELECT population, back, day, previous_day, orders
    FROM (${gapsBack(1)} UNION ALL ${gapsBack(2)}) AS gaps
    JOIN ${populations} AS populations ON populations.id = gaps.id
    ORDER BY gaps.id, back, day, previous_day NULLS FIRST`;
}
