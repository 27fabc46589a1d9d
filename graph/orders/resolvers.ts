import type { Context } from '../context.ts';
import type { DateRange, Resolvers } from '../generated/resolvers.ts';
import { keyOfGlobalId, toGlobalId } from '../global-id.ts';
import { decimalText, money } from '../money.ts';
import { pageOf } from '../pagination.ts';
import { isPossibleKey } from '../possible-key.ts';
import { checkRange } from '../range.ts';
import { draftOrder, tooManyOrders } from './draft.ts';
import { type OrderHeader, orderKey } from './order.ts';

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
    ordersRecord: async (_parent, { orders }, context) => {
      const refused = tooManyOrders(orders);
      if (refused) {
        return { orders: [], import: null, userErrors: [refused] };
      }
      const { settings } = (await context.snapshot()) ?? context;
      const results = orders.map((input, index) =>
        draftOrder(input, index, { ...context, settings }),
      );
      const drafts = results.flatMap(({ draft }) => (draft ? [draft] : []));
      const places = results.flatMap(({ draft }, index) => (draft ? [index] : []));
      const userErrors = results.flatMap(({ errors }) => errors);
      if (drafts.length === 0) {
        return { orders: [], import: null, userErrors };
      }
      const report = await context.stores.orders.record(drafts);
      for (const { customerKey, email } of drafts) {
        context.loaders.profile.clear(customerKey);
        if (email) {
          context.loaders.customerByEmailHash.clear(email.hash);
        }
        context.loaders.recentOrders.clear(customerKey);
        context.loaders.orders.clear(customerKey);
        context.loaders.liveSummary.clear(customerKey);
      }
      const recorded = await Promise.all(
        drafts.map(async (draft) => {
          const known = await context.loaders.orders.load(draft.customerKey);
          return known.filter((order) => orderKey(order) === orderKey(draft));
        }),
      );
      const refusals = report.firstRejects.map(({ line, column, reason }) => ({
        field: ['orders', String(places[line - 1] ?? 0), ...(column === null ? [] : [column])],
        message: reason,
        code: 'INVALID' as const,
      }));
      return {
        orders: recorded.flat(),
        import: report,
        userErrors: [...userErrors, ...refusals],
      };
    },
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
    customer: ({ customerKey }) => ({ key: customerKey, row: undefined }),
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
  const customer = await loaders.customerOfOrder.load(key);
  if (customer === undefined) {
    return null;
  }
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
