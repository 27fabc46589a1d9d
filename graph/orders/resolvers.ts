import type { Context } from '../context.ts';
import type { DateRange, Resolvers } from '../generated/resolvers.ts';
import { keyOfGlobalId, toGlobalId } from '../global-id.ts';
import { decimalText, money } from '../money.ts';
import { pageOf } from '../pagination.ts';
import { isPossibleKey } from '../possible-key.ts';
import { checkRange } from '../range.ts';
import { type OrderHeader, orderKey } from './order.ts';
import { recordOrders } from './record.ts';

export const orderResolvers: Resolvers = {
  Query: {
    order: (_parent, { by }, context) => {
      const key =
        typeof by.id === 'string'
          ? keyOfGlobalId(by.id, 'Order')
          : orderKey({ source: by.source?.source ?? '', orderId: by.source?.orderId ?? '' });
      return findOrder(key, context);
    },
  },
  Mutation: {
    ordersRecord: (_parent, { orders }, context) => recordOrders(orders, context),
  },
  Customer: {
    orders: async ({ key }, input, { loaders }) => {
      const { between, includeExcluded } = input;
      checkRange(['between.from', between?.from], ['between.to', between?.to]);
      const all = await loaders.orders.load(key);
      const kept = all.filter(
        (order) => (includeExcluded || order.exclusion === null) && isBetween(order, between),
      );
      const binding = JSON.stringify([key, between?.from, between?.to, includeExcluded]);
      const page = pageOf(kept, input, { binding, keyOf: placeOf, compare: newestFirst });
      return { ...page, totalCount: kept.length };
    },
  },
  Order: {
    id: (order) => toGlobalId('Order', orderKey(order)),
    customer: async ({ customerKey }, _arguments, { loaders }) => {
      const { customer } = await loaders.recentOrders.load(customerKey);
      return { key: customer, row: undefined };
    },
    gross: (order) => money(order.gross, order.currency),
    discount: (order) => money(order.discount, order.currency),
    refund: (order) => money(order.refund, order.currency),
    tax: (order) => money(order.tax, order.currency),
    shipping: (order) => money(order.shipping, order.currency),
    net: (order) => money(order.net, order.currency),
    cost: (order) => (order.cost ? money(order.cost, order.currency) : null),
    lines: async (order, _arguments, { loaders }) => {
      const { lines, currency, customerKey } = order;
      const known = lines ?? (await loaders.historyLines.load(customerKey)).get(orderKey(order));
      return (known ?? []).map((line) => ({ ...line, currency }));
    },
  },
  OrderLine: {
    quantity: ({ quantity }) => quantity.toFixed(),
    amount: ({ amount, currency }) => ({ amount: decimalText(amount), currencyCode: currency }),
  },
};

/** The latest version of an order: whose it is, then that customer's orders. */
export async function findOrder(key: string, { loaders }: Context): Promise<OrderHeader | null> {
  if (!isPossibleKey(key)) {
    return null;
  }
  const found = await loaders.customerOfOrder.load(key);
  if (found === undefined) {
    return null;
  }
  const { customer } = await loaders.recentOrders.load(found);
  const orders = await loaders.orders.load(customer);
  return orders.find((order) => orderKey(order) === key) ?? null;
}

function isBetween({ day }: OrderHeader, between: DateRange | null | undefined): boolean {
  return (!between?.from || day >= between.from) && (!between?.to || day < between.to);
}

/** Time first, so that a cursor keeps its place when orders arrive. */
function placeOf(order: OrderHeader): string {
  return `${order.orderedAt} ${orderKey(order)}`;
}

function newestFirst(a: string, b: string): number {
  const [aTime, bTime] = [a.slice(0, a.indexOf(' ')), b.slice(0, b.indexOf(' '))];
  if (aTime !== bTime) {
    return aTime < bTime ? 1 : -1;
  }
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
