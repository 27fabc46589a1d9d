import type { Exclusion } from '../../../graph/orders/order.ts';
import { type SampleShop, type SampleShopOptions, sampleShop } from './options.ts';
import type { OrderStatus, ShopOrder } from './order.ts';
import { orderEntries } from './orders-csv.ts';
import { spendEntries } from './spend-csv.ts';

/** A bad row and where it stands: the header is line 1. */
interface BadRowAt {
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly reason: string;
}

/** What the generated files hold, for tests to hold an import against. Amounts are cents. */
export interface SampleShopTruth {
  /** Data rows of the orders file, bad ones included. */
  readonly orderRows: number;
  /** Orders of the file, without bad rows. */
  readonly orders: number;
  /** Orders by the reason they do not count; VALID for those that do. */
  readonly ordersByExclusion: Readonly<Record<Exclusion | 'VALID', number>>;
  /** Sums over the valid orders; net = gross − discount − refund. */
  readonly valid: Totals;
  /** Sums over all orders without bad rows, whatever became of them. */
  readonly all: Totals;
  /** Customers with at least one valid order: accounts, and guests by address. */
  readonly buyers: number;
  readonly guestBuyers: number;
  readonly badOrderRows: readonly BadRowAt[];
  /** Data rows of the spend file, bad ones included. */
  readonly spendRows: number;
  readonly adSpend: number;
  readonly otherSpend: number;
  readonly badSpendRows: readonly BadRowAt[];
}

interface Totals {
  readonly gross: number;
  readonly discount: number;
  readonly refund: number;
  readonly net: number;
}

/** Counts and sums straight from the generator, without a CSV in between. */
export function sampleShopTruth(options: SampleShopOptions = {}): SampleShopTruth {
  const shop = sampleShop(options);
  return { ...orderTruth(shop), ...spendTruth(shop) };
}

/** Why an order does not count, in the product's words; undefined for a valid one. */
export function exclusionOf({ status, gross }: ShopOrder): Exclusion | undefined {
  return exclusionByStatus[status] ?? (gross === 0 ? 'ZERO_AMOUNT' : undefined);
}

const exclusionByStatus: Readonly<Partial<Record<OrderStatus, Exclusion>>> = {
  cancelled: 'CANCELLED',
  failed: 'FAILED',
  pending: 'UNPAID',
  test: 'TEST',
  refunded: 'FULLY_REFUNDED',
};

function orderTruth(shop: SampleShop) {
  const ordersByExclusion = { ...noOrders };
  const badOrderRows: BadRowAt[] = [];
  const buyers = new Set<string>();
  let guestBuyers = 0;
  let [valid, all] = [nothing, nothing];
  let [orders, line] = [0, 1];
  for (const entry of orderEntries(shop)) {
    if ('bad' in entry) {
      line++;
      badOrderRows.push({ line, ...fault(entry.bad) });
      continue;
    }
    const order = entry.sound;
    const exclusion = exclusionOf(order) ?? 'VALID';
    line += order.lines.length;
    orders++;
    ordersByExclusion[exclusion]++;
    all = plus(all, order);
    if (exclusion === 'VALID') {
      valid = plus(valid, order);
      guestBuyers += order.customer.id === '' && !buyers.has(order.customer.email) ? 1 : 0;
      buyers.add(order.customer.email);
    }
  }
  const counts = { orderRows: line - 1, orders, ordersByExclusion };
  return { ...counts, valid, all, buyers: buyers.size, guestBuyers, badOrderRows };
}

function spendTruth(shop: SampleShop) {
  const badSpendRows: BadRowAt[] = [];
  const spent = { ads: 0, other: 0 };
  let line = 1;
  for (const entry of spendEntries(shop)) {
    line++;
    if ('bad' in entry) {
      badSpendRows.push({ line, ...fault(entry.bad) });
    } else {
      spent[entry.sound.kind] += entry.sound.cents;
    }
  }
  return { spendRows: line - 1, adSpend: spent.ads, otherSpend: spent.other, badSpendRows };
}

const noOrders: Readonly<Record<Exclusion | 'VALID', number>> = {
  VALID: 0,
  ZERO_AMOUNT: 0,
  CANCELLED: 0,
  FAILED: 0,
  UNPAID: 0,
  TEST: 0,
  DELETED: 0,
  FULLY_REFUNDED: 0,
};

const nothing: Totals = { gross: 0, discount: 0, refund: 0, net: 0 };

function plus(totals: Totals, { gross, discount, refund }: ShopOrder): Totals {
  const back = refund?.amount ?? 0;
  return {
    gross: totals.gross + gross,
    discount: totals.discount + discount,
    refund: totals.refund + back,
    net: totals.net + gross - discount - back,
  };
}

function fault({ column, value, reason }: Omit<BadRowAt, 'line'>): Omit<BadRowAt, 'line'> {
  return { column, value, reason };
}
