import type { Big } from 'big.js';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Order } from '../../../graph/orders/order.ts';
import { moneyType, orderColumns } from '../../lake/schema.ts';

/**
 * A lake delta of a few orders, written without the engine: the API function has no room for it.
 * Column for column the types that the engine writes for `orderColumns`; a test has it read them.
 */
export function orderDelta(orders: readonly Order[]): Uint8Array {
  const rows = orders.map(rowOf);
  const names = Object.keys(orderColumns) as (keyof typeof orderColumns)[];
  const buffer = parquetWriteBuffer({
    columnData: names.map((name) => ({ name, data: rows.map((row) => row[name]) })),
    schema: [
      { name: 'root', num_children: names.length },
      ...names.flatMap((name) => elementsOf(name, orderColumns[name])),
    ],
  });
  return new Uint8Array(buffer);
}

type Row = Readonly<Record<keyof typeof orderColumns, unknown>>;

function rowOf(order: Order): Row {
  return {
    customer_key: order.customerKey,
    source: order.source,
    order_id: order.orderId,
    ordered_at: BigInt(Date.parse(order.orderedAt)) * 1000n,
    utc_offset_minutes: order.utcOffsetMinutes,
    order_day: new Date(order.day),
    currency: order.currency,
    gross: unscaled(order.gross),
    discount: unscaled(order.discount),
    refund: unscaled(order.refund),
    tax: unscaled(order.tax),
    shipping: unscaled(order.shipping),
    net: unscaled(order.net),
    cost: order.cost && unscaled(order.cost),
    status: order.status,
    exclusion: order.exclusion,
    channel: order.channel,
    campaign: order.campaign,
    coupon: order.coupon,
    lines: order.lines.map(({ product, name, quantity, amount }) => ({
      product,
      name,
      quantity: unscaled(quantity),
      amount: unscaled(amount),
    })),
    version: order.version,
    run: order.run,
  };
}

/** Four decimal places as an integer, the way Parquet stores a DECIMAL(18,4). */
export function unscaled(amount: Big): bigint {
  return BigInt(amount.times(10_000).toFixed(0));
}

function elementsOf(name: string, type: string): SchemaElement[] {
  if (!type.endsWith('[]')) {
    return [elementOf(name, type)];
  }
  const fields = ['product', 'name'].map((field) => elementOf(field, 'VARCHAR'));
  const amounts = ['quantity', 'amount'].map((field) => elementOf(field, moneyType));
  return [
    { name, repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', num_children: 4 },
    ...fields,
    ...amounts,
  ];
}

export function elementOf(name: string, type: string): SchemaElement {
  return { name, repetition_type: 'OPTIONAL', ...physicalType(type) };
}

function physicalType(type: string): Omit<SchemaElement, 'name'> {
  switch (type) {
    case 'VARCHAR':
      return { type: 'BYTE_ARRAY', converted_type: 'UTF8' };
    case 'DATE':
      return { type: 'INT32', converted_type: 'DATE' };
    case 'SMALLINT':
      return { type: 'INT32', converted_type: 'INT_16' };
    case 'TIMESTAMPTZ':
      return {
        type: 'INT64',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
      };
    case moneyType:
      return { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 4 };
    default:
      throw new Error(`expected a type of the lake's order columns; got ${type}`);
  }
}
