import { acquisitionDays } from '../../engines/sql/acquisition-days.ts';
import { cells } from '../../engines/sql/cells.ts';
import { customerRanks } from '../../engines/sql/customer-ranks.ts';
import { days } from '../../engines/sql/days.ts';
import { duckdbDialect } from '../../engines/sql/dialect.ts';
import { gaps } from '../../engines/sql/gaps.ts';
import { lives } from '../../engines/sql/lives.ts';
import { lookups } from '../../engines/sql/lookups.ts';
import { profileColumns, type RankingField, rankingFields } from '../../lake/schema.ts';
import { snapshotFiles, snapshotPrefix } from '../../layout.ts';
import type { CompactedLake } from './compact.ts';
import type { RankingCounts } from './manifest.ts';
import type { Workspace } from './workspace.ts';

export interface RankOptions {
  readonly snapshot: string;
  readonly lake: CompactedLake;
  readonly asOfDay: string;
}

/** Places customers among all, and writes the snapshot's Parquet files, from the table `customer_values`. */
export async function rankAndRollUp(
  workspace: Workspace,
  { snapshot, lake, asOfDay }: RankOptions,
): Promise<Readonly<Record<RankingField, RankingCounts>>> {
  const { database } = workspace;
  const prefix = snapshotPrefix(snapshot);
  await database.run(`CREATE TABLE customers AS ${customerRanks('customer_values')}`);
  await database.run(`CREATE VIEW lookups AS ${lookups(lake.orders, lake.profiles)}`);
  const profiles = `(SELECT ${Object.keys(profileColumns).join(', ')} FROM ${lake.profiles})`;
  for (let bucket = 0; bucket < lake.buckets; bucket++) {
    const sorted = (relation: string, key: string) =>
      `SELECT * FROM ${relation} AS relation
       WHERE ${duckdbDialect.bucket(key, lake.buckets)} = ${bucket} ORDER BY ${key}`;
    const files = [
      [snapshotFiles.customers(bucket), sorted('customers', 'customer_key')],
      [snapshotFiles.profiles(bucket), sorted(profiles, 'customer_key')],
      [snapshotFiles.lookups(bucket), sorted('lookups', 'key')],
    ] as const;
    for (const [file, query] of files) {
      await workspace.publishAway(prefix + file, query);
    }
  }
  const spent = { spend: lake.spend, customers: 'customers' };
  const rollups = [
    [snapshotFiles.cells, cellsQuery],
    [snapshotFiles.days, days(lake.orders, 'purchases', asOfDay)],
    [snapshotFiles.gaps, gaps('purchases')],
    [snapshotFiles.lives, lives('purchases')],
    [snapshotFiles.acquisition, acquisitionDays(spent, asOfDay)],
  ] as const;
  for (const [file, query] of rollups) {
    await workspace.publishAway(prefix + file, query);
  }
  return writeRankings(workspace, prefix);
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

async function writeRankings(
  workspace: Workspace,
  prefix: string,
): Promise<Readonly<Record<RankingField, RankingCounts>>> {
  const fields = Object.keys(rankingFields) as RankingField[];
  for (const field of fields) {
    await workspace.publishAway(
      prefix + snapshotFiles.ranking(field),
      `SELECT * FROM customers ORDER BY ${rankingFields[field]} ASC NULLS FIRST, customer_key ASC`,
    );
  }
  return countRanked(workspace, fields);
}

async function countRanked(
  { database }: Workspace,
  fields: readonly RankingField[],
): Promise<Readonly<Record<RankingField, RankingCounts>>> {
  const nonNull = fields.map((field) => `count(${rankingFields[field]}) AS "${field}"`);
  const [row] = await database.rows(
    `SELECT count(*) AS total, ${nonNull.join(', ')} FROM customers`,
  );
  const rows = Number(row?.['total']);
  const counts = fields.map((field) => [field, { rows, nonNull: Number(row?.[field]) }]);
  return Object.fromEntries(counts);
}
