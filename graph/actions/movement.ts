import type { Context } from '../context.ts';
import { withoutErasedKeys } from '../customers/erased.ts';
import { type CustomerList, emptyList } from '../customers/list.ts';
import { fingerprint } from '../fingerprint.ts';
import {
  connection,
  decodeCursor,
  encodeCursor,
  given,
  invalidCursor,
  type PageArguments,
  pageSize,
  pagesAround,
} from '../pagination.ts';
import type { Segment } from '../segments/segment.ts';
import { snapshotOfCursors } from '../snapshots/of-cursors.ts';
import type { FormerSnapshot, Snapshot } from '../snapshots/snapshot.ts';
import type { Direction } from './store.ts';

/** Who moved in or out of a segment since the snapshot before. */
export interface Movement {
  /** Name of the segment in the snapshot's files. */
  readonly segment: string;
  readonly snapshot: Snapshot;
  readonly former: FormerSnapshot;
}

/** Null where there is nothing to compare with. */
export function movementOf({ snapshot, names }: Segment): Movement | null {
  const former = snapshot?.former;
  return former && names && former.segments.includes(names.from)
    ? { segment: names.from, snapshot, former }
    : null;
}

export async function countMoved(
  { snapshot, segment }: Movement,
  direction: Direction,
  { stores }: Pick<Context, 'stores'>,
): Promise<number> {
  const request = { direction, segment, from: 0, to: 0 };
  return (await stores.actions.moved(snapshot, request)).total;
}

/** A page of those who moved, by key. A cursor names its snapshot and a position in it. */
export async function listMoved(
  { segment }: Movement,
  direction: Direction,
  { page, context }: { readonly page: PageArguments; readonly context: Context },
): Promise<CustomerList> {
  const { limit, fromEnd } = pageSize(page);
  const binding = fingerprint(`${direction} ${segment}`);
  const after = given(page.after) ? positionOf(page.after, binding) : undefined;
  const before = given(page.before) ? positionOf(page.before, binding) : undefined;
  const snapshot = await snapshotOfCursors([after, before], context);
  if (!snapshot) {
    return emptyList(page);
  }
  const moved = (from: number, to: number) =>
    context.stores.actions.moved(snapshot, { direction, segment, from, to });
  const first = (after?.position ?? -1) + 1;
  const end = before?.position ?? Number.POSITIVE_INFINITY;
  // From the end, their number has to be known first.
  const last = fromEnd ? Math.min(end, (await moved(0, 0)).total) : end;
  const from = fromEnd ? Math.max(first, last - limit) : first;
  const to = Math.max(from, fromEnd ? last : Math.min(first + limit, end));
  const { customers, total } = await moved(from, to);
  const places = customers.map((key, index) => ({ key, place: from + index }));
  const shown = await withoutErasedKeys(places, ({ key }) => key, context);
  const edges = shown.map(({ key, place }) => ({
    node: { key, row: undefined },
    cursor: encodeCursor({ l: binding, s: snapshot.id, p: place }),
  }));
  const hasMore = fromEnd ? from > first : to < Math.min(end, total);
  return {
    ...connection(edges, pagesAround({ fromEnd, hasMore, after, before })),
    totalCount: async () => total,
  };
}

function positionOf(cursor: string, binding: string) {
  const { l, s, p } = decodeCursor(cursor);
  if (l !== binding || typeof s !== 'string' || typeof p !== 'number' || !Number.isInteger(p)) {
    throw invalidCursor(cursor);
  }
  return { snapshot: s, position: p };
}
