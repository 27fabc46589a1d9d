/** Lines of valid orders: `lines` is a result of `Dialect.lines`. */
export interface ProductRelations {
  readonly lines: string;
  /** Last day of observation, YYYY-MM-DD. */
  readonly asOfDay: string;
}

/** A row a product and a customer who bought it, with the customer's number. */
export function productBuyers({ lines, asOfDay }: ProductRelations, customers: string): string {
  return `
    SELECT bought.product, bought.customer_key, customers.number
    FROM (
      SELECT DISTINCT product, customer_key
      FROM ${lines} AS lines
      WHERE ${isBought(asOfDay)}
    ) AS bought
    JOIN ${customers} AS customers ON customers.customer_key = bought.customer_key`;
}

/** What was sold of each product. Of several titles the last in the alphabet names it: the same on every run. */
export function productFacts({ lines, asOfDay }: ProductRelations): string {
  return `
    SELECT
      product,
      max(name) AS title,
      count(DISTINCT source || '/' || order_id) AS orders,
      CAST(sum(quantity) AS DECIMAL(18,4)) AS units,
      CAST(sum(amount) AS DECIMAL(18,4)) AS revenue
    FROM ${lines} AS lines
    WHERE ${isBought(asOfDay)}
    GROUP BY product`;
}

/** Whether a line counts as bought by a day. */
export function isBought(asOfDay: string): string {
  return `exclusion IS NULL AND order_day <= DATE '${asOfDay}' AND product IS NOT NULL`;
}

/** Who bought what, by the customers' numbers. */
export function purchasedProducts(productBuyers: string): string {
  return `
    SELECT 'PRODUCT:' || product AS population, number
    FROM ${productBuyers} AS product_buyers
    ORDER BY population, number`;
}
