import type { Context } from '../context.ts';
import type { OrderInput, OrdersRecordPayload } from '../generated/resolvers.ts';
import type { ImportReport, Reject } from '../imports/import.ts';
import { type DraftError, draftOrder, tooManyOrders } from './draft.ts';
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
  const refusals = checked.flatMap(({ errors: [error] }, index) =>
    error ? [rejectOf(error, index + 1)] : [],
  );
  const { report, outcomes } = await context.stores.orders.record(drafts, refusals);
  return {
    orders: await asTheyStand(drafts, context),
    results: resultsOf(new Map(outcomes.map((outcome, index) => [places[index] ?? 0, outcome]))),
    import: report,
    userErrors: [...userErrors, ...refusalsOf(report, new Set(places))],
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
function refusalsOf({ firstRejects }: ImportReport, places: ReadonlySet<number>) {
  return firstRejects
    .filter(({ line }) => places.has(line - 1))
    .map(({ line, column, reason }) => ({
      field: ['orders', String(line - 1), ...(column === null ? [] : [column])],
      message: reason,
      code: 'INVALID' as const,
    }));
}

/** Reports are kept, and many of them: no text of a client is kept whole. */
const longestReason = 300;

/** An order refused by its look, as a report has it. The reason says what stood there. */
function rejectOf({ field, message }: DraftError, line: number): Reject {
  const column = field.slice(2).join('.');
  return { line, column, value: null, reason: message.slice(0, longestReason) };
}
