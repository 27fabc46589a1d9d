import { dayOf } from '../calendar.ts';
import {
  type CustomerKey,
  customerKeyOfEmailHash,
  customerKeyOfSourceId,
} from '../customers/customer-key.ts';
import { normaliseEmail } from '../customers/email.ts';
import type { OrderInput } from '../generated/resolvers.ts';
import type { Settings } from '../settings.ts';
import { type OrderProblem, orderProblems } from './draft-problems.ts';
import { orderKey } from './order.ts';
import type { OrderDraft } from './store.ts';

/** One call's most; a file takes any number. */
const maxOrdersPerCall = 100;

/** A problem and where in the call it is. */
export interface DraftError extends Omit<OrderProblem, 'path'> {
  readonly field: readonly string[];
}

export interface DraftResult {
  readonly draft: OrderDraft | null;
  readonly errors: readonly DraftError[];
}

export interface DraftSources {
  readonly settings: Settings;
  readonly identityHash: (text: string) => string;
  readonly now: () => Date;
}

export function tooManyOrders(orders: readonly unknown[]): DraftError | null {
  return orders.length <= maxOrdersPerCall
    ? null
    : {
        field: ['orders'],
        message: `Expected at most ${maxOrdersPerCall} orders, got ${orders.length}. Send several calls, or a file by uploadCreate.`,
        code: 'TOO_MANY',
      };
}

/** Turns a client's order into a draft, or into the list of everything that is wrong with it. */
export function draftOrder(input: OrderInput, index: number, sources: DraftSources): DraftResult {
  const { settings, now } = sources;
  const problems = orderProblems(input, { currency: settings.currency, now: now() });
  const errors = problems.map(({ path, ...problem }) => ({
    field: ['orders', String(index), ...path],
    ...problem,
  }));
  return { draft: errors.length === 0 ? toDraft(input, sources) : null, errors };
}

function toDraft(input: OrderInput, { settings, identityHash }: DraftSources): OrderDraft {
  const { source, orderId, orderedAt } = input;
  const email = emailOf(input, identityHash);
  return {
    source,
    orderId,
    customerKey: customerKeyOf(input, email),
    email,
    orderedAt,
    utcOffsetMinutes: null,
    day: dayOf(orderedAt, settings.timeZone),
    gross: input.gross,
    discount: input.discount,
    refund: input.refund,
    tax: input.tax,
    shipping: input.shipping,
    cost: input.cost ?? null,
    status: input.status.trim().toLowerCase(),
    channel: input.channel ?? null,
    campaign: input.campaign ?? null,
    coupon: input.coupon ?? null,
    lines: input.lines.map((line) => ({
      product: line.product,
      name: line.name ?? null,
      quantity: line.quantity,
      amount: line.amount,
    })),
    updatedAt: input.updatedAt ?? null,
  };
}

/** Customer id, else e-mail address, else a guest of this one order; as the file importer decides. */
function customerKeyOf(input: OrderInput, email: OrderDraft['email']): CustomerKey {
  if (input.customerId) {
    return customerKeyOfSourceId(input.customerId);
  }
  if (email) {
    return customerKeyOfEmailHash(email.hash);
  }
  return `guest:${orderKey(input)}`;
}

function emailOf(
  { email }: OrderInput,
  identityHash: (text: string) => string,
): OrderDraft['email'] {
  return email ? { address: email.trim(), hash: identityHash(normaliseEmail(email)) } : null;
}
