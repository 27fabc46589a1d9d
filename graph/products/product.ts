import type { Context } from '../context.ts';
import {
  type Connection,
  connection,
  decodeCursor,
  encodeCursor,
  given,
  invalidCursor,
  type PageArguments,
  pageSize,
  pagesAround,
} from '../pagination.ts';
import { populationOf } from '../populations/indexed.ts';
import type { Population } from '../populations/population.ts';
import { onlyName } from '../populations/population-name.ts';
import type { PopulationEntry, ProductFacts } from '../populations/store.ts';
import { snapshotOfCursors } from '../snapshots/of-cursors.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';

/** A product's buyers, and what was sold of it. */
export interface Product extends Population {
  readonly sold: ProductFacts;
}

/** A page and how many products there are. */
export interface ProductList extends Connection<Product> {
  readonly totalCount: number;
}

export async function findProduct(
  key: string,
  { snapshot, loaders }: Context,
): Promise<Product | null> {
  const current = await snapshot();
  const [entry] = current
    ? await loaders.population.entries(current, onlyName('PRODUCT', key))
    : [];
  return entry && current ? productOf(entry, current) : null;
}

/** Products by revenue. A cursor names its snapshot and a position in it, like those of customers. */
export async function listProducts(input: PageArguments, context: Context): Promise<ProductList> {
  const { limit, fromEnd } = pageSize(input);
  const after = given(input.after) ? positionOf(input.after) : undefined;
  const before = given(input.before) ? positionOf(input.before) : undefined;
  const snapshot = await snapshotOfCursors([after, before], context);
  if (!snapshot) {
    const none = connection<Product>([], { hasNextPage: false, hasPreviousPage: false });
    return { ...none, totalCount: 0 };
  }
  const { products } = context.stores.populations;
  const first = (after?.position ?? -1) + 1;
  const end = before?.position ?? Number.POSITIVE_INFINITY;
  // From the end, the number of products has to be known first.
  const last = fromEnd ? Math.min(end, (await products(snapshot, { from: 0, to: 0 })).total) : end;
  const from = fromEnd ? Math.max(first, last - limit) : first;
  const to = fromEnd ? last : Math.min(first + limit, end);
  const { entries, total } = await products(snapshot, { from, to: Math.max(from, to) });
  const edges = entries.map((entry, index) => ({
    node: productOf(entry, snapshot),
    cursor: encodeCursor({ l: binding, s: snapshot.id, p: from + index }),
  }));
  const hasMore = fromEnd ? from > first : to < Math.min(end, total);
  return {
    ...connection(edges, pagesAround({ fromEnd, hasMore, after, before })),
    totalCount: total,
  };
}

function productOf(entry: PopulationEntry, snapshot: Snapshot): Product {
  const sold = entry.product ?? { title: null, orders: 0, units: '0', revenue: '0' };
  return { ...populationOf('PRODUCT', entry, snapshot), sold };
}

const binding = 'products';

function positionOf(cursor: string) {
  const { l, s, p } = decodeCursor(cursor);
  if (l !== binding || typeof s !== 'string' || typeof p !== 'number' || !Number.isInteger(p)) {
    throw invalidCursor(cursor);
  }
  return { snapshot: s, position: p };
}
