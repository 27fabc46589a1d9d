import { duckdbDialect } from '../../engines/sql/dialect.ts';
import {
  acceptedOrders,
  incomingOrders,
  mergedOrders,
  staleOrders,
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
  await database.run(
    `CREATE TABLE incoming AS ${incomingOrders(parquetRelation(deltas, orderColumns))}`,
  );
  await workspace.discard(deltas);
  const base = await workspace.fetch(plan.base.orders);
  const wholeBase = parquetRelation(base, orderColumns);
  await database.run(`CREATE TABLE stale AS ${staleOrders('incoming', wholeBase)}`);
  await database.run(`CREATE VIEW accepted AS ${acceptedOrders('incoming', 'stale')}`);
  const [counted] = await database.rows('SELECT count(*) AS orders FROM accepted');
  const buckets = bucketsFor(
    plan.baseOrders + Number(counted?.['orders']),
    ordersPerBucket,
    base.length,
  );
  const files = await eachBucket(buckets, (bucket) => {
    const merged = mergedOrders(
      within(bucket, buckets, parquetRelation(formerBucket(base, bucket), orderColumns)),
      within(bucket, buckets, 'accepted'),
    );
    return workspace.publish(
      baseKey('orders', snapshot, bucket),
      `${merged} ORDER BY customer_key, ordered_at, source, order_id`,
    );
  });
  await workspace.discard(base);
  await database.run('DROP VIEW accepted; DROP TABLE stale; DROP TABLE incoming');
  return { orders: parquetRelation(files, orderColumns), buckets };
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
