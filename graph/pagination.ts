import { clientError } from './errors.ts';

export const defaultPageSize = 50;
const maxPageSize = 250;

/** Relay's four arguments. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** A checked page: how many items, and from which end of the range between the cursors. */
export interface PageSize {
  readonly limit: number;
  readonly fromEnd: boolean;
}

/** Refuses sizes outside 1 to 250, and `first` together with `last`. */
export function pageSize({ first, last }: PageArguments): PageSize {
  if (typeof first === 'number' && typeof last === 'number') {
    throw clientError('BAD_USER_INPUT', 'Expected first or last, got both.');
  }
  const fromEnd = typeof last === 'number';
  const limit = (fromEnd ? last : first) ?? defaultPageSize;
  if (limit < 1 || limit > maxPageSize) {
    const name = fromEnd ? 'last' : 'first';
    throw clientError('BAD_USER_INPUT', `Expected ${name} from 1 to ${maxPageSize}, got ${limit}.`);
  }
  return { limit, fromEnd };
}

export function encodeCursor(content: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** The content of a cursor; refuses text that is no cursor. What the content must be is the list's affair. */
export function decodeCursor(cursor: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (typeof content === 'object' && content !== null) {
      return content as Readonly<Record<string, unknown>>;
    }
  } catch {
    // Falls through to the refusal.
  }
  throw invalidCursor(cursor);
}

export function invalidCursor(cursor: string): Error {
  return clientError(
    'CURSOR_INVALID',
    `Cursor ${JSON.stringify(cursor)} does not belong to this list with this filter and order. Start again without it.`,
  );
}

export interface Edge<Node> {
  readonly node: Node;
  readonly cursor: string;
}

export interface Connection<Node> {
  readonly edges: readonly Edge<Node>[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

interface PageBounds {
  readonly fromEnd: boolean;
  /** Items of the range between the cursors that the page had no room for. */
  readonly hasMore: boolean;
  readonly after: unknown;
  readonly before: unknown;
}

/** What lies around a page: what it had no room for, and whatever a cursor cut off. */
export function pagesAround({ fromEnd, hasMore, after, before }: PageBounds): {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
} {
  return {
    hasNextPage: before !== undefined || (!fromEnd && hasMore),
    hasPreviousPage: after !== undefined || (fromEnd && hasMore),
  };
}

/** Whether a cursor was given; an empty text was, and is refused like any other that no list gave. */
export function given(cursor: string | null | undefined): cursor is string {
  return typeof cursor === 'string';
}

/** Puts a page into Relay's shape. */
export function connection<Node>(
  edges: readonly Edge<Node>[],
  pages: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean },
): Connection<Node> {
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      ...pages,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/**
 * A page of a list that is all in memory and in order. `keyOf` places an item: cursors carry it, and
 * compare by it, so items that arrive between two pages neither repeat nor hide others.
 */
export function pageOf<Item>(
  items: readonly Item[],
  page: PageArguments,
  list: {
    /** Names the list with its arguments; a cursor of another list is refused. */
    readonly binding: string;
    keyOf(item: Item): string;
    /** Negative when the first key comes before the second in this list's order. */
    compare(a: string, b: string): number;
  },
): Connection<Item> {
  const { limit, fromEnd } = pageSize(page);
  const bound = (cursor: string) => keyOfCursor(cursor, list.binding);
  const after = given(page.after) ? bound(page.after) : undefined;
  const before = given(page.before) ? bound(page.before) : undefined;
  const within = items.filter((item) => {
    const key = list.keyOf(item);
    return (
      (after === undefined || list.compare(after, key) < 0) &&
      (before === undefined || list.compare(key, before) < 0)
    );
  });
  const chosen = fromEnd ? within.slice(-limit) : within.slice(0, limit);
  const more = within.length > limit;
  return connection(
    chosen.map((node) => ({
      node,
      cursor: encodeCursor({ l: list.binding, k: list.keyOf(node) }),
    })),
    pagesAround({ fromEnd, hasMore: more, after, before }),
  );
}

function keyOfCursor(cursor: string, binding: string): string {
  const { l, k } = decodeCursor(cursor);
  if (l !== binding || typeof k !== 'string') {
    throw invalidCursor(cursor);
  }
  return k;
}
