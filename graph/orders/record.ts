import type { Context } from '../context.ts';
import type { OrderInput, OrdersRecordPayload } from '../generated/resolvers.ts';
import type { ImportReport } from '../imports/import.ts';
import { draftOrder, tooManyOrders } from './draft.ts';
import { type OrderHeader, orderKey } from './order.ts';
import type { OrderDraft, OrderOutcome } from './store.ts';

type Payload = Omit<OrdersRecordPayload, 'orders' | 'import'> & {
  readonly orders: readonly OrderHeader[];
  readonly import: ImportReport | null;
};

/** Records the acceptable ones of a client's orders, and says what became of each. */
export async function recordOrders(
  orders: readonly OrderInput[],
  context: Context,
): Promise<Payload> {
  const refused = tooManyOrders(orders);
  if (refused) {
    return { orders: [], results: [], import: null, userErrors: [refused] };
  }
  const { settings } = (await context.snapshot()) ?? context;
  const checked = orders.map((input, index) => draftOrder(input, index, { ...context, settings }));
  const drafts = checked.flatMap(({ draft }) => (draft ? [draft] : []));
  const places = checked.flatMap(({ draft }, index) => (draft ? [index] : []));
  const userErrors = checked.flatMap(({ errors }) => errors);
  const resultsOf = (outcomes: ReadonlyMap<number, OrderOutcome>) =>
    orders.map(({ source, orderId }, index) => ({
      source,
      orderId,
      outcome: outcomes.get(index) ?? ('REFUSED' as const),
    }));
  if (drafts.length === 0) {
    return { orders: [], results: resultsOf(new Map()), import: null, userErrors };
  }
  const { report, outcomes } = await context.stores.orders.record(drafts);
  return {
    orders: await asTheyStand(drafts, context),
    results: resultsOf(new Map(outcomes.map((outcome, index) => [places[index] ?? 0, outcome]))),
    import: report,
    userErrors: [...userErrors, ...refusalsOf(report, places)],
  };
}

/** The orders as the very next query would show them. */
async function asTheyStand(
  drafts: readonly OrderDraft[],
  { loaders }: Context,
): Promise<readonly OrderHeader[]> {
  loaders.profile.clearAll();
  loaders.customerByEmailHash.clearAll();
  loaders.recentOrders.clearAll();
  loaders.orders.clearAll();
  loaders.liveSummary.clearAll();
  const found = await Promise.all(
    drafts.map(async (draft) => {
      const { customer } = await loaders.recentOrders.load(draft.customerKey);
      const known = await loaders.orders.load(customer);
      return known.filter((order) => orderKey(order) === orderKey(draft));
    }),
  );
  return found.flat();
}

/** What the last guard before the lake refused, in terms of the client's list. */
function refusalsOf({ firstRejects }: ImportReport, places: readonly number[]) {
  return firstRejects.map(({ line, column, reason }) => ({
    field: ['orders', String(places[line - 1] ?? 0), ...(column === null ? [] : [column])],
    message: reason,
    code: 'INVALID' as const,
  }));
}
