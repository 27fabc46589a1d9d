import { dayCount } from './calendar.ts';
import type { ShopCustomer } from './customer.ts';
import { exponential } from './distributions.ts';
import type { SampleShop } from './options.ts';
import type { Random } from './random.ts';
import { indexAt } from './season-clock.ts';

/**
 * Days on which a customer buys, the first purchase included, ascending; a day can come twice.
 *
 * The story of the BG/NBD (Fader, Hardie & Lee 2005, section 3): alive at the first purchase, repeat
 * purchases at a steady rate, and after each of them gone for good with the customer's own
 * probability. Time is that of the shop's season clock, in weeks.
 */
export function purchaseDays(shop: SampleShop, customer: ShopCustomer, random: Random): number[] {
  const { elapsed, lengths } = shop.clock;
  const days = [customer.firstDay];
  let time = (elapsed[customer.firstDay] ?? 0) + random() * (lengths[customer.firstDay] ?? 1);
  for (;;) {
    time += 7 * exponential(random, customer.purchaseRate);
    const day = indexAt(elapsed, time);
    if (day >= dayCount) {
      return days;
    }
    days.push(day);
    if (random() < customer.dropout) {
      return days;
    }
  }
}
