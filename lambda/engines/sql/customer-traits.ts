import { type Trait, traits } from '../../../graph/models/covariates.ts';

/** Levels of a trait that the models are told of; the rest, and unknown ones, are 0. */
const mostLevels = 12;

/** The column of each trait. */
export const traitColumns = {
  CHANNEL: 'channel',
  COUNTRY: 'country',
  PRODUCT: 'product',
  FIRST_VALUE: 'value_band',
} as const satisfies Record<Trait, string>;

/**
 * The customers with the quarter of all first orders that theirs is in by value, `value_band`, from a relation of one row a
 * customer (customer_key, channel, country, product, first_value). Quarters end at values that orders have; where many
 * orders are worth the same there are fewer of them. Unknown where the value is.
 */
export function withValueBands(customers: string): string {
  return `
    SELECT
      customers.*,
      CASE
        WHEN first_value IS NULL THEN NULL
        WHEN first_value <= first_quarter THEN 'up to ' || ${shortValue('first_quarter')}
        WHEN first_value <= median THEN 'up to ' || ${shortValue('median')}
        WHEN first_value <= third_quarter THEN 'up to ' || ${shortValue('third_quarter')}
        ELSE 'above ' || ${shortValue('third_quarter')}
      END AS value_band
    FROM ${customers} AS customers
    CROSS JOIN (
      SELECT
        quantile_disc(first_value, 0.25) AS first_quarter,
        quantile_disc(first_value, 0.5) AS median,
        quantile_disc(first_value, 0.75) AS third_quarter
      FROM ${customers} AS all_customers
    ) AS quarters`;
}

/** A decimal without the zeros at its end: 29.97 and 30. */
function shortValue(column: string): string {
  return `regexp_replace(CAST(CAST(${column} AS DECIMAL(18,4)) AS VARCHAR), '\\.?0+$', '')`;
}

/** The largest levels of a trait, and their places from 1, from a result of `withValueBands`. */
export function traitLevels(customers: string, trait: Trait): string {
  const column = traitColumns[trait];
  return `
    SELECT level, place
    FROM (
      SELECT
        ${column} AS level,
        row_number() OVER (ORDER BY count(*) DESC, ${column}) AS place
      FROM ${customers} AS customers
      WHERE ${column} IS NOT NULL
      GROUP BY ${column}
    ) AS ranked
    WHERE place <= ${mostLevels}`;
}

/** One row a buyer: channel, product and value of the first valid order, and the country of the profile. */
export function firstTraits(summaries: string, purchases: string): string {
  return `
    SELECT summaries.customer_key, summaries.channel, summaries.country, firsts.first_product AS product,
      firsts.net AS first_value
    FROM ${summaries} AS summaries
    JOIN ${purchases} AS firsts
      ON firsts.customer_key = summaries.customer_key AND firsts.position = 1`;
}

/**
 * The summaries with the number of each customer's stratum, from the table `strata`: the places of levels, and the
 * stratum of each combination. Customers without a valid order are of the baseline.
 */
export function stratifiedSummaries(
  summaries: string,
  { relation, columns }: { readonly relation: string; readonly columns: readonly string[] },
): string {
  const same = columns.map((column) => `strata.${column} = told.${column}`).join(' AND ');
  return `
    SELECT summaries.*, CAST(coalesce(strata.stratum, 0) AS INTEGER) AS stratum
    FROM ${summaries} AS summaries
    LEFT JOIN ${relation} AS told ON told.customer_key = summaries.customer_key
    LEFT JOIN strata ON ${same}`;
}

/** Each customer's levels as their places: the columns of that relation as numbers, 0 for what is rare or not known. */
export function customerTraits(customers: string): string {
  const places = traits.map((trait) => {
    const column = traitColumns[trait];
    return `coalesce(${column}_levels.place, 0) AS ${column}`;
  });
  const joins = traits.map((trait) => {
    const column = traitColumns[trait];
    return `LEFT JOIN (${traitLevels(customers, trait)}) AS ${column}_levels
      ON ${column}_levels.level = customers.${column}`;
  });
  return `
    SELECT customers.customer_key, ${places.join(', ')}
    FROM ${customers} AS customers
    ${joins.join('\n')}`;
}
