import Big from 'big.js';
import type { Exclusion, Order, OrderLine } from '../../../graph/orders/order.ts';
import { orderKey } from '../../../graph/orders/order.ts';
import { recentOrderKey } from '../../layout.ts';
import type { Item } from './batch-get.ts';

const moneyFields = ['gross', 'discount', 'refund', 'tax', 'shipping', 'net'] as const;

/** An order as DynamoDB keeps it: decimals as texts, because its numbers are read as binary floats. */
export function orderItem(order: Order): Item {
  const amounts = moneyFields.map((field) => [field, order[field].toFixed()]);
  return {
    ...recentOrderKey(order.customerKey, orderKey(order)),
    ...order,
    ...Object.fromEntries(amounts),
    cost: order.cost?.toFixed() ?? null,
    lines: order.lines.map((line) => ({
      ...line,
      quantity: line.quantity.toFixed(),
      amount: line.amount.toFixed(),
    })),
  };
}

/** The order of an item that `orderItem` made. */
export function orderOfItem(item: Item): Order {
  return {
    source: text(item, 'source'),
    orderId: text(item, 'orderId'),
    customerKey: text(item, 'customerKey'),
    orderedAt: text(item, 'orderedAt'),
    utcOffsetMinutes:
      typeof item['utcOffsetMinutes'] === 'number' ? item['utcOffsetMinutes'] : null,
    day: text(item, 'day'),
    currency: text(item, 'currency'),
    gross: decimal(item, 'gross'),
    discount: decimal(item, 'discount'),
    refund: decimal(item, 'refund'),
    tax: decimal(item, 'tax'),
    shipping: decimal(item, 'shipping'),
    net: decimal(item, 'net'),
    cost: item['cost'] === null ? null : decimal(item, 'cost'),
    status: text(item, 'status'),
    exclusion: optional(item, 'exclusion') as Exclusion | null,
    channel: optional(item, 'channel'),
    campaign: optional(item, 'campaign'),
    coupon: optional(item, 'coupon'),
    lines: linesOf(item['lines']),
    version: text(item, 'version'),
    run: text(item, 'run'),
  };
}

function linesOf(value: unknown): OrderLine[] {
  return Array.isArray(value)
    ? value.map((line: Item) => ({
        product: text(line, 'product'),
        name: optional(line, 'name'),
        quantity: decimal(line, 'quantity'),
        amount: decimal(line, 'amount'),
      }))
    : [];
}

function text(item: Item, field: string): string {
  const value = item[field];
  if (typeof value !== 'string') {
    throw new TypeError(`expected a text in field ${field} of an order item; got ${typeof value}`);
  }
  return value;
}

function optional(item: Item, field: string): string | null {
  return item[field] === null || item[field] === undefined ? null : text(item, field);
}

function decimal(item: Item, field: string): Big {
  return new Big(text(item, field));
}
