import { dateOf } from './calendar.ts';
import type { Random } from './random.ts';
import type { Visit } from './visits.ts';

/** A percentage off the goods of one order. */
export interface Coupon {
  readonly code: string;
  readonly percent: number;
}

const coupons = {
  portal: { code: 'PORTAL15', percent: 15 },
  blog: { code: 'BLOG10', percent: 10 },
  welcome: { code: 'WELCOME10', percent: 10 },
  blackFriday: { code: 'BLACKFRIDAY20', percent: 20 },
  letter: { code: 'LETTER5', percent: 5 },
} as const satisfies Record<string, Coupon>;

/** The coupon of an order, if it has one. */
export function couponOf({ customer, at, isFirst }: Visit, random: Random): Coupon | undefined {
  const luck = random();
  if (isFirst && customer.source.coupon !== '') {
    return Object.values(coupons).find(({ code }) => code === customer.source.coupon);
  }
  if (isBlackFridayWeek(at.day)) {
    return luck < 0.6 ? coupons.blackFriday : undefined;
  }
  if (isFirst) {
    return luck < 0.4 ? coupons.welcome : undefined;
  }
  return luck < 0.08 ? coupons.letter : undefined;
}

function isBlackFridayWeek(day: number): boolean {
  const monthDay = dateOf(day).slice(5);
  return monthDay >= '11-21' && monthDay <= '11-30';
}
