import Big from 'big.js';
import { dayOf } from '../calendar.ts';
import { type CustomerKey, customerKeyOfSourceId } from '../customers/customer-key.ts';
import { normaliseEmail } from '../customers/email.ts';
import type { OrderInput } from '../generated/resolvers.ts';
import type { Settings } from '../settings.ts';
import { orderKey } from './order.ts';
import type { OrderDraft } from './store.ts';

/** One call's most; a file takes any number. */
export const maxOrdersPerCall = 100;

export interface DraftError {
  readonly field: readonly string[];
  readonly message: string;
  readonly code: 'INVALID' | 'CURRENCY_UNSUPPORTED' | 'TOO_MANY';
}

export interface DraftResult {
  readonly draft: OrderDraft | null;
  readonly errors: readonly DraftError[];
}

export interface DraftSources {
  readonly settings: Settings;
  readonly sha256: (text: string) => string;
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
  const errors = problems(input, sources.settings).map(({ field, ...problem }) => ({
    field: ['orders', String(index), field],
    ...problem,
  }));
  return { draft: errors.length === 0 ? toDraft(input, sources) : null, errors };
}

interface Problem {
  readonly field: string;
  readonly message: string;
  readonly code: DraftError['code'];
}

const moneyFields = ['gross', 'discount', 'refund', 'tax', 'shipping', 'cost'] as const;

function problems(input: OrderInput, settings: Settings): Problem[] {
  return [...emptyTexts(input), ...moneyProblems(input), ...currencyProblem(input, settings)];
}

function emptyTexts({ source, orderId }: OrderInput): Problem[] {
  return Object.entries({ source, orderId }).flatMap(([field, value]) =>
    value.trim() === ''
      ? [
          {
            field,
            message: `Expected ${field} to be a text, got an empty one.`,
            code: 'INVALID' as const,
          },
        ]
      : [],
  );
}

function moneyProblems(input: OrderInput): Problem[] {
  const found: Problem[] = [];
  for (const field of moneyFields) {
    const value = input[field];
    if (typeof value === 'string' && !isAmount(value)) {
      found.push({
        field,
        message: `Expected ${field} to be an amount >= 0 with at most four decimal places, got ${value}.`,
        code: 'INVALID',
      });
    }
  }
  if (found.length === 0 && netOf(input).lt(0)) {
    found.push({
      field: 'refund',
      message: `Expected gross − discount − refund >= 0, got ${netOf(input).toFixed()}.`,
      code: 'INVALID',
    });
  }
  return found;
}

function isAmount(text: string): boolean {
  return !text.startsWith('-') && (text.split('.')[1]?.length ?? 0) <= 4;
}

function netOf({
  gross,
  discount,
  refund,
}: Pick<OrderInput, 'gross' | 'discount' | 'refund'>): Big {
  return new Big(gross).minus(discount).minus(refund);
}

function currencyProblem({ currency }: OrderInput, settings: Settings): Problem[] {
  return currency && currency !== settings.currency
    ? [
        {
          field: 'currency',
          message: `Expected the reporting currency ${settings.currency}, got ${currency}, for which there is no rate.`,
          code: 'CURRENCY_UNSUPPORTED',
        },
      ]
    : [];
}

function toDraft(input: OrderInput, { settings, sha256 }: DraftSources): OrderDraft {
  const { source, orderId, orderedAt } = input;
  return {
    source,
    orderId,
    customerKey: customerKeyOf(input, sha256),
    orderedAt,
    utcOffsetMinutes: null,
    day: dayOf(orderedAt, settings.timeZone),
    gross: input.gross,
    discount: input.discount,
    refund: input.refund,
    tax: input.tax,
    shipping: input.shipping,
    cost: input.cost ?? null,
    status: input.status.toLowerCase(),
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
function customerKeyOf(input: OrderInput, sha256: (text: string) => string): CustomerKey {
  if (input.customerId) {
    return customerKeyOfSourceId(input.customerId);
  }
  if (input.email) {
    return `email:${sha256(normaliseEmail(input.email))}`;
  }
  return `guest:${orderKey(input)}`;
}
