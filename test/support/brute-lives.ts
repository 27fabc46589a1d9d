import type { AcquisitionDay } from '../../graph/acquisition/acquisition-day.ts';
import { daysBetween } from '../../graph/calendar.ts';
import type { CustomerRow } from '../../graph/customers/customer-row.ts';
import { dayNumber } from '../../graph/models/season.ts';
import type { Order } from '../../graph/orders/order.ts';
import { type Lives, lifeFields } from '../../graph/retention/lives.ts';

/** Spend as a test states it. */
export interface Spend {
  readonly day: string;
  readonly channel: string | null;
  readonly campaign?: string | null;
  readonly kind?: 'ADS' | 'OTHER';
  readonly amount: string;
}

/** Lives order by order, not grouped. */
export function livesOf(orders: readonly Order[], margin: number): Lives {
  const valid = orders.filter(({ exclusion }) => exclusion === null);
  const rows = [...Map.groupBy(valid, ({ customerKey }) => customerKey).values()].flatMap((own) =>
    lifeOf(own, margin),
  );
  const entries = lifeFields.map((field) => [field, Float64Array.from(rows, (row) => row[field])]);
  return Object.fromEntries(entries) as unknown as Lives;
}

function lifeOf(own: readonly Order[], margin: number): Record<keyof Lives, number>[] {
  const sorted = own.toSorted((a, b) => (a.orderedAt < b.orderedAt ? -1 : 1));
  const first = sorted.map(({ day }) => day).sort()[0] ?? '';
  const sinces = sorted.map(({ day }) => daysBetween(first, day));
  return sorted.map(({ net, cost }, index) => {
    const since = sinces[index] ?? 0;
    const isFirstIn = (length: number) =>
      Number(
        sinces
          .slice(0, index)
          .every((other) => Math.floor(other / length) !== Math.floor(since / length)),
      );
    return {
      firstDay: dayNumber(first),
      daysSince: since,
      customers: Number(index === 0),
      secondOrders: Number(index === 1),
      dayBuyers: isFirstIn(1),
      weekBuyers: isFirstIn(7),
      monthBuyers: isFirstIn(30),
      quarterBuyers: isFirstIn(90),
      revenue: Number(net),
      grossMargin: Number(cost ? net.minus(cost) : net.times(margin)),
    };
  });
}

/** A row for every entry of spend and every new customer, not grouped. */
export function acquisitionsOf(
  spend: readonly Spend[],
  rows: readonly CustomerRow[],
): AcquisitionDay[] {
  return [
    ...spend.map(({ day, channel, campaign = null, kind = 'ADS', amount }) => ({
      day,
      channel,
      campaign,
      ads: kind === 'ADS' ? amount : '0',
      other: kind === 'ADS' ? '0' : amount,
      newCustomers: 0,
    })),
    ...rows.flatMap(({ firstDay, channel, campaign }) =>
      firstDay === null
        ? []
        : [{ day: firstDay, channel, campaign, ads: '0', other: '0', newCustomers: 1 }],
    ),
  ];
}
