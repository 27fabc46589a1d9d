import Big from 'big.js';
import { addDays, daysBetween } from '../../graph/calendar.ts';
import type { Order } from '../../graph/orders/order.ts';
import type { Window } from '../../graph/populations/metrics.ts';
import type { DayTotals, Gap } from '../../graph/populations/store.ts';

/** Totals of each day, order by order. */
export function dayTotalsOf(orders: readonly Order[], margin: number): DayTotals[] {
  return [...Map.groupBy(orders, ({ day }) => day)].map(([day, ofDay]) => {
    const valid = ofDay.filter(({ exclusion }) => exclusion === null);
    return {
      day,
      orders: valid.length,
      revenue: sum(valid.map(({ net }) => net)),
      refunds: sum(ofDay.map(({ refund }) => refund)),
      grossMargin: sum(valid.map(({ net, cost }) => (cost ? net.minus(cost) : net.times(margin)))),
    };
  });
}

/** One gap an order and step back, not grouped. */
export function gapsOf(orders: readonly Order[]): Gap[] {
  const valid = orders.filter(({ exclusion }) => exclusion === null);
  return [...Map.groupBy(valid, ({ customerKey }) => customerKey).values()].flatMap((own) => {
    const days = own.map(({ day }) => day).sort();
    return days.flatMap((day, index) =>
      ([1, 2] as const).map((back) => ({
        back,
        day,
        previousDay: days[index - back] ?? null,
        orders: 1,
      })),
    );
  });
}

/** Metrics of a window, customer by customer and order by order. */
export function metricsByHand(orders: readonly Order[], window: Window, observed: Window) {
  const valid = orders.filter(({ exclusion }) => exclusion === null);
  const ordersIn = ({ from, to }: Window) => valid.filter(({ day }) => day >= from && day < to);
  const buyersOf = (some: readonly Order[]) => new Set(some.map(({ customerKey }) => customerKey));
  const inside = ordersIn(window);
  const buyers = buyersOf(inside);
  const known = buyersOf(valid.filter(({ day }) => day < window.from));
  const repeaters = [...buyers].filter(
    (buyer) => inside.filter(({ customerKey }) => customerKey === buyer).length > 1,
  );
  return {
    orders: inside.length,
    buyers: buyers.size,
    newCustomers: [...buyers].filter((buyer) => !known.has(buyer)).length,
    revenue: inside.reduce((total, { net }) => total.plus(net), new Big(0)),
    purchaseFrequency: buyers.size === 0 ? null : inside.length / buyers.size,
    repeatRate: buyers.size === 0 ? null : repeaters.length / buyers.size,
    retentionRate: retentionByHand(buyers, window, observed, (before) =>
      buyersOf(ordersIn(before)),
    ),
  };
}

/** Null where the windows were not both observed from end to end, or nobody bought in the first. */
function retentionByHand(
  buyers: ReadonlySet<string>,
  window: Window,
  observed: Window,
  buyersOf: (window: Window) => ReadonlySet<string>,
): number | null {
  const before = {
    from: addDays(window.from, -daysBetween(window.from, window.to)),
    to: window.from,
  };
  const earlier = buyersOf(before);
  const isObserved = before.from >= observed.from && window.to <= observed.to;
  return isObserved && earlier.size > 0
    ? [...earlier].filter((buyer) => buyers.has(buyer)).length / earlier.size
    : null;
}

function sum(amounts: readonly Big[]): string {
  return amounts.reduce((total, amount) => total.plus(amount), new Big(0)).toFixed();
}
