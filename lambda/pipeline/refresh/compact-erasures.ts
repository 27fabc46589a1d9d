import {
  goneCustomers,
  latestErasures,
  ordersNotErased,
  profilesNotErased,
} from '../../engines/sql/erased-customers.ts';
import { erasureColumns, profileColumns } from '../../lake/schema.ts';
import { baseKey } from '../../layout.ts';
import type { Inputs } from './compact.ts';
import { parquetRelation } from './parquet.ts';
import type { Workspace } from './workspace.ts';

/** Keys that were erased, and since when. */
const erasedTable = 'erased_customers';
/** Those of them who have not ordered since. */
const goneTable = 'gone_customers';

/** Whom the lake must forget. */
export interface Erasures {
  /** Files of the erasures' base. */
  readonly files: number;
  /** Some are new since the former snapshot, so its base may hold rows of them. */
  readonly areNew: boolean;
  /** The newest of all; null without any. */
  readonly newestAt: string | null;
  orders(relation: string, origin: Origin): string;
  /** After `settle`. */
  profiles(relation: string, origin: Origin): string;
  /** Finds out who came back, by the orders that are left. */
  settle(orders: string): Promise<void>;
}

/** Old files may bring erased rows back at any time; the base has been looked through unless erasures are new. */
type Origin = 'BASE' | 'DELTA';

const nobody: Erasures = {
  files: 0,
  areNew: false,
  newestAt: null,
  orders: (relation) => relation,
  profiles: (relation) => relation,
  settle: () => Promise.resolve(),
};

/** Writes the erasures' base: one small file, kept for good, because an old file may be imported again at any time. */
export async function compactErasures(
  workspace: Workspace,
  { base, deltas }: Inputs,
  snapshot: string,
): Promise<Erasures> {
  if (base.length + deltas.length === 0) {
    return nobody;
  }
  const { database } = workspace;
  const query = latestErasures(parquetRelation([...base, ...deltas], erasureColumns));
  await workspace.publishAway([{ key: baseKey('erasures', snapshot, 0), query }]);
  await database.run(`CREATE TABLE ${erasedTable} AS
    SELECT customer_key, CAST(erased_at AS TIMESTAMPTZ) AS erased_at, erased_at AS erased_text
    FROM (${query}) AS latest`);
  const areNew = deltas.length > 0;
  const [newest] = await database.rows(`SELECT max(erased_text) AS at FROM ${erasedTable}`);
  const isLookedThrough = (origin: Origin) => origin === 'BASE' && !areNew;
  const columns = Object.keys(profileColumns);
  return {
    files: 1,
    areNew,
    newestAt: newest ? String(newest['at']) : null,
    orders: (relation, origin) =>
      isLookedThrough(origin) ? relation : ordersNotErased(relation, erasedTable),
    profiles: (relation, origin) =>
      isLookedThrough(origin)
        ? relation
        : profilesNotErased(relation, columns, { erased: erasedTable, gone: goneTable }),
    settle: (orders) =>
      database.run(`CREATE TABLE ${goneTable} AS ${goneCustomers(erasedTable, orders)}`),
  };
}
