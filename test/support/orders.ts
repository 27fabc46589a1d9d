import Big from 'big.js';
import type { Order } from '../../graph/orders/order.ts';

export interface OrderParts extends Partial<Omit<Order, 'gross' | 'net' | 'cost' | 'refund'>> {
  readonly customer: string;
  readonly day: string;
  readonly amount?: string;
  readonly refund?: string;
  readonly cost?: string;
}

/** A valid order of a customer on a day at noon UTC, 10.00 unless told. */
export function order({
  customer,
  day,
  amount = '10',
  refund = '0',
  cost,
  ...rest
}: OrderParts): Order {
  const gross = new Big(amount);
  return {
    source: 'test',
    orderId: `${customer}-${day}`,
    customerKey: `id:${customer}`,
    orderedAt: `${day}T12:00:00.000Z`,
    utcOffsetMinutes: 0,
    day,
    currency: 'USD',
    gross,
    discount: new Big(0),
    refund: new Big(refund),
    tax: new Big(0),
    shipping: new Big(0),
    net: gross.minus(refund),
    cost: cost === undefined ? null : new Big(cost),
    status: 'paid',
    exclusion: null,
    channel: null,
    campaign: null,
    coupon: null,
    lines: [],
    version: '2026-01-01T00:00:00.000Z',
    run: 'imp_1',
    ...rest,
  };
}
