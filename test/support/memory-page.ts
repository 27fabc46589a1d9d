import type { CustomerRow } from '../../graph/customers/customer-row.ts';
import { type HasBought, matches } from '../../graph/customers/filter.ts';
import type { Page, PageRequest } from '../../graph/customers/store.ts';

/** What rows are ordered by where it is not revenue, which stands in for the figures of the model too. */
const figures: Readonly<Record<string, (row: CustomerRow) => number | string>> = {
  ORDERS: ({ orders }) => orders,
  CUSTOMER: ({ customerKey }) => customerKey,
  FIRST_ORDER_AT: ({ firstOrderAt }) => firstOrderAt ?? '',
  EXPECTED_NEXT_ORDER: ({ expectedNextOrder }) => expectedNextOrder ?? '',
  VALUE_AT_RISK: ({ valueAtRisk }) => valueAtRisk ?? Number.NEGATIVE_INFINITY,
  LAST_ORDER_AT: ({ lastOrderAt }) => lastOrderAt ?? '',
};

function compare<T extends number | string>(a: T, b: T): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

/** A page of rows in the order asked for. */
export function pageOfRows(
  rows: readonly CustomerRow[],
  request: PageRequest,
  hasBought: HasBought,
): Page {
  const figure = figures[request.orderBy] ?? (({ revenue }) => Number(revenue));
  const ordered = [...rows].sort(
    (a, b) => compare(figure(a), figure(b)) || compare(a.customerKey, b.customerKey),
  );
  const inDirection = request.direction === 'ASC' ? ordered : ordered.reverse();
  const within = inDirection
    .map((row, position) => ({ row, position }))
    .filter(({ row }) => !request.filter || matches(request.filter, row, hasBought))
    .filter(({ position }) => position > (request.after ?? -1))
    .filter(({ position }) => position < (request.before ?? Number.POSITIVE_INFINITY));
  const chosen = request.fromEnd ? within.slice(-request.limit) : within.slice(0, request.limit);
  return {
    rows: chosen.map(({ row }) => row),
    positions: chosen.map(({ position }) => position),
    hasMore: within.length > request.limit,
  };
}
