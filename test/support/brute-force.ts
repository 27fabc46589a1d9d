import Big from 'big.js';
import type { Order } from '../../graph/orders/order.ts';
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

function sum(amounts: readonly Big[]): string {
  return amounts.reduce((total, amount) => total.plus(amount), new Big(0)).toFixed();
}
