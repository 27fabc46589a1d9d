import { businessKey } from '../../../graph/populations/population.ts';
import { nameOf } from '../../../graph/populations/population-name.ts';
import { mostOrdersApart, type Trait } from '../../../graph/populations/traits.ts';
import type { RollupRelations } from './population-rollups.ts';

/** What each trait groups by; `traitValue` in graph/populations/traits.ts says the same. */
const expressions: Readonly<Record<Trait, string>> = {
  COUNTRY: 'country',
  CHANNEL: 'channel',
  CAMPAIGN: 'campaign',
  ORDERS: `CASE WHEN orders > ${mostOrdersApart} THEN '${mostOrdersApart + 1}+' ELSE CAST(orders AS VARCHAR) END`,
  VALUE_DECILE: 'CAST(CAST(ceil(value_percentile / 10) AS INTEGER) AS VARCHAR)',
};

const traits = Object.keys(expressions) as Trait[];

/** How many customers of each group, and of all, share each value of each trait. */
export function populationTraits({ memberships, customers }: RollupRelations): string {
  const names = traits.map((trait) => trait.toLowerCase());
  const columns = traits.map((trait) => `${expressions[trait]} AS ${trait.toLowerCase()}_trait`);
  const traitColumns = names.map((name) => `${name}_trait`);
  const mask = `GROUPING(${traitColumns.join(', ')})`;
  const choose = (result: (index: number) => string) =>
    `CASE ${mask} ${traits.map((_, index) => `WHEN ${maskOf(index)} THEN ${result(index)}`).join(' ')} END`;
  return `
    SELECT
      population,
      ${choose((index) => `'${traits[index]}'`)} AS trait,
      ${choose((index) => traitColumns[index] ?? 'NULL')} AS value,
      CAST(count(*) AS BIGINT) AS customers
    FROM (
      SELECT memberships.population, ${columns.join(', ')}
      FROM ${memberships} AS memberships
      JOIN ${customers} AS customers ON customers.number = memberships.number
      UNION ALL
      SELECT '${nameOf('BUSINESS', businessKey)}' AS population, ${columns.join(', ')}
      FROM ${customers} AS customers
    ) AS members
    GROUP BY GROUPING SETS (${traitColumns.map((column) => `(population, ${column})`).join(', ')})
    ORDER BY population, trait, value NULLS FIRST`;
}

/** GROUPING has a bit a column, the first the highest, 1 where the column is summed over. */
function maskOf(index: number): number {
  const all = 2 ** traits.length - 1;
  return all - 2 ** (traits.length - 1 - index);
}
