import { join } from 'node:path';
import { type Database, literal } from '../../engines/duckdb/database.ts';
import { deltaKey } from '../../layout.ts';
import type { RecentsStore } from '../../stores/dynamo/recents.ts';
import type { ObjectStore } from '../../stores/s3/object-store.ts';
import type { PublishedOrders } from '../../stores/s3/published-orders.ts';
import { withoutMovedAway } from '../known-orders.ts';
import type { BuiltDelta } from './built.ts';
import { ordersOfDelta } from './delta-rows.ts';
import { copyToParquet, countOf } from './sql-files.ts';

export interface MoveDependencies {
  readonly objects: Pick<ObjectStore, 'upload'>;
  readonly recents: Pick<RecentsStore, 'owners' | 'writeOrders'>;
  readonly published: PublishedOrders;
}

/**
 * Orders of a large file that are recent with another customer than the file gives them: without a note there,
 * readers would show them with both from the publication of the file until the recent ones are forgotten.
 * They become recent with the file's customer. For that they get deltas of their own beside the file's, small
 * enough that the refresh forgets them again; being the same version twice, they count once.
 */
export async function moveRecents(
  database: Database,
  { objects, recents, published }: MoveDependencies,
  { orders, run, limit }: { orders: BuiltDelta; run: string; limit: number },
): Promise<void> {
  if (!(await loadOwners(database, recents))) {
    return;
  }
  await database.run(
    `CREATE TABLE moved_orders AS
     SELECT orders.* FROM read_parquet(${literal(orders.file)}) AS orders
     JOIN recent_owners ON order_key = source || '/' || order_id
     WHERE recent_owners.customer_key <> orders.customer_key`,
  );
  const rows = await countOf(database, 'moved_orders');
  for (let part = 0; part * limit < rows; part += 1) {
    const file = join(database.directory, `moved-${part}.parquet`);
    const range = `rowid >= ${part * limit} AND rowid < ${(part + 1) * limit}`;
    await copyToParquet(database, `SELECT * FROM moved_orders WHERE ${range}`, file);
    await objects.upload(file, deltaKey('orders', `${run}-moved-${part}`));
    const latest = await withoutMovedAway(await ordersOfDelta(database, file), published);
    await recents.writeOrders(latest.orders, latest.published);
  }
}

/** Creates `recent_owners`, by order key; false when no order is recent. */
async function loadOwners(
  database: Database,
  recents: Pick<RecentsStore, 'owners'>,
): Promise<boolean> {
  await database.run('CREATE TABLE recent_owners (order_key VARCHAR, customer_key VARCHAR)');
  const appender = await database.connection.createAppender('recent_owners');
  let hasAny = false;
  for await (const page of recents.owners()) {
    for (const { orderKey, customerKey } of page) {
      appender.appendVarchar(orderKey);
      appender.appendVarchar(customerKey);
      appender.endRow();
      hasAny = true;
    }
  }
  appender.closeSync();
  return hasAny;
}
