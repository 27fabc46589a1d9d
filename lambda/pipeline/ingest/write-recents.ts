import { type Database, literal } from '../../engines/duckdb/database.ts';
import type { RecentsStore } from '../../stores/dynamo/recents.ts';
import type { BuiltDelta } from './built.ts';
import { ordersOfDelta, profilesOfDelta } from './delta-rows.ts';

/** An order of more lines might not fit into one item; its file is read through the lake. */
const maxLines = 500;

/**
 * Makes the orders of a small file, and who placed them, visible at once. A large file is left to
 * the refresh. Profiles go first: an order that shows should show whose it is.
 */
export async function writeRecents(
  database: Database,
  recents: RecentsStore,
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
  await recents.writeOrders(await ordersOfDelta(database, orders.file));
}

async function longestOrder(database: Database, file: string): Promise<number> {
  const [row] = await database.rows(
    `SELECT coalesce(max(len(lines)), 0)::INTEGER AS lines FROM read_parquet(${literal(file)})`,
  );
  return Number(row?.['lines']);
}
