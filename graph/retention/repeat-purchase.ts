import type { Context } from '../context.ts';
import { clientError } from '../errors.ts';
import type { Population } from '../populations/population.ts';
import { once } from '../value/estimate.ts';
import { checkLevel } from '../value/terms.ts';
import { checkDays } from './curve-days.ts';
import { type Observed, observedLives } from './population-lives.ts';
import {
  daysToShare,
  type RepeatRate,
  repeatRateOf,
  type SecondOrders,
  secondOrders,
  shareWithin,
} from './second-order.ts';

/** A population's lives, and what follows from them about second orders. */
export interface RepeatPurchase extends Observed {
  seconds(): SecondOrders;
}

/** `Population.repeatPurchase`. */
export async function repeatPurchaseField(
  population: Population,
  { burnInDays }: { readonly burnInDays: number },
  context: Context,
): Promise<RepeatPurchase> {
  const observed = await observedLives(population, burnInDays, context);
  return { ...observed, seconds: once(() => secondOrders(observed.lives, observed.asOfDay)) };
}

/** `RepeatPurchase.repeatRate`. */
export function repeatRateWithin(
  { lives, asOfDay }: RepeatPurchase,
  { withinDays, level }: { readonly withinDays: number; readonly level: number },
): RepeatRate {
  checkDays('withinDays', [withinDays]);
  checkLevel(level);
  return repeatRateOf(lives, asOfDay, { withinDays, level });
}

/** `RepeatPurchase.quantileDays`. */
export function quantileDays({ seconds }: RepeatPurchase, share: number): number | null {
  if (!(share > 0 && share <= 1)) {
    throw clientError('BAD_USER_INPUT', `Expected share above 0 and up to 1, got ${share}.`);
  }
  return daysToShare(seconds(), share);
}

/** `RepeatPurchase.curve`. */
export function secondOrderCurve({ seconds }: RepeatPurchase, days: readonly number[]) {
  checkDays('days', days);
  return days.map((day) => ({ days: day, share: shareWithin(seconds(), day) }));
}
