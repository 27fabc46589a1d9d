import { type Trait, traits } from '../../../graph/models/covariates.ts';
import type { TraitColumn } from '../../../graph/models/trait-cells.ts';
import type { Database } from '../../engines/duckdb/database.ts';
import { customerTraits, traitLevels, withValueBands } from '../../engines/sql/customer-traits.ts';

/** What is known of customers besides their orders, as numbers. */
export interface KnownTraits {
  /** Result of `customerTraits`: customer_key, and for each trait the place of the level. */
  readonly relation: string;
  /** The traits that tell customers apart, and what their places mean. */
  readonly levels: readonly Omit<TraitColumn, 'index'>[];
}

/**
 * Leaves the table `customer_traits`, from a relation of one row a customer (customer_key, channel, country, product,
 * first_value); undefined where no trait has two levels, so that there is nothing to tell apart.
 */
export async function leaveTraits(
  database: Pick<Database, 'run' | 'rows'>,
  customers: string,
): Promise<KnownTraits | undefined> {
  await database.run(`CREATE TEMP TABLE told AS ${withValueBands(customers)}`);
  const levels = [];
  for (const trait of traits) {
    levels.push({ trait, levels: await levelsOf(database, trait) });
  }
  const telling = levels.filter((one) => one.levels.length > 1);
  if (telling.length > 0) {
    await database.run(`CREATE TABLE customer_traits AS ${customerTraits('told')}`);
  }
  await database.run('DROP TABLE told');
  return telling.length === 0 ? undefined : { relation: 'customer_traits', levels: telling };
}

async function levelsOf(database: Pick<Database, 'rows'>, trait: Trait): Promise<string[]> {
  const rows = await database.rows(`${traitLevels('told', trait)} ORDER BY place`);
  return rows.map(({ level }) => String(level));
}
