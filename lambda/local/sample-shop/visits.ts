import { dayCount, type ShopTime } from './calendar.ts';
import type { ShopCustomer } from './customer.ts';
import { pickWeighted, wholeNumber } from './distributions.ts';
import { type SampleShop, streams } from './options.ts';
import { purchaseDays } from './purchase-days.ts';
import { type Random, randomStream } from './random.ts';

/** What comes of a visit; only a purchase is a valid order. */
export type VisitKind = 'purchase' | 'failed' | 'cancelled' | 'pending' | 'replacement' | 'test';

/** One order to be, still without a basket. */
export interface Visit {
  readonly customer: ShopCustomer;
  /** Tells apart the visits of one customer. */
  readonly sequence: number;
  readonly kind: VisitKind;
  readonly at: ShopTime;
  /** Falls on the day of the customer's first purchase, so it carries the source. */
  readonly isFirst: boolean;
}

/**
 * What happens around a purchase, by its share of purchases: the orders of real life that must not
 * count, and a second order the same day, which does.
 */
const incidents = {
  again: 0.012,
  failed: 0.02,
  cancelled: 0.015,
  pending: 0.005,
  replacement: 0.01,
};

/** Everything one customer orders, in no particular order. */
export function visitsOf(shop: SampleShop, customer: ShopCustomer): Visit[] {
  const random = randomStream(shop.seed, streams.visits, customer.index);
  const visits: Visit[] = [];
  const add = (kind: VisitKind, day: number, second: number) => {
    if (day < dayCount) {
      const isFirst = day === customer.firstDay;
      visits.push({ customer, sequence: visits.length, kind, at: { day, second }, isFirst });
    }
  };
  for (const day of purchaseDays(shop, customer, random)) {
    const second = timeOfDay(random);
    add('purchase', day, second);
    if (random() < incidents.again) {
      add('purchase', day, timeOfDay(random));
    }
    if (random() < incidents.failed) {
      add('failed', day, timeOfDay(random));
    }
    if (random() < incidents.cancelled) {
      add('cancelled', day + wholeNumber(random, 0, 2), timeOfDay(random));
    }
    if (random() < incidents.pending) {
      add('pending', day + wholeNumber(random, 1, 20), timeOfDay(random));
    }
    if (random() < incidents.replacement) {
      add('replacement', day + wholeNumber(random, 4, 12), timeOfDay(random));
    }
  }
  return visits;
}

/** Relative orders by hour of the day: evenings are strong, and 02:00 to 03:00 stays empty. */
const hours = [2, 1, 0, 0, 0, 1, 3, 5, 7, 8, 9, 9, 10, 9, 8, 8, 9, 10, 12, 15, 18, 17, 11, 5].map(
  (weight, hour) => ({ hour, weight }),
);

/** Seconds since midnight. */
export function timeOfDay(random: Random): number {
  return (
    pickWeighted(random, hours, ({ weight }) => weight).hour * 3600 + wholeNumber(random, 0, 3599)
  );
}
