import { badOrderRows, type Entry, withBadRows } from './bad-rows.ts';
import type { BasketLine } from './basket.ts';
import { isoTime } from './calendar.ts';
import { type OrderColumn, orderColumns } from './columns.ts';
import { csvLine, money } from './csv.ts';
import type { SampleShop } from './options.ts';
import type { ShopOrder } from './order.ts';
import { shopOrders } from './order-stream.ts';

/** What the orders file holds, in its order. */
export function orderEntries(shop: SampleShop): Generator<Entry<ShopOrder, OrderColumn>> {
  return withBadRows(shopOrders(shop), shop.withBadRows ? badOrderRows : []);
}

/** The lines of the orders file, header first. */
export function* ordersCsv(shop: SampleShop): Generator<string> {
  yield csvLine(orderColumns);
  let count = 0;
  for (const entry of orderEntries(shop)) {
    if ('bad' in entry) {
      yield csvLine(orderColumns.map((column) => entry.bad.row[column] ?? ''));
    } else {
      count++;
      yield* orderLines(`S-${100_000 + count}`, entry.sound);
    }
  }
}

function* orderLines(orderId: string, order: ShopOrder): Generator<string> {
  const { customer, refund } = order;
  const head = [
    orderId,
    isoTime(order.at),
    customer.id,
    order.shoutsEmail ? customer.email.toUpperCase() : customer.email,
    customer.name,
    customer.country.code,
    order.status,
    'EUR',
    order.touch.channel,
    order.touch.campaign,
    order.coupon?.code ?? '',
  ];
  const tail = [
    money(order.gross),
    money(order.discount),
    money(refund?.amount ?? 0),
    refund ? isoTime(refund.at) : '',
    money(order.tax),
    money(order.shipping),
    order.costOfGoods === undefined ? '' : money(order.costOfGoods),
    isoTime(order.updatedAt),
  ];
  const isFree = order.gross === 0;
  for (const line of order.lines) {
    yield csvLine([...head, ...lineFields(line, isFree), ...tail]);
  }
}

function lineFields({ product, quantity }: BasketLine, isFree: boolean): string[] {
  const price = isFree ? 0 : product.price;
  return [
    product.id,
    product.name,
    product.category,
    String(quantity),
    money(price),
    money(price * quantity),
  ];
}
