import type { BasketLine } from './basket.ts';
import { dayCount, type ShopTime } from './calendar.ts';
import { wholeNumber } from './distributions.ts';
import type { Random } from './random.ts';
import type { Visit } from './visits.ts';

/** Money given back for goods. */
export interface Refund {
  /** Cents without tax; never more than was paid for the goods. */
  readonly amount: number;
  readonly at: ShopTime;
}

/** Of the orders that come back, this share comes back whole. */
const fullShare = 0.5;

/** Given back as goodwill when the order is a single piece that the customer keeps. */
const goodwill = 0.3;

/**
 * The refund of an order, if there is one and it was made before the export.
 *
 * @param goods what the customer paid for the goods, cents
 */
export function refundOf(
  { customer, at }: Visit,
  goods: number,
  lines: readonly BasketLine[],
  random: Random,
): Refund | undefined {
  const isSentBack = random() < customer.segment.refundShare;
  const isWhole = random() < fullShare;
  const day = at.day + wholeNumber(random, 3, 24);
  const second = wholeNumber(random, 9 * 3600, 17 * 3600);
  if (!isSentBack || day >= dayCount) {
    return undefined;
  }
  const amount = isWhole ? goods : partial(goods, lines);
  return { amount, at: { day, second } };
}

/** One piece of the last line, or part of the price when that piece is all there is. */
function partial(goods: number, lines: readonly BasketLine[]): number {
  const piece = lines.at(-1)?.product.price ?? 0;
  return piece < goods ? piece : Math.max(1, Math.floor(goods * goodwill));
}
