import Big from 'big.js';
import type { Reject } from '../../../graph/imports/import.ts';
import type { OrderDraft } from '../../../graph/orders/store.ts';

type Problem = Omit<Reject, 'line'>;

/** DECIMAL(18,4): up to 14 digits, up to four places. */
const amountForm = /^\d{1,14}(\.\d{1,4}0*)?$/;
const maxIdBytes = 400;
const maxLines = 500;
const futureMs = 366 * 86_400_000;

/**
 * Why a live order cannot be stored, in the words the file importer uses; undefined when it can. The
 * API has checked the shape; this is the last guard before the lake, whose types would not hold it.
 */
export function draftProblem(draft: OrderDraft, now: Date): Problem | undefined {
  return idProblem(draft) ?? timeProblem(draft, now) ?? amountProblem(draft) ?? lineProblem(draft);
}

function idProblem({ orderId, source, customerKey }: OrderDraft): Problem | undefined {
  for (const [column, value] of Object.entries({ orderId, source, customerKey })) {
    if (value === '') {
      return { column, value, reason: 'missing' };
    }
    if (Buffer.byteLength(value) > maxIdBytes + 'email:'.length) {
      return { column, value: value.slice(0, 200), reason: `longer than ${maxIdBytes} bytes` };
    }
  }
  return undefined;
}

function timeProblem(draft: OrderDraft, now: Date): Problem | undefined {
  for (const column of ['orderedAt', 'updatedAt'] as const) {
    const value = draft[column];
    const time = value === null ? 0 : Date.parse(value);
    if (Number.isNaN(time)) {
      return { column, value, reason: 'not a time' };
    }
    if (time < 0 || time > now.getTime() + futureMs) {
      const expected = time < 0 ? 'not before 1970' : 'at most 366 days ahead';
      return { column, value, reason: `Expected ${column} ${expected}, got ${value}.` };
    }
  }
  return undefined;
}

function amountProblem(draft: OrderDraft): Problem | undefined {
  for (const column of ['gross', 'discount', 'refund', 'tax', 'shipping', 'cost'] as const) {
    const value = draft[column];
    if (value !== null && !amountForm.test(value)) {
      return { column, value, reason: amountReason };
    }
  }
  return new Big(draft.discount).gt(draft.gross)
    ? { column: 'discount', value: draft.discount, reason: 'the discount is more than the amount' }
    : undefined;
}

const amountReason = 'expected an amount of 0 or more with at most 14 digits and 4 decimal places';

function lineProblem({ lines }: OrderDraft): Problem | undefined {
  if (lines.length > maxLines) {
    return { column: 'lines', value: null, reason: `more than ${maxLines} lines` };
  }
  const bad = lines.flatMap(({ quantity, amount }) => [quantity, amount]).find(isNotAmount);
  return bad === undefined ? undefined : { column: 'lines', value: bad, reason: amountReason };
}

function isNotAmount(text: string): boolean {
  return !amountForm.test(text);
}
