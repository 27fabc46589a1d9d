import type { Context } from '../context.ts';
import { fingerprint } from '../fingerprint.ts';
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
import { expandSegments } from '../segments/expand.ts';
import { snapshotOfCursors } from '../snapshots/of-cursors.ts';
import type { Customer } from './customer.ts';
import { withoutErasedKeys } from './erased.ts';
import { type CustomerFilter, checkFilter } from './filter.ts';

export interface CustomerListArguments extends PageArguments {
  readonly filter?: CustomerFilter | null | undefined;
  readonly orderBy?:
    | { readonly field: string; readonly direction: 'ASC' | 'DESC' }
    | null
    | undefined;
}

/** A page and what `totalCount` needs. */
export interface CustomerList extends Connection<Customer> {
  totalCount(): Promise<number>;
}

const defaultOrder = { field: 'VALUE', direction: 'DESC' } as const;

/**
 * A page of the snapshot's customers. A cursor names its snapshot, and the page is read from that
 * one: pages neither skip nor repeat customers when a new snapshot appears between them.
 */
export async function listCustomers(
  input: CustomerListArguments,
  context: Pick<Context, 'stores' | 'snapshot' | 'loaders'>,
): Promise<CustomerList> {
  const { limit, fromEnd } = pageSize(input);
  const order = input.orderBy ?? defaultOrder;
  checkFilter(input.filter ?? {});
  const filter = input.filter
    ? await expandSegments(input.filter, context.loaders.segmentDefinitions)
    : undefined;
  const binding = fingerprint(JSON.stringify([order.field, order.direction, filter ?? null]));
  const after = given(input.after) ? positionOf(input.after, binding) : undefined;
  const before = given(input.before) ? positionOf(input.before, binding) : undefined;
  const snapshot = await snapshotOfCursors([after, before], context);
  if (!snapshot) {
    return emptyList(input);
  }
  const page = await context.stores.customers.page(snapshot, {
    orderBy: order.field,
    direction: order.direction,
    filter,
    after: after?.position,
    before: before?.position,
    limit,
    fromEnd,
  });
  const positions = new Map(page.rows.map((row, index) => [row, page.positions[index]]));
  const isCurrent = snapshot.id === (await context.snapshot())?.id;
  if (isCurrent) {
    for (const row of page.rows) {
      context.loaders.customerRow.prime(row.customerKey, row);
    }
  }
  const rows = await withoutErasedKeys(page.rows, ({ customerKey }) => customerKey, context);
  const edges = rows.map((row) => {
    return {
      // The fields of a customer are of the served snapshot, also on a page of an older one.
      node: { key: row.customerKey, row: isCurrent ? row : undefined },
      cursor: encodeCursor({ l: binding, s: snapshot.id, p: positions.get(row) }),
    };
  });
  return {
    ...connection(edges, pagesAround({ fromEnd, hasMore: page.hasMore, after, before })),
    totalCount: () => context.stores.customers.count(snapshot, filter),
  };
}

/** A list of nobody, which has no cursors to give; a size that no list takes is refused all the same. */
export function emptyList(page: PageArguments): CustomerList {
  pageSize(page);
  return {
    ...connection([], { hasNextPage: false, hasPreviousPage: false }),
    totalCount: async () => 0,
  };
}

function positionOf(cursor: string, binding: string) {
  const { l, s, p } = decodeCursor(cursor);
  if (l !== binding || typeof s !== 'string' || typeof p !== 'number' || !Number.isInteger(p)) {
    throw invalidCursor(cursor);
  }
  return { snapshot: s, position: p };
}
