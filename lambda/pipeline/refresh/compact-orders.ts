import {
  collidingOrders,
  contestedOrders,
  incomingOrders,
  mergedOrders,
  supersededRows,
} from '../../engines/sql/latest-orders.ts';
import { orderColumns } from '../../lake/schema.ts';
import { baseKey } from '../../layout.ts';
import { customersOfBucket, eachBucket, formerBucket } from './buckets.ts';
import type { CompactOptions, Inputs } from './compact.ts';
import type { Erasures } from './compact-erasures.ts';
import { createRelocated, type MergedNames, underNewNames } from './merged-names.ts';
import { parquetRelation } from './parquet.ts';
import { bucketsFor } from './plan.ts';
import { splitByBucket } from './split-by-bucket.ts';
import type { Workspace } from './workspace.ts';

/** Writes the orders' base, sorted so that one customer's history is one run of rows. */
export async function compactOrders(
  workspace: Workspace,
  inputs: Inputs,
  {
    plan,
    snapshot,
    ordersPerBucket,
    names,
    erasures,
  }: CompactOptions & {
    readonly names: MergedNames;
    readonly erasures: Erasures;
  },
): Promise<{ readonly orders: string; readonly buckets: number }> {
  const { base } = inputs;
  const arrived = await mergeOnKeys(workspace, inputs, { names, erasures });
  const relations = { columns: orderColumns, renamed: ['customer_key'], names } as const;
  const relocated = await createRelocated(workspace, base, relations);
  const buckets = bucketsFor(plan.baseOrders + arrived, ordersPerBucket, base.length);
  const incoming = await splitByBucket(workspace, 'incoming', {
    name: 'incoming-orders',
    columns: orderColumns,
    buckets,
  });
  const objects = eachBucket(buckets, (bucket) => {
    const held = parquetRelation(formerBucket(base, bucket), orderColumns);
    const former = erasures.orders(relocated.around(held), 'BASE');
    const merged = mergedOrders({
      base: customersOfBucket(former, bucket, buckets),
      incoming: incoming.of(bucket),
      collisions: 'collisions',
    });
    return {
      key: baseKey('orders', snapshot, bucket),
      query: `${merged} ORDER BY customer_key, ordered_at, source, order_id`,
    };
  });
  const files = await workspace.publish(objects);
  await relocated.drop();
  await incoming.discard();
  await workspace.database.run(
    'DROP TABLE collisions; DROP VIEW incoming; DROP TABLE superseded; DROP TABLE contested',
  );
  return { orders: parquetRelation(files, orderColumns), buckets };
}

/**
 * Leaves the view `incoming` and the table `collisions`; gives the number of orders that only the
 * deltas have.
 */
async function mergeOnKeys(
  { database }: Workspace,
  inputs: Inputs,
  { names, erasures }: { readonly names: MergedNames; readonly erasures: Erasures },
): Promise<number> {
  const arrived = parquetRelation(inputs.deltas, orderColumns, 'ordinal');
  const renamed = {
    columns: { ...orderColumns, ordinal: 'BIGINT' },
    renamed: ['customer_key'],
    names,
  } as const;
  // An erased version still beats the older ones: whoever had the order before does not get it back.
  const deltas = underNewNames(arrived, renamed);
  const remembered = underNewNames(erasures.orders(arrived, 'DELTA'), renamed);
  const base = parquetRelation(inputs.base, orderColumns);
  await database.run(`CREATE TABLE contested AS ${contestedOrders(deltas)}`);
  await database.run(`CREATE TABLE superseded AS ${supersededRows(deltas, 'contested')}`);
  await database.run(`CREATE VIEW incoming AS ${incomingOrders(remembered, 'superseded')}`);
  const latest = `(${incomingOrders(deltas, 'superseded')})`;
  await database.run(`CREATE TABLE collisions AS ${collidingOrders(latest, base)}`);
  const [counted] = await database.rows(
    'SELECT (SELECT count(*) FROM incoming) - (SELECT count(*) FROM collisions) AS arrived',
  );
  return Number(counted?.['arrived']);
}
