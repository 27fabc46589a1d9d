import type { Big } from 'big.js';

/** Why an accepted order does not count as a purchase. */
export const exclusions = [
  'ZERO_AMOUNT',
  'CANCELLED',
  'FAILED',
  'UNPAID',
  'TEST',
  'DELETED',
  'FULLY_REFUNDED',
] as const;
export type Exclusion = (typeof exclusions)[number];

/** One product of an order. */
export interface OrderLine {
  /** SKU or other stable code; the name where the source has no code. */
  readonly product: string;
  readonly name: string | null;
  readonly quantity: Big;
  /** What the customer paid for the line, after line discounts, without tax. */
  readonly amount: Big;
}

/** A line and the currency of its order: what stands behind the GraphQL type. */
export interface PricedOrderLine extends OrderLine {
  readonly currency: string;
}

/**
 * An accepted order in its latest version. Amounts are decimal, in the reporting currency, and at
 * most four places long (the lake keeps DECIMAL(18,4)).
 */
export interface Order {
  /** Where it came from; order ids are unique within a source. */
  readonly source: string;
  readonly orderId: string;
  readonly customerKey: string;
  /** Instant, ISO 8601 in UTC. */
  readonly orderedAt: string;
  /** Minutes east of UTC as the source wrote the time; null when the source gave none. */
  readonly utcOffsetMinutes: number | null;
  /** Calendar day in the shop's time zone, YYYY-MM-DD. */
  readonly day: string;
  readonly currency: string;
  /** Goods before discounts and refunds, without tax and shipping. */
  readonly gross: Big;
  readonly discount: Big;
  readonly refund: Big;
  readonly tax: Big;
  readonly shipping: Big;
  /** gross − discount − refund. */
  readonly net: Big;
  /** Cost of goods; null when the source does not know it. */
  readonly cost: Big | null;
  /** The source's own word for the order's state, lower case. */
  readonly status: string;
  /** Null for a valid order. */
  readonly exclusion: Exclusion | null;
  readonly channel: string | null;
  readonly campaign: string | null;
  readonly coupon: string | null;
  readonly lines: readonly OrderLine[];
  /** Compares as text: the greater version of an order wins. See `orderVersion`. */
  readonly version: string;
  /** The run that accepted it. */
  readonly run: string;
}

/** An order whose lines may still have to be read: most questions do not ask for them. */
export type OrderHeader = Omit<Order, 'lines'> & Partial<Pick<Order, 'lines'>>;

/** Names an order across sources; part of S3 look-ups and DynamoDB keys. */
export function orderKey(order: Pick<Order, 'source' | 'orderId'>): string {
  return `${order.source}/${order.orderId}`;
}

/**
 * Merges what several stores know of one customer's orders: the greater version of an order wins,
 * the result is newest first, ties by order key.
 */
export function mergeOrders(...lists: readonly (readonly OrderHeader[])[]): OrderHeader[] {
  const latest = new Map<string, OrderHeader>();
  for (const order of lists.flat()) {
    const key = orderKey(order);
    const known = latest.get(key);
    if (!known || known.version < order.version) {
      latest.set(key, order);
    }
  }
  return [...latest.values()].sort(byNewest);
}

/** Without the orders that became another customer's in a later version. */
export function withoutDeparted(
  orders: readonly OrderHeader[],
  departed: ReadonlyMap<string, string>,
): OrderHeader[] {
  return orders.filter((order) => !(order.version < (departed.get(orderKey(order)) ?? '')));
}

function byNewest(a: OrderHeader, b: OrderHeader): number {
  if (a.orderedAt !== b.orderedAt) {
    return a.orderedAt < b.orderedAt ? 1 : -1;
  }
  return orderKey(a) < orderKey(b) ? -1 : 1;
}

/** The orders that came after an erasure; all of them without one. */
export function withoutErased(
  orders: readonly OrderHeader[],
  erasedAt: string | null,
): readonly OrderHeader[] {
  return erasedAt === null ? orders : orders.filter(({ orderedAt }) => orderedAt > erasedAt);
}
