import Big from 'big.js';
import {
  type Exclusion,
  exclusions,
  type OrderHeader,
  type OrderLine,
  orderKey,
} from '../../../graph/orders/order.ts';
import { day, decimal, instant, number, type RawRow, type Scales, text } from './field-values.ts';

/** A row of `orderColumns` without its lines. Throws when a column that every order has is empty. */
export function orderHeader(row: RawRow, scales: Scales): OrderHeader {
  const amount = (column: string) =>
    new Big(must(column, decimal(row[column], scales.get(column))));
  const cost = decimal(row['cost'], scales.get('cost'));
  return {
    source: must('source', text(row['source'])),
    orderId: must('order_id', text(row['order_id'])),
    customerKey: must('customer_key', text(row['customer_key'])),
    orderedAt: must('ordered_at', instant(row['ordered_at'])),
    utcOffsetMinutes: number(row['utc_offset_minutes']),
    day: must('order_day', day(row['order_day'])),
    currency: must('currency', text(row['currency'])),
    gross: amount('gross'),
    discount: amount('discount'),
    refund: amount('refund'),
    tax: amount('tax'),
    shipping: amount('shipping'),
    net: amount('net'),
    cost: cost === null ? null : new Big(cost),
    status: must('status', text(row['status'])),
    exclusion: exclusion(text(row['exclusion'])),
    channel: text(row['channel']),
    campaign: text(row['campaign']),
    coupon: text(row['coupon']),
    version: must('version', text(row['version'])),
    run: must('run', text(row['run'])),
  };
}

/** What `orderLines` needs. */
export const lineColumns = ['customer_key', 'source', 'order_id', 'lines'];

/** The lines of a row of `orderColumns`, with the key of their order. */
export function orderLines(row: RawRow, scales: Scales): readonly [string, OrderLine[]] {
  const source = must('source', text(row['source']));
  const orderId = must('order_id', text(row['order_id']));
  return [orderKey({ source, orderId }), lines(row['lines'], scales)];
}

/** No list and an empty one both mean that the source gave no lines. */
function lines(value: unknown, scales: Scales): OrderLine[] {
  const list: readonly RawRow[] = Array.isArray(value) ? value : [];
  return list.map((line) => ({
    product: must('lines.product', text(line['product'])),
    name: text(line['name']),
    quantity: new Big(must('lines.quantity', decimal(line['quantity'], scales.get('quantity')))),
    amount: new Big(must('lines.amount', decimal(line['amount'], scales.get('amount')))),
  }));
}

function exclusion(value: string | null): Exclusion | null {
  const known = exclusions.find((name) => name === value) ?? null;
  if (value !== null && known === null) {
    throw new Error(
      `lake order: expected exclusion to be one of ${exclusions.join(', ')}, got ${value}`,
    );
  }
  return known;
}

function must<T>(column: string, value: T | null): T {
  if (value === null) {
    throw new Error(`lake order: expected a value in ${column}, got null`);
  }
  return value;
}
