import type { Context } from '../context.ts';
import type { CustomerKey } from './customer-key.ts';
import type { CustomerRow } from './customer-row.ts';

/**
 * Whether a snapshot's row is of before the erasure: then it says what must not be said. One of after it knows no earlier order, so
 * its first is later; without an order there is nothing left to know.
 */
export function isOfErased(
  row: Pick<CustomerRow, 'firstOrderAt'> | undefined,
  erasedAt: string | null | undefined,
): boolean {
  return Boolean(erasedAt) && (!row?.firstOrderAt || row.firstOrderAt <= (erasedAt ?? ''));
}

/** The keys of a snapshot's list without those of customers who were erased since. */
export async function withoutErasedKeys<T>(
  entries: readonly T[],
  keyOf: (entry: T) => CustomerKey,
  { loaders }: Pick<Context, 'loaders'>,
): Promise<T[]> {
  const recents = await Promise.all(
    entries.map((entry) => loaders.recentOrders.load(keyOf(entry))),
  );
  const rows = await Promise.all(
    entries.map((entry, index) =>
      recents[index]?.erasedAt ? loaders.customerRow.load(keyOf(entry)) : undefined,
    ),
  );
  return entries.filter((_entry, index) => !isOfErased(rows[index], recents[index]?.erasedAt));
}
