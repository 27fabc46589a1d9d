import { type Database, literal } from '../../engines/duckdb/database.ts';
import type { RecentsStore } from '../../stores/dynamo/recents.ts';
import type { PublishedOrders } from '../../stores/s3/published-orders.ts';
import { withoutMovedAway } from '../known-orders.ts';
import type { BuiltDelta } from './built.ts';
import { ordersOfDelta, profilesOfDelta } from './delta-rows.ts';

/** An order of more lines might not fit into one item; its file is read through the lake. */
const maxLines = 500;

export interface RecentsDependencies {
  readonly recents: Pick<RecentsStore, 'writeOrders' | 'writeProfiles'>;
  readonly published: PublishedOrders;
}

/**
 * Makes the orders of a small file, and who placed them, visible at once. A large file is left to
 * the refresh. Profiles go first: an order that shows should show whose it is.
 */
export async function writeRecents(
  database: Database,
  { recents, published }: RecentsDependencies,
  { deltas, limit }: { readonly deltas: readonly BuiltDelta[]; readonly limit: number },
): Promise<void> {
  const orders = deltas.find(({ kind }) => kind === 'orders');
  if (!orders || orders.rows > limit || (await longestOrder(database, orders.file)) > maxLines) {
    return;
  }
  const profiles = deltas.find(({ kind }) => kind === 'customers');
  if (profiles) {
    await recents.writeProfiles(await profilesOfDelta(database, profiles.file));
  }
  const latest = await withoutMovedAway(await ordersOfDelta(database, orders.file), published);
  await recents.writeOrders(latest.orders, latest.published);
}

async function longestOrder(database: Database, file: string): Promise<number> {
  const [row] = await database.rows(
    `SELECT coalesce(max(len(lines)), 0)::INTEGER AS lines FROM read_parquet(${literal(file)})`,
  );
  return Number(row?.['lines']);
}
