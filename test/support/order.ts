import Big from 'big.js';
import type { Order } from '../../graph/orders/order.ts';

/** A valid order of 10.00; name what the test is about. */
export function order(parts: Partial<Order>): Order {
  return {
    source: 'shop',
    orderId: '1',
    customerKey: 'id:a',
    orderedAt: '2024-05-31T12:00:00.000Z',
    utcOffsetMinutes: null,
    day: '2024-05-31',
    currency: 'USD',
    gross: new Big(10),
    discount: new Big(0),
    refund: new Big(0),
    tax: new Big(0),
    shipping: new Big(0),
    net: new Big(10),
    cost: null,
    status: 'paid',
    exclusion: null,
    channel: null,
    campaign: null,
    coupon: null,
    lines: [],
    version: '2024-05-31T12:00:00.000Z/2024-05-31T12:00:00.000Z/00000000',
    run: 'imp_1',
    ...parts,
  };
}
