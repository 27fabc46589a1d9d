import { acquisitionDays } from '../../engines/sql/acquisition-days.ts';
import { cells } from '../../engines/sql/cells.ts';
import { customerRanks } from '../../engines/sql/customer-ranks.ts';
import { days } from '../../engines/sql/days.ts';
import { duckdbDialect } from '../../engines/sql/dialect.ts';
import { gaps } from '../../engines/sql/gaps.ts';
import { lifeDays, lives } from '../../engines/sql/lives.ts';
import { lookups } from '../../engines/sql/lookups.ts';
import { customerColumns, type RankingField, rankingFields } from '../../lake/schema.ts';
import { snapshotFiles, snapshotPrefix } from '../../layout.ts';
import { eachBucket } from './buckets.ts';
import type { CompactedLake } from './compact.ts';
import type { RankingCounts } from './manifest.ts';
import type { Workspace } from './workspace.ts';

export interface RankOptions {
  readonly snapshot: string;
  readonly lake: CompactedLake;
  readonly asOfDay: string;
}

/**
 * Places customers among all, and writes the snapshot's Parquet files, from the table `customer_values`. Leaves the tables `customers`
 * and `life_days`.
 */
export async function rankAndRollUp(
  workspace: Workspace,
  { snapshot, lake, asOfDay }: RankOptions,
): Promise<Readonly<Record<RankingField, RankingCounts>>> {
  const { database } = workspace;
  const prefix = snapshotPrefix(snapshot);
  const bucketOf = (key: string) => duckdbDialect.bucket(key, lake.buckets);
  await database.run(`CREATE TABLE customers AS
    SELECT *, ${bucketOf('customer_key')} AS bucket FROM (${customerRanks('customer_values')}) AS ranked`);
  await database.run(`CREATE TABLE life_days AS ${lifeDays('purchases', 'customers')}`);
  await database.run(`CREATE TABLE lookups AS
    SELECT *, ${bucketOf('key')} AS bucket FROM (${lookups(lake.orders, lake.profiles)}) AS keys`);
  const buckets = eachBucket(lake.buckets, (bucket) => {
    const customers = `SELECT ${columns} FROM customers WHERE bucket = ${bucket} ORDER BY customer_key`;
    const found = `SELECT key, customer_key FROM lookups WHERE bucket = ${bucket} ORDER BY key`;
    return [
      [snapshotFiles.customers(bucket), customers],
      [snapshotFiles.lookups(bucket), found],
    ] as const;
  });
  const spent = { spend: lake.spend, customers: 'customers' };
  const rollups = [
    [snapshotFiles.cells, cellsQuery],
    [snapshotFiles.days, days(lake.orders, 'purchases', asOfDay)],
    [snapshotFiles.gaps, gaps('purchases')],
    [snapshotFiles.lives, lives('life_days')],
    [snapshotFiles.acquisition, acquisitionDays(spent, asOfDay)],
  ] as const;
  const files = [...buckets.flat(), ...rollups, ...rankings];
  await workspace.publishAway(files.map(([file, query]) => ({ key: prefix + file, query })));
  await database.run('DROP TABLE lookups');
  return countRanked(workspace);
}

/** Small whole numbers in 32 bits; a count in 64. */
const cellsQuery = `
  SELECT
    CAST(frequency AS INTEGER) AS frequency,
    CAST(recency AS INTEGER) AS recency,
    CAST(age AS INTEGER) AS age,
    stratum,
    CAST(customers AS BIGINT) AS customers,
    repeat_spend
  FROM (${cells('customers')}) AS cells
  ORDER BY frequency, recency, age, stratum`;

const fields = Object.keys(rankingFields) as RankingField[];

const columns = Object.keys(customerColumns).join(', ');

const rankings = fields.map(
  (field) =>
    [
      snapshotFiles.ranking(field),
      `SELECT ${columns} FROM customers ORDER BY ${rankingFields[field]} ASC NULLS FIRST, customer_key ASC`,
    ] as const,
);

async function countRanked({
  database,
}: Workspace): Promise<Readonly<Record<RankingField, RankingCounts>>> {
  const nonNull = fields.map((field) => `count(${rankingFields[field]}) AS "${field}"`);
  const [row] = await database.rows(
    `SELECT count(*) AS total, ${nonNull.join(', ')} FROM customers`,
  );
  const rows = Number(row?.['total']);
  const counts = fields.map((field) => [field, { rows, nonNull: Number(row?.[field]) }]);
  return Object.fromEntries(counts);
}
