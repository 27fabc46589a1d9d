import Big from 'big.js';
import { daysBetween } from '../calendar.ts';
import type { OrderHeader } from '../orders/order.ts';
import type { CustomerRow } from './customer-row.ts';

/** What a customer's orders say, up to and including one day. */
export interface Summary {
  /** Valid orders. */
  readonly orders: number;
  /** Net revenue of the valid orders. */
  readonly revenue: Big;
  /** Refunds of all orders, fully refunded ones included. */
  readonly refunds: Big;
  /** Net revenue less cost of goods, by the order's own cost or else the configured margin. */
  readonly grossMargin: Big;
  readonly firstOrderAt: string | null;
  readonly lastOrderAt: string | null;
  readonly firstDay: string | null;
  /** x: days with a purchase after the first such day. */
  readonly frequency: number;
  /** t_x in days: from the first purchase day to the last. */
  readonly recencyDays: number;
  /** T in days: from the first purchase day to the day asked for. */
  readonly ageDays: number;
  /** Net revenue of the purchase days after the first: x times the mean repeat purchase. */
  readonly repeatSpend: Big;
  /** Channel and campaign of the first valid order. */
  readonly channel: string | null;
  readonly campaign: string | null;
}

/**
 * Summarises one customer's orders, as the SQL of the refresh does for all (a property test holds
 * the two together). Orders after `asOfDay` are left out.
 */
export function summarise(
  orders: readonly OrderHeader[],
  { asOfDay, margin }: { readonly asOfDay: string; readonly margin: number },
): Summary {
  const known = orders.filter((order) => order.day <= asOfDay);
  const valid = known.filter((order) => order.exclusion === null).sort(byTime);
  const first = valid[0];
  const last = valid.at(-1);
  const days = [...new Set(valid.map((order) => order.day))].sort();
  const firstDay = days[0] ?? null;
  const lastDay = days.at(-1) ?? null;
  return {
    orders: valid.length,
    revenue: sum(valid.map((order) => order.net)),
    refunds: sum(known.map((order) => order.refund)),
    grossMargin: sum(valid.map((order) => marginOf(order, margin))),
    firstOrderAt: first?.orderedAt ?? null,
    lastOrderAt: last?.orderedAt ?? null,
    firstDay,
    frequency: Math.max(days.length - 1, 0),
    recencyDays: firstDay && lastDay ? daysBetween(firstDay, lastDay) : 0,
    ageDays: firstDay ? daysBetween(firstDay, asOfDay) : 0,
    repeatSpend: sum(valid.filter((order) => order.day !== firstDay).map((order) => order.net)),
    channel: first?.channel ?? null,
    campaign: first?.campaign ?? null,
  };
}

/** What an order left after cost of goods: by its own cost, or else the configured margin. */
export function marginOf(order: OrderHeader, margin: number): Big {
  return order.cost === null ? order.net.times(margin) : order.net.minus(order.cost);
}

function sum(amounts: readonly Big[]): Big {
  return amounts.reduce((total, amount) => total.plus(amount), new Big(0));
}

/** Ties in time are broken by source and id, as in the SQL. */
function byTime(a: OrderHeader, b: OrderHeader): number {
  return (
    compare(a.orderedAt, b.orderedAt) ||
    compare(a.source, b.source) ||
    compare(a.orderId, b.orderId)
  );
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

/** The summary that a snapshot's row carries. */
export function summaryOfRow(row: CustomerRow): Summary {
  return {
    orders: row.orders,
    revenue: new Big(row.revenue),
    refunds: new Big(row.refunds),
    grossMargin: new Big(row.grossMargin),
    firstOrderAt: row.firstOrderAt,
    lastOrderAt: row.lastOrderAt,
    firstDay: row.firstDay,
    frequency: row.frequency,
    recencyDays: row.recencyDays,
    ageDays: row.ageDays,
    repeatSpend: new Big(row.repeatSpend),
    channel: row.channel,
    campaign: row.campaign,
  };
}
