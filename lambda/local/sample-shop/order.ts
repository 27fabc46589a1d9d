import { type BasketLine, basket } from './basket.ts';
import { dayNumber, earlier, exportedAt, type ShopTime } from './calendar.ts';
import { freeShippingFrom } from './countries.ts';
import { type Coupon, couponOf } from './coupons.ts';
import type { ShopCustomer } from './customer.ts';
import { gamma } from './distributions.ts';
import { type SampleShop, streams } from './options.ts';
import { type Random, randomStream } from './random.ts';
import { type Refund, refundOf } from './refund.ts';
import { type Touch, touchOf } from './touch.ts';
import type { Visit, VisitKind } from './visits.ts';

/** The shop's own words for the state of an order. */
export type OrderStatus =
  | 'completed'
  | 'partially_refunded'
  | 'refunded'
  | 'cancelled'
  | 'failed'
  | 'pending'
  | 'test';

/** An order as the shop keeps it. Amounts are whole cents; all but `tax` are without tax. */
export interface ShopOrder {
  readonly customer: ShopCustomer;
  readonly at: ShopTime;
  readonly updatedAt: ShopTime;
  readonly status: OrderStatus;
  /** True for the later orders of a guest, whose address is then written in capitals. */
  readonly shoutsEmail: boolean;
  readonly touch: Touch;
  readonly coupon: Coupon | undefined;
  readonly lines: readonly BasketLine[];
  /** Σ quantity × unit price; 0 for a replacement, whose lines cost nothing. */
  readonly gross: number;
  readonly discount: number;
  readonly refund: Refund | undefined;
  /** On goods after discount and shipping, as charged: a refund does not lower it. */
  readonly tax: number;
  readonly shipping: number;
  /** Undefined before the shop began to keep it. */
  readonly costOfGoods: number | undefined;
}

/** The shop kept no cost of goods in its first month. */
const costsKnownFrom = dayNumber('2023-08-01');

/** Least intended value of an order, cents: below it there is hardly a product. */
const leastTarget = 600;

/** What comes of a visit; depends on nothing but the shop's options and the visit. */
export function orderOf(shop: SampleShop, visit: Visit): ShopOrder {
  const { customer, at, kind } = visit;
  // The staff's index of −1 becomes 0, a customer's stays apart from it.
  const random = randomStream(shop.seed, streams.order, customer.index + 1, visit.sequence);
  const { spend, tastes } = customer.segment;
  const target = Math.max(leastTarget, 100 * gamma(random, spend.p, customer.spendRate));
  const lines = basket(random, target, tastes);
  const isFree = kind === 'replacement';
  const gross = isFree ? 0 : sum(lines, ({ product, quantity }) => product.price * quantity);
  const coupon = isFree ? undefined : couponOf(visit, random);
  const discount = percentOf(gross, coupon?.percent ?? 0);
  const goods = gross - discount;
  const shipping = isFree || goods >= freeShippingFrom ? 0 : customer.country.shipping;
  const refund = kind === 'purchase' ? refundOf(visit, goods, lines, random) : undefined;
  return {
    customer,
    at,
    updatedAt: refund?.at ?? updatedAt(kind, at, random),
    status: statusOf(kind, refund, goods),
    shoutsEmail: customer.id === '' && visit.sequence % 2 === 1,
    touch: touchOf(visit, random),
    coupon,
    lines,
    gross,
    discount,
    refund,
    tax: percentOf(goods + shipping, customer.country.taxPercent),
    shipping,
    costOfGoods: at.day < costsKnownFrom ? undefined : costOf(lines),
  };
}

/** Rounded half up to the cent. */
function percentOf(cents: number, percent: number): number {
  return Math.floor((cents * percent + 50) / 100);
}

function costOf(lines: readonly BasketLine[]): number {
  return sum(lines, ({ product, quantity }) => product.cost * quantity);
}

function sum<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((total, item) => total + amount(item), 0);
}

/** An order is last touched when it ships, two days on; one that came to nothing never ships. */
function updatedAt(kind: VisitKind, at: ShopTime, random: Random): ShopTime {
  const ships = kind === 'purchase' || kind === 'replacement';
  const shipped = { day: at.day + 2, second: 36_000 + Math.floor(random() * 14_400) };
  return ships ? earlier(shipped, exportedAt) : at;
}

function statusOf(kind: VisitKind, refund: Refund | undefined, goods: number): OrderStatus {
  if (kind === 'purchase' && refund) {
    return refund.amount === goods ? 'refunded' : 'partially_refunded';
  }
  return kind === 'purchase' || kind === 'replacement' ? 'completed' : kind;
}
