import { isBought, type ProductRelations } from './products.ts';

export interface PairBounds {
  /** Baskets that a product, and a pair, is in at least: fewer are chance. */
  readonly leastBaskets: number;
  /** Pairs kept of a product, the most frequent ones. */
  readonly mostPairs: number;
  /** Of a larger basket only the most sold products count: pairs grow with its square. */
  readonly mostOfBasket: number;
}

const usualPairBounds: PairBounds = { leastBaskets: 3, mostPairs: 20, mostOfBasket: 30 };

/**
 * Products that are in one basket (a valid order) more often than chance would have it, that is with a lift above 1: for each product
 * those that are together with it most often. Not the product square: rare products are left out first, and pairs are made
 * within baskets.
 */
export function productPairs(
  { lines, asOfDay }: ProductRelations,
  { leastBaskets, mostPairs, mostOfBasket }: PairBounds = usualPairBounds,
): string {
  return `
    WITH baskets AS (
      SELECT DISTINCT source, order_id, product
      FROM ${lines} AS lines
      WHERE ${isBought(asOfDay)}
    ),
    counted AS (
      SELECT count(*) AS all_baskets
      FROM (SELECT DISTINCT source, order_id FROM baskets) AS distinct_baskets
    ),
    sold AS (
      SELECT product, count(*) AS baskets
      FROM baskets
      GROUP BY product
      HAVING count(*) >= ${leastBaskets}
    ),
    placed AS (
      SELECT
        baskets.source, baskets.order_id, baskets.product, sold.baskets,
        row_number() OVER (
          PARTITION BY baskets.source, baskets.order_id ORDER BY sold.baskets DESC, baskets.product
        ) AS place
      FROM baskets
      JOIN sold ON sold.product = baskets.product
    ),
    kept AS (SELECT * FROM placed WHERE place <= ${mostOfBasket}),
    pairs AS (
      SELECT one.product, other.product AS other, one.baskets, other.baskets AS other_baskets, count(*) AS together
      FROM kept AS one
      JOIN kept AS other
        ON other.source = one.source AND other.order_id = one.order_id AND other.product <> one.product
      GROUP BY one.product, other.product, one.baskets, other.baskets
      HAVING count(*) >= ${leastBaskets}
    ),
    lifted AS (
      SELECT
        pairs.*, all_baskets,
        row_number() OVER (PARTITION BY product ORDER BY together DESC, other_baskets, other) AS place
      FROM pairs
      CROSS JOIN counted
      WHERE together * all_baskets > baskets * other_baskets
    )
    SELECT
      'PRODUCT:' || product AS population,
      other,
      CAST(together AS BIGINT) AS together,
      CAST(baskets AS BIGINT) AS baskets,
      CAST(other_baskets AS BIGINT) AS other_baskets,
      CAST(all_baskets AS BIGINT) AS all_baskets
    FROM lifted
    WHERE place <= ${mostPairs}
    ORDER BY population, place`;
}
