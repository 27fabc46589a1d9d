import { acquiredBefore } from './acquisition.ts';
import { dayCount } from './calendar.ts';
import { shopCustomer } from './customer.ts';
import type { SampleShop } from './options.ts';
import { orderOf, type ShopOrder } from './order.ts';
import { staffCustomer, staffVisits } from './staff.ts';
import { type Visit, visitsOf } from './visits.ts';

/**
 * All orders of the shop, by time.
 *
 * Customers are made in the order of their first day and their visits wait in one list a day, so
 * memory holds only the future visits of known customers, never the orders.
 */
export function* shopOrders(shop: SampleShop): Generator<ShopOrder> {
  const acquired = acquiredBefore(shop);
  const waiting = Array.from({ length: dayCount }, (): Visit[] => []);
  const wait = (visit: Visit) => waiting[visit.at.day]?.push(visit);
  staffVisits(shop, staffCustomer(shop, acquired)).forEach(wait);
  let index = 0;
  let next = shopCustomer(shop, acquired, index);
  for (let day = 0; day < dayCount; day++) {
    while (index < shop.customers && next.firstDay <= day) {
      visitsOf(shop, next).forEach(wait);
      index++;
      next = shopCustomer(shop, acquired, index);
    }
    const today = waiting[day] ?? [];
    waiting[day] = [];
    for (const visit of today.sort(byTime)) {
      yield orderOf(shop, visit);
    }
  }
}

function byTime(a: Visit, b: Visit): number {
  return (
    a.at.second - b.at.second || a.customer.index - b.customer.index || a.sequence - b.sequence
  );
}
