import { type Trait, traits } from '../../../graph/models/covariates.ts';

/** Levels of a trait that the models are told of; the rest, and unknown ones, are 0. */
const mostLevels = 12;

/** The column of each trait. */
export const traitColumns = {
  CHANNEL: 'channel',
  COUNTRY: 'country',
  PRODUCT: 'product',
} as const satisfies Record<Trait, string>;

/**
 * The largest levels of a trait, and their places from 1, from a relation of one row a customer (customer_key, channel,
 * country, product).
 */
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

/** One row a buyer: channel and product of the first valid order, and the country of the profile. */
export function firstTraits(summaries: string, purchases: string): string {
  return `
    SELECT summaries.customer_key, summaries.channel, summaries.country, firsts.first_product AS product
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
