import type { Big } from 'big.js';
import type { Exclusion } from '../../../graph/orders/order.ts';

/** Words by which shops say that an order did not become a purchase. Any other word is a valid order. */
const statusWords: Readonly<Partial<Record<Exclusion, readonly string[]>>> = {
  DELETED: ['deleted', 'trash', 'trashed', 'archived-deleted'],
  TEST: ['test'],
  CANCELLED: ['cancelled', 'canceled', 'voided', 'void', 'expired'],
  FAILED: ['failed', 'declined', 'rejected', 'error', 'blocked'],
  UNPAID: [
    'pending',
    'unpaid',
    'on-hold',
    'on hold',
    'awaiting payment',
    'pending payment',
    'draft',
    'checkout-draft',
    'authorized',
    'authorised',
    'uncaptured',
    'incomplete',
    'requires_payment_method',
    'requires_confirmation',
    'requires_action',
    'requires_capture',
  ],
  FULLY_REFUNDED: ['refunded'],
};

/** Words that say nothing against a purchase. A word in neither list counts as one too, with a warning. */
const validWords = [
  'paid',
  'pay',
  'ok',
  'success',
  'succeeded',
  'successful',
  'complete',
  'completed',
  'approved',
  'accepted',
  'confirmed',
  'captured',
  'settled',
  'invoiced',
  'processing',
  'in progress',
  'packed',
  'shipped',
  'in transit',
  'delivered',
  'fulfilled',
  'partially_fulfilled',
  'partially fulfilled',
  'open',
  'closed',
  'archived',
  'partially_paid',
  'partially paid',
  'partially_refunded',
  'partially refunded',
  'partially-refunded',
  'partial_refund',
];

/** Every status word whose meaning is known. */
export const knownStatuses: readonly string[] = [
  ...validWords,
  ...Object.values(statusWords).flat(),
];

/** What decides whether an order counts; amounts in the reporting currency. */
export interface Chargeable {
  /** The source's word, lower case. */
  readonly status: string;
  readonly gross: Big;
  readonly discount: Big;
  readonly refund: Big;
}

/**
 * Why an order does not count as a purchase, or null: first by the source's word, then because
 * nothing was charged, then because all of it was given back. `exclusionSql` says the same in SQL,
 * and a property test holds the two together.
 */
export function exclusionOf({ status, gross, discount, refund }: Chargeable): Exclusion | null {
  const byWord = exclusionOfStatus(status);
  if (byWord) {
    return byWord;
  }
  const charged = gross.minus(discount);
  if (charged.eq(0)) {
    return 'ZERO_AMOUNT';
  }
  return charged.gt(0) && refund.gte(charged) ? 'FULLY_REFUNDED' : null;
}

function exclusionOfStatus(status: string): Exclusion | null {
  for (const [exclusion, words] of wordEntries()) {
    if (words.includes(status)) {
      return exclusion;
    }
  }
  return null;
}

/** `exclusionOf` over the columns status, gross, discount and `refund`. */
export function exclusionSql(refund = 'refund'): string {
  const allWords = wordEntries()
    .flatMap(([, words]) => words)
    .map((word) => `'${word}'`)
    .join(', ');
  const byWord = wordEntries().map(
    ([exclusion, words]) =>
      `WHEN status IN (${words.map((word) => `'${word}'`).join(', ')}) THEN '${exclusion}'`,
  );
  // Most orders have the one word that is in no list, and need not be compared with all of the others.
  return `CASE WHEN status <> 'paid' AND status IN (${allWords}) THEN CASE ${byWord.join(' ')} END
    WHEN gross = discount THEN 'ZERO_AMOUNT'
    WHEN gross > discount AND ${refund} >= gross - discount THEN 'FULLY_REFUNDED' END`;
}

function wordEntries(): [Exclusion, readonly string[]][] {
  return Object.entries(statusWords) as [Exclusion, readonly string[]][];
}
