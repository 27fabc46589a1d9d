import { duckdbDialect } from '../../engines/sql/dialect.ts';
import {
  collidingOrders,
  contestedOrders,
  incomingOrders,
  mergedOrders,
  supersededRows,
} from '../../engines/sql/latest-orders.ts';
import { contributingProfiles, latestProfiles } from '../../engines/sql/latest-profiles.ts';
import { latestSpend } from '../../engines/sql/latest-spend.ts';
import { orderColumns, profileColumns, spendColumns } from '../../lake/schema.ts';
import { baseKey, type UploadKind } from '../../layout.ts';
import { parquetRelation } from './parquet.ts';
import { bucketsFor, ofKind, type Plan } from './plan.ts';
import type { Workspace } from './workspace.ts';

export interface CompactOptions {
  /** The snapshot that will rest on the new base. */
  readonly snapshot: string;
  /** Orders a bucket should hold. */
  readonly ordersPerBucket: number;
  readonly plan: Plan;
}

/** The lake as the new snapshot sees it, as relations for the next stages. */
export interface CompactedLake {
  readonly buckets: number;
  /** One row an order. */
  readonly orders: string;
  /** One row a customer with a profile. */
  readonly profiles: string;
}

/** Merges the deltas into a new base: the latest version of everything, in buckets, sorted. */
export async function compact(
  workspace: Workspace,
  options: CompactOptions,
): Promise<CompactedLake> {
  const { orders, buckets } = await compactOrders(workspace, options);
  const profiles = await compactProfiles(workspace, options, buckets);
  await compactSpend(workspace, options);
  return { buckets, orders, profiles };
}

async function compactOrders(
  workspace: Workspace,
  { plan, snapshot, ordersPerBucket }: CompactOptions,
): Promise<{ readonly orders: string; readonly buckets: number }> {
  const { database } = workspace;
  const deltas = await workspace.fetch(ofKind('orders', plan.deltas).map(({ key }) => key));
  const base = await workspace.fetch(plan.base.orders);
  const arrived = await mergeOnKeys(workspace, { deltas, base });
  const buckets = bucketsFor(plan.baseOrders + arrived, ordersPerBucket, base.length);
  const files = await eachBucket(buckets, (bucket) => {
    const former = parquetRelation(formerBucket(base, bucket), orderColumns);
    const merged = mergedOrders({
      base: within(bucket, buckets, former),
      incoming: within(bucket, buckets, 'incoming'),
      collisions: 'collisions',
    });
    return workspace.publish(
      baseKey('orders', snapshot, bucket),
      `${merged} ORDER BY customer_key, ordered_at, source, order_id`,
    );
  });
  await workspace.discard([...deltas, ...base]);
  await database.run('DROP TABLE collisions; DROP VIEW incoming; DROP TABLE superseded');
  return { orders: parquetRelation(files, orderColumns), buckets };
}

/** Leaves the view `incoming` and the table `collisions`; the number of orders that are in the deltas alone. */
async function mergeOnKeys(
  { database }: Workspace,
  files: { readonly deltas: readonly string[]; readonly base: readonly string[] },
): Promise<number> {
  const deltas = parquetRelation(files.deltas, orderColumns, 'ordinal');
  const base = parquetRelation(files.base, orderColumns);
  await database.run(`CREATE TABLE contested AS ${contestedOrders(deltas)}`);
  await database.run(`CREATE TABLE superseded AS ${supersededRows(deltas, 'contested')}`);
  await database.run(`CREATE VIEW incoming AS ${incomingOrders(deltas, 'superseded')}`);
  await database.run(`CREATE TABLE collisions AS ${collidingOrders('incoming', base)}`);
  await database.run('DROP TABLE contested');
  const [counted] = await database.rows(
    'SELECT (SELECT count(*) FROM incoming) - (SELECT count(*) FROM collisions) AS arrived',
  );
  return Number(counted?.['arrived']);
}

async function compactProfiles(
  workspace: Workspace,
  { plan, snapshot }: CompactOptions,
  buckets: number,
): Promise<string> {
  const { database } = workspace;
  const versions = await fetchVersions(workspace, plan, 'customers');
  await database.run(`
    CREATE VIEW profile_versions AS SELECT * FROM ${parquetRelation(versions, profileColumns)}`);
  const files = await eachBucket(buckets, (bucket) =>
    workspace.publish(
      baseKey('customers', snapshot, bucket),
      `${contributingProfiles(within(bucket, buckets, 'profile_versions'))}
       ORDER BY customer_key, version, run, source`,
    ),
  );
  await database.run('DROP VIEW profile_versions');
  await workspace.discard(versions);
  const contributing = parquetRelation(files, profileColumns);
  await database.run(`CREATE TABLE profiles AS ${latestProfiles(contributing)}`);
  return 'profiles';
}

/** Spend is by day and campaign, not by customer: one object holds it. */
async function compactSpend(workspace: Workspace, { plan, snapshot }: CompactOptions) {
  const versions = await fetchVersions(workspace, plan, 'spend');
  await workspace.publishAway(
    baseKey('spend', snapshot, 0),
    `${latestSpend(parquetRelation(versions, spendColumns))}
     ORDER BY day, channel, campaign, kind, source`,
  );
  await workspace.discard(versions);
}

function fetchVersions(workspace: Workspace, plan: Plan, kind: UploadKind) {
  const deltas = ofKind(kind, plan.deltas).map(({ key }) => key);
  return workspace.fetch([...plan.base[kind], ...deltas]);
}

/** One bucket at a time bounds what is sorted in memory. */
async function eachBucket(
  buckets: number,
  publish: (bucket: number) => Promise<string>,
): Promise<string[]> {
  const files: string[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    files.push(await publish(bucket));
  }
  return files;
}

/** The former bucket that a new bucket's rows were in; both counts are powers of two. */
function formerBucket(base: readonly string[], bucket: number): string[] {
  const file = base[bucket % base.length];
  return file === undefined ? [] : [file];
}

function within(bucket: number, buckets: number, relation: string): string {
  return `(SELECT * FROM ${relation} WHERE ${duckdbDialect.bucket('customer_key', buckets)} = ${bucket})`;
}
