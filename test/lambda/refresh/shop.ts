import Big from 'big.js';
import type { Exclusion, Order } from '../../../graph/orders/order.ts';

/** A small seeded generator (mulberry32): the same shop on every machine. */
export function randomSource(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An order of one valid kind; tests change what they are about. */
export function order(change: Partial<Order> = {}): Order {
  const gross = change.gross ?? new Big('20');
  const discount = change.discount ?? new Big(0);
  const refund = change.refund ?? new Big(0);
  return {
    source: 'shop',
    orderId: '1',
    customerKey: 'id:1',
    orderedAt: '2024-03-01T10:00:00.000Z',
    utcOffsetMinutes: null,
    day: (change.orderedAt ?? '2024-03-01').slice(0, 10),
    currency: 'USD',
    tax: new Big(0),
    shipping: new Big(0),
    cost: null,
    status: 'paid',
    exclusion: null,
    channel: null,
    campaign: null,
    coupon: null,
    lines: [],
    version: '2024-03-01T10:00:00.000Z',
    run: 'run-1',
    ...change,
    gross,
    discount,
    refund,
    net: gross.minus(discount).minus(refund),
  };
}

const exclusionsSeen: readonly (Exclusion | null)[] = [null, null, null, null, null, 'CANCELLED'];
const channels = ['search', 'social', null] as const;

/** Orders of `customers` customers over two years: repeat buyers, same-day pairs, refunds, exclusions. */
export function randomOrders(customers: number, seed: number): Order[] {
  const random = randomSource(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: customers }, (_, customer) => {
    const first = below(600);
    const count = 1 + Math.floor(-Math.log(1 - random()) * 2);
    return Array.from({ length: count }, (_, index) => {
      const day = first + (index === 0 ? 0 : below(130));
      const cents = 100 + below(20_000);
      return order({
        orderId: `${customer}-${index}`,
        customerKey: `id:${customer}`,
        orderedAt: new Date(Date.UTC(2023, 0, 1 + day, below(3) * 5)).toISOString(),
        gross: new Big(cents).div(100),
        refund: below(8) === 0 ? new Big(below(100)).div(100) : new Big(0),
        cost: below(3) === 0 ? new Big(cents).div(200).round(4) : null,
        exclusion: exclusionsSeen[below(6)] ?? null,
        channel: channels[below(3)] ?? null,
        campaign: customer % 4 === 0 ? 'spring/50 %' : null,
        lines: [`cup-${customer % 3}`, `pot-${(customer + index) % 5}`].map((product) => ({
          product,
          name: index === 0 ? `The ${product}` : null,
          quantity: new Big(index + 1),
          amount: new Big(cents).div(200).round(4),
        })),
        version: `v${below(3)}`,
      });
    });
  }).flat();
}
