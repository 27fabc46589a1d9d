import { type Database, literal } from '../../engines/duckdb/database.ts';
import type { RecentsStore } from '../../stores/dynamo/recents.ts';
import { withoutMovedAway } from '../known-orders.ts';
import type { BuiltDelta } from './built.ts';
import { ordersOfDelta, profilesOfDelta } from './delta-rows.ts';
import { type MoveDependencies, moveRecents } from './move-recents.ts';

/** An order of more lines might not fit into one item; its file is read through the lake. */
const maxLines = 500;

export interface RecentsDependencies extends MoveDependencies {
  readonly recents: Pick<RecentsStore, 'owners' | 'writeOrders' | 'writeProfiles'>;
}

/**
 * Makes the orders of a small file, and who placed them, visible at once. A large file is left to
 * the refresh, but for recent orders that it gives to somebody else. Profiles go first: an order that shows
 * should show whose it is.
 */
export async function writeRecents(
  database: Database,
  dependencies: RecentsDependencies,
  { deltas, run, limit }: RecentsOfRun,
): Promise<void> {
  const orders = deltas.find(({ kind }) => kind === 'orders');
  if (!orders) {
    return;
  }
  if (orders.rows > limit || (await longestOrder(database, orders.file)) > maxLines) {
    await moveRecents(database, dependencies, { orders, run, limit });
    return;
  }
  const { recents, published } = dependencies;
  const profiles = deltas.find(({ kind }) => kind === 'customers');
  if (profiles) {
    await recents.writeProfiles(await profilesOfDelta(database, profiles.file));
  }
  const latest = await withoutMovedAway(await ordersOfDelta(database, orders.file), published);
  await recents.writeOrders(latest.orders, latest.published);
}

interface RecentsOfRun {
  readonly deltas: readonly BuiltDelta[];
  readonly run: string;
  /** A file of more orders is large. */
  readonly limit: number;
}

async function longestOrder(database: Database, file: string): Promise<number> {
  const [row] = await database.rows(
    `SELECT coalesce(max(len(lines)), 0)::INTEGER AS lines FROM read_parquet(${literal(file)})`,
  );
  return Number(row?.['lines']);
}
