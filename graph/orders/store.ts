import type { CustomerKey } from '../customers/customer-key.ts';
import type { ImportReport, Reject } from '../imports/import.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import type { Order, OrderHeader, OrderLine } from './order.ts';

/** A live order as a client sends it, validated; amounts are decimal texts in the reporting currency. */
export interface OrderDraft {
  readonly source: string;
  readonly orderId: string;
  readonly customerKey: CustomerKey;
  /** The buyer's address and the SHA-256 of its normalised form; null when the client gave none. */
  readonly email: { readonly address: string; readonly hash: string } | null;
  readonly orderedAt: string;
  readonly utcOffsetMinutes: number | null;
  readonly day: string;
  readonly gross: string;
  readonly discount: string;
  readonly refund: string;
  readonly tax: string;
  readonly shipping: string;
  readonly cost: string | null;
  readonly status: string;
  readonly channel: string | null;
  readonly campaign: string | null;
  readonly coupon: string | null;
  readonly lines: readonly {
    readonly product: string;
    readonly name: string | null;
    readonly quantity: string;
    readonly amount: string;
  }[];
  /** Instant the source last changed the order; null means now. */
  readonly updatedAt: string | null;
}

/** What happened to a customer since the snapshot, as far as the present knows better than history. */
export interface RecentOrders {
  /** Who they go by: another key than asked for once they were merged into somebody. */
  readonly customer: CustomerKey;
  /** The other keys of the same person; their history is this customer's too. */
  readonly merged: readonly CustomerKey[];
  /** Orders accepted since, those of the merged included; none for a customer who goes by another key. */
  readonly orders: readonly Order[];
  /**
   * Orders that have become somebody else's, with the version by which they did: where history has an
   * older one, it is no longer theirs.
   */
  readonly departed: ReadonlyMap<string, string>;
  /** What they ordered up to this instant was erased, wherever it may still lie; null for nearly everybody. */
  readonly erasedAt: string | null;
}

/**
 * What became of a live order: stored as the latest version; stored, though it says what was known before; dropped,
 * because a later version is known or comes later in the batch; refused, because it cannot be stored.
 */
export type OrderOutcome = 'KEPT' | 'UNCHANGED' | 'SUPERSEDED' | 'REFUSED';

export interface RecordedBatch {
  readonly report: ImportReport;
  /** Lines up with the drafts. */
  readonly outcomes: readonly OrderOutcome[];
}

/** Where orders are kept: history in S3, the present in DynamoDB. Results line up with the keys. */
export interface OrderStore {
  /** Orders that the snapshot holds for each customer, any order; none gives an empty list. */
  history(
    snapshot: Snapshot,
    customers: readonly CustomerKey[],
  ): Promise<readonly (readonly OrderHeader[])[]>;
  /** The lines of those orders, by order key, for each customer: by far the most bytes of an order. */
  historyLines(
    snapshot: Snapshot,
    customers: readonly CustomerKey[],
  ): Promise<readonly ReadonlyMap<string, readonly OrderLine[]>[]>;
  /** What happened since, for each customer. */
  recent(customers: readonly CustomerKey[]): Promise<readonly RecentOrders[]>;
  /** The customer of each order key (`source/orderId`); undefined when no store knows the order. */
  customersOf(
    snapshot: Snapshot | undefined,
    orderKeys: readonly string[],
  ): Promise<readonly (CustomerKey | undefined)[]>;
  /**
   * Accepts live orders: the lake first, then the recent items, then the heads; visible when it
   * returns. Idempotent by source and order id. Rows it refuses are in the report, and so are those of the batch that
   * were `refused` before, by their place from 1; drafts have the other places, in order.
   */
  record(drafts: readonly OrderDraft[], refused?: readonly Reject[]): Promise<RecordedBatch>;
}
