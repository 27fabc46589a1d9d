import Big from 'big.js';
import { daysBetween } from '../calendar.ts';
import { marginOf } from '../customers/summary.ts';
import type { OrderHeader } from '../orders/order.ts';
import type { Settings } from '../settings.ts';
import type { Payback } from './payback.ts';

/** When a customer's own contribution, order by order, had earned back their cost; null without a valid order. */
export function customerPayback(
  orders: readonly OrderHeader[],
  cac: Big,
  { asOfDay, margin, variableCost }: { readonly asOfDay: string } & Settings,
): Payback | null {
  const valid = orders
    .filter(({ exclusion, day }) => exclusion === null && day <= asOfDay)
    .toSorted((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)));
  const first = valid[0];
  if (!first) {
    return null;
  }
  const since = (day: string) => daysBetween(first.day, day);
  let earned = new Big(0);
  // Orders of one day are one purchase: whether it covers the cost is known at its end.
  for (const [day, ofDay] of Map.groupBy(valid, (order) => order.day)) {
    for (const order of ofDay) {
      earned = earned.plus(marginOf(order, margin)).minus(order.net.times(variableCost));
    }
    if (earned.gte(cac)) {
      return { ...paybackOfOne, isReached: true, days: since(day), daysObserved: since(asOfDay) };
    }
  }
  return { ...paybackOfOne, isReached: false, days: null, daysObserved: since(asOfDay) };
}

const paybackOfOne = { customers: 1, isMature: true };
