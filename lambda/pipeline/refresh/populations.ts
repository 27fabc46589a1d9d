import { type SegmentDefinition, segmentName } from '../../../graph/segments/definition.ts';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import { customerCondition } from '../../engines/sql/customer-condition.ts';
import { duckdbDialect } from '../../engines/sql/dialect.ts';
import { populationLives } from '../../engines/sql/lives.ts';
import { memberships, segmentMemberships } from '../../engines/sql/memberships.ts';
import {
  customerDays,
  numberedMemberships,
  numberedPopulations,
  populationCells,
  populationDays,
  populationGaps,
  populationIndex,
  without,
} from '../../engines/sql/population-rollups.ts';
import { populationTraits } from '../../engines/sql/population-traits.ts';
import { productBuyers, productFacts, purchasedProducts } from '../../engines/sql/products.ts';
import { purchaseDays } from '../../engines/sql/purchase-days.ts';
import { snapshotFiles, snapshotPrefix } from '../../layout.ts';
import type { CompactedLake } from './compact.ts';
import type { Workspace } from './workspace.ts';

export interface PopulationOptions {
  readonly snapshot: string;
  readonly lake: CompactedLake;
  readonly asOfDay: string;
  /** Every segment, its rule free of other segments. */
  readonly segments: readonly SegmentDefinition[];
}

/**
 * Rows of a row group of the files that hold a run of rows for each group: a great many groups share a file,
 * and its footer must stay small.
 */
const rowGroupRows = 16_384;

/** Writes what every group of customers is computed from, out of the tables `customers`, `purchases` and `life_days`. */
export async function rollUpPopulations(
  workspace: Workspace,
  { snapshot, lake, asOfDay, segments }: PopulationOptions,
): Promise<void> {
  const { database } = workspace;
  const prefix = snapshotPrefix(snapshot);
  const files = snapshotFiles.populations;
  const lines = duckdbDialect.lines(lake.orders);
  const customers = 'customers';
  await database.run(`CREATE TABLE product_facts AS ${productFacts({ lines, asOfDay })}`);
  await database.run(
    `CREATE TABLE product_buyers AS ${productBuyers({ lines, asOfDay }, customers)}`,
  );
  const relations = { customers, productBuyers: 'product_buyers' };
  await database.run(`CREATE TABLE memberships AS ${memberships(relations)}`);
  await database.run(
    `CREATE TABLE customer_days AS ${customerDays({ orders: lake.orders, purchases: 'purchases', customers }, asOfDay)}`,
  );
  await addSegments(database, segments);
  const grouped = { memberships: 'memberships', customers };
  await database.run(
    `CREATE TABLE population_index AS ${populationIndex(grouped, 'product_facts', 'segments')}`,
  );
  await database.run(`CREATE TABLE populations AS ${numberedPopulations('memberships')}`);
  await database.run(
    `CREATE TABLE members AS ${numberedMemberships('memberships', 'populations')}`,
  );
  const numbered = { populations: 'populations', members: 'members' };
  // The largest ones first, so that the last are short ones.
  const runs = [
    [files.lives, populationLives(without(['COHORT', 'PRODUCT'], numbered), 'life_days')],
    [files.gaps, populationGaps(without(['PRODUCT'], numbered), 'life_days')],
    [files.days, populationDays(numbered, 'customer_days')],
    [files.cells, populationCells(without(['COHORT'], numbered), customers)],
    [files.traits, populationTraits(grouped)],
    [files.purchases, purchasedProducts('product_buyers')],
    [snapshotFiles.purchaseDays, purchaseDays('customer_days')],
  ] as const;
  await workspace.publishAway([
    ...runs.map(([file, query]) => ({ key: prefix + file, query, rowGroupRows })),
    { key: prefix + files.index, query: 'SELECT * FROM population_index' },
    { key: prefix + files.products, query: productsByRevenue },
  ]);
}

/** Adds the members of every segment, in one statement, and leaves the table `segments` of their names. */
async function addSegments(
  { run }: Pick<Database, 'run'>,
  segments: readonly SegmentDefinition[],
): Promise<void> {
  const members = segments.map((segment) => {
    const condition = customerCondition(segment.filter, { productBuyers: 'product_buyers' });
    return segmentMemberships('customers', segmentName(segment), condition);
  });
  const names = segments.map((segment) => `(${literal(segmentName(segment))})`);
  await run('CREATE TABLE segments (population VARCHAR)');
  if (segments.length > 0) {
    await run(`INSERT INTO memberships ${members.join(' UNION ALL ')}`);
    await run(`INSERT INTO segments VALUES ${names.join(', ')}`);
  }
}

const productsByRevenue = `
  SELECT * FROM population_index
  WHERE product_revenue IS NOT NULL
  ORDER BY product_revenue DESC, population`;
