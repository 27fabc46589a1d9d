import Big from 'big.js';
import type { OrderInput, OrderLineInput } from '../generated/resolvers.ts';

/** What is wrong with one field of a live order; `path` leads to it from the order. */
export interface OrderProblem {
  readonly path: readonly string[];
  readonly message: string;
  readonly code: 'INVALID' | 'CURRENCY_UNSUPPORTED' | 'TOO_MANY';
}

export interface OrderLimits {
  /** The reporting currency. */
  readonly currency: string;
  readonly now: Date;
}

/** Everything that keeps a live order from being accepted. */
export function orderProblems(input: OrderInput, { currency, now }: OrderLimits): OrderProblem[] {
  return [
    ...textProblems(input),
    ...idProblems(input),
    ...emailProblem(input),
    ...timeProblem(input, now),
    ...moneyProblems(input),
    ...input.lines.flatMap(lineProblems),
    ...currencyProblem(input, currency),
  ];
}

const textFields = [
  'source',
  'orderId',
  'customerId',
  'email',
  'status',
  'channel',
  'campaign',
  'coupon',
] as const;

/** Half a surrogate pair would be stored as another text, and NUL ends a text in some readers. */
function textProblems(input: OrderInput): OrderProblem[] {
  return [
    ...textFields.flatMap((field) => textProblem([field], input[field])),
    ...input.lines.flatMap((line, index) =>
      (['product', 'name'] as const).flatMap((field) =>
        textProblem(['lines', String(index), field], line[field]),
      ),
    ),
  ];
}

function textProblem(path: readonly string[], value: string | null | undefined): OrderProblem[] {
  return typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0'))
    ? []
    : [
        invalid(
          path,
          `${path.at(-1)} in well-formed Unicode without NUL characters`,
          JSON.stringify(value),
        ),
      ];
}

/** Store keys of a kilobyte hold a customer's and an order's id together. */
const maxIdBytes = 400;

function idProblems({ source, orderId, customerId }: OrderInput): OrderProblem[] {
  return [
    ...idProblem('source', source),
    // An order is named source/orderId; a slash in the source would let two orders share a name.
    ...(source.includes('/') ? [invalid(['source'], 'source without a slash', source)] : []),
    ...idProblem('orderId', orderId),
    ...(typeof customerId === 'string' ? idProblem('customerId', customerId) : []),
  ];
}

function idProblem(name: string, value: string): OrderProblem[] {
  if (value.trim() === '') {
    return [invalid([name], `${name} to be a text`, 'an empty one')];
  }
  const bytes = Buffer.byteLength(value);
  return bytes > maxIdBytes
    ? [invalid([name], `${name} of at most ${maxIdBytes} bytes`, `${bytes}`)]
    : [];
}

function emailProblem({ email }: OrderInput): OrderProblem[] {
  return typeof email === 'string' && !/^\s*[^\s@]+@[^\s@]+\s*$/.test(email)
    ? [invalid(['email'], 'an e-mail address', JSON.stringify(email))]
    : [];
}

/** Beyond, a time is a mistake rather than another time zone or a pre-order. */
const maxDaysAhead = 366;

const notBefore = (field: string) => `${field} not before 1970`;

function timeProblem({ orderedAt, updatedAt }: OrderInput, now: Date): OrderProblem[] {
  const latest = new Date(now.getTime() + maxDaysAhead * 86_400_000).toISOString();
  if (orderedAt > latest) {
    return [invalid(['orderedAt'], `orderedAt not after ${latest}`, orderedAt)];
  }
  return [
    ...(Date.parse(orderedAt) < 0
      ? [invalid(['orderedAt'], notBefore('orderedAt'), orderedAt)]
      : []),
    ...(updatedAt && Date.parse(updatedAt) < 0
      ? [invalid(['updatedAt'], notBefore('updatedAt'), updatedAt)]
      : []),
  ];
}

const moneyFields = ['gross', 'discount', 'refund', 'tax', 'shipping', 'cost'] as const;

function moneyProblems(input: OrderInput): OrderProblem[] {
  const found = moneyFields.flatMap((field) => amountProblem([field], input[field]));
  if (found.length > 0) {
    return found;
  }
  if (new Big(input.discount).gt(input.gross)) {
    return [invalid(['discount'], `discount <= gross ${input.gross}`, input.discount)];
  }
  const net = new Big(input.gross).minus(input.discount).minus(input.refund);
  return net.lt(0) ? [invalid(['refund'], 'gross − discount − refund >= 0', net.toFixed())] : [];
}

function lineProblems(line: OrderLineInput, index: number): OrderProblem[] {
  const path = ['lines', String(index)];
  return [
    ...(line.product.trim() === ''
      ? [invalid([...path, 'product'], 'product to be a text', 'an empty one')]
      : []),
    ...amountProblem([...path, 'quantity'], line.quantity),
    ...amountProblem([...path, 'amount'], line.amount),
  ];
}

function amountProblem(path: readonly string[], value: string | null | undefined): OrderProblem[] {
  const isAmount =
    typeof value !== 'string' ||
    (!value.startsWith('-') && (value.split('.')[1]?.length ?? 0) <= maxPlaces);
  const expected = `${path.at(-1)} to be a number >= 0 with at most four decimal places`;
  return isAmount ? [] : [invalid(path, expected, value)];
}

/** As the lake keeps amounts; they are never rounded. */
const maxPlaces = 4;

function currencyProblem({ currency }: OrderInput, expected: string): OrderProblem[] {
  return currency && currency !== expected
    ? [
        {
          path: ['currency'],
          message: `Expected the reporting currency ${expected}, got ${currency}, for which there is no rate.`,
          code: 'CURRENCY_UNSUPPORTED',
        },
      ]
    : [];
}

function invalid(path: readonly string[], expected: string, got: string): OrderProblem {
  return { path, message: `Expected ${expected}, got ${got}.`, code: 'INVALID' };
}
