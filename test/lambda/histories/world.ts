import Big from 'big.js';
import type { Order } from '../../../graph/orders/order.ts';
import type { OrderDraft } from '../../../graph/orders/store.ts';
import { exclusionOf } from '../../../lambda/pipeline/ingest/exclusion.ts';
import { orderVersion } from '../../../lambda/pipeline/ingest/order-version.ts';
import { randomSource } from '../refresh/shop.ts';

/** What a source says of an order at one time. */
export interface Edit {
  readonly orderId: string;
  readonly customer: string;
  readonly day: string;
  readonly gross: string;
  readonly refund: string;
  readonly status: string;
  readonly channel: string;
  /** Instant, ISO 8601; null when the source does not tell. */
  readonly updatedAt: string | null;
}

export type Step =
  | {
      readonly type: 'file';
      readonly edits: readonly Edit[];
      readonly copies: number;
      readonly replaces: boolean;
    }
  | { readonly type: 'record'; readonly edits: readonly Edit[] }
  /** Pairs of customers that turn out to be one: who, and into whom. */
  | { readonly type: 'merge'; readonly pairs: readonly (readonly [string, string])[] }
  | { readonly type: 'refresh' }
  | { readonly type: 'wait' };

export interface World {
  readonly steps: readonly Step[];
  readonly random: () => number;
  readonly customers: readonly string[];
}

/** Histories of one shop, each with a few orders and customers of its own, whose edits share files. */
export const historiesOfWorld = 128;
const stepsOfWorld = 10;
/** A file, a refresh, and merges of what it published; then anything. */
const opening = [5, 0, 12];
/** Edits of a live batch, and pairs that are merged at a time. */
const editsOfBatch = 24;
const pairsAtOnce = 6;

/** A world by its seed: the same steps each time. */
export function worldOf(seed: number): World {
  const random = randomSource(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const steps = Array.from({ length: stepsOfWorld }, (_, nth): Step => {
    const kind = opening[nth] ?? below(13);
    if (kind < 3) {
      return { type: 'refresh' };
    }
    if (kind < 5) {
      return { type: 'wait' };
    }
    if (kind === 12) {
      return { type: 'merge', pairs: Array.from({ length: pairsAtOnce }, () => somePair(below)) };
    }
    const count = kind < 9 ? historiesOfWorld : editsOfBatch;
    const some = Array.from({ length: count }, () => someEdit(below));
    const edits = [...new Map(some.map((edit) => [edit.orderId, edit])).values()];
    return kind < 9
      ? { type: 'file', edits, copies: 1 + below(2), replaces: below(3) === 0 }
      : { type: 'record', edits };
  });
  const customers = Array.from({ length: historiesOfWorld * 2 }, (_, index) =>
    customerOf(index >> 1, index % 2),
  );
  return { steps, random, customers };
}

function customerOf(history: number, nth: number): string {
  return `h${history}-c${nth}`;
}

/** Now and then a pair is merged that is one already, or back in a circle. */
function somePair(below: (limit: number) => number): readonly [string, string] {
  const history = below(historiesOfWorld / 4);
  const nth = below(2);
  return [customerOf(history, nth), customerOf(history, 1 - nth)];
}

const statuses = ['paid', 'paid', 'paid', 'refunded', 'cancelled', 'pending'] as const;

function someEdit(below: (limit: number) => number): Edit {
  const history = below(historiesOfWorld);
  const cents = below(5000);
  const day = (most: number) => String(1 + below(most)).padStart(2, '0');
  return {
    orderId: `h${history}-o${below(3)}`,
    // Now and then an order turns out to be somebody else's.
    customer: customerOf(history, below(5) === 0 ? 1 : 0),
    // Few days, so that some orders of a customer share one.
    day: `2024-0${1 + below(2)}-${day(3)}`,
    gross: (cents / 100).toFixed(2),
    refund: (below(3) === 0 ? Math.floor(cents / (1 + below(3))) / 100 : 0).toFixed(2),
    status: statuses[below(statuses.length)] ?? 'paid',
    channel: below(2) === 0 ? 'search' : 'mail',
    updatedAt: below(2) === 0 ? null : `2024-07-${day(4)}T00:00:00.000Z`,
  };
}

const header = 'order_id,customer_id,date,gross,refund,status,channel,updated_at';

/** The edits as a file, some rows twice and a bad row among them. */
export function csvOf(edits: readonly Edit[]): string {
  const rows = edits.flatMap((edit, index) => {
    const { orderId, customer, day, gross, refund, status, channel, updatedAt } = edit;
    const row = [orderId, customer, day, gross, refund, status, channel, updatedAt ?? ''].join(',');
    return index % 7 === 0 ? [row, row] : [row];
  });
  return [header, ...rows, 'bad,nobody,some day,1,0,paid,,', ''].join('\n');
}

export function draftOf(edit: Edit): OrderDraft {
  const { orderId, customer, day, gross, refund, status, channel, updatedAt } = edit;
  return {
    source: 'file',
    orderId,
    customerKey: `id:${customer}`,
    email: null,
    orderedAt: `${day}T00:00:00.000Z`,
    utcOffsetMinutes: null,
    day,
    gross,
    discount: '0',
    refund,
    tax: '0',
    shipping: '0',
    cost: null,
    status,
    channel,
    campaign: null,
    coupon: null,
    lines: [],
    updatedAt,
  };
}

/** The order that an edit means when a run accepts it: what every store must come to. */
export function orderOf(
  edit: Edit,
  run: { readonly id: string; readonly eventTime: string },
): Order {
  const { updatedAt, email: _personal, ...draft } = draftOf(edit);
  const gross = new Big(edit.gross);
  // A source that says "refunded" in a file without an amount gave all back; here it always has one.
  const refund = new Big(edit.refund);
  return {
    ...draft,
    currency: 'USD',
    gross,
    discount: new Big(0),
    refund,
    tax: new Big(0),
    shipping: new Big(0),
    net: gross.minus(refund),
    cost: null,
    lines: [],
    exclusion: exclusionOf({ status: edit.status, gross, discount: new Big(0), refund }),
    run: run.id,
    version: orderVersion({ updatedAt, eventTime: run.eventTime, run: run.id }),
  };
}
