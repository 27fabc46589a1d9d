import type { LapseWindow, SignalCounts } from '../../graph/actions/lapse-signals.ts';
import { daysBetween } from '../../graph/calendar.ts';
import type { Order } from '../../graph/orders/order.ts';

/** What a customer's orders up to the split say, and what became of them. */
interface Judged {
  readonly orders: readonly Order[];
  /** The last order, fully refunded ones included. */
  readonly attempt: Order | undefined;
  readonly lapsed: boolean;
}

/** Lapse signals, customer by customer. */
export function lapseSignalsByHand(
  orders: readonly Order[],
  { splitDay, endDay, horizonDays }: LapseWindow,
): SignalCounts[] {
  const judged = [...Map.groupBy(orders, ({ customerKey }) => customerKey).values()].flatMap(
    (own): Judged[] => {
      const sorted = own.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
      const valid = sorted.filter(({ exclusion }) => exclusion === null);
      const known = valid.filter(({ day }) => day <= splitDay);
      const last = known
        .map(({ day }) => day)
        .sort()
        .at(-1);
      const lapsed = !valid.some(({ day }) => day > splitDay && day <= endDay);
      const attempt = sorted
        .filter(
          ({ day, exclusion }) =>
            day <= splitDay && (exclusion ?? 'FULLY_REFUNDED') === 'FULLY_REFUNDED',
        )
        .at(-1);
      return last && daysBetween(last, splitDay) < horizonDays
        ? [{ orders: known, attempt, lapsed }]
        : [];
    },
  );
  const channels = [...Map.groupBy(judged, ({ orders: [first] }) => first?.channel ?? null)]
    .filter(([channel]) => channel !== null)
    .sort(([a, as], [b, bs]) => bs.length - as.length || ((a ?? '') < (b ?? '') ? -1 : 1))
    .slice(0, 5)
    .map(([channel]) => channel);
  const count = (
    signal: SignalCounts['signal'],
    value: string | null,
    shows: (one: Judged) => boolean | null,
  ): SignalCounts => {
    const withIt = judged.filter((one) => shows(one) === true);
    const others = judged.filter((one) => shows(one) === false);
    const lapsedOf = (some: readonly Judged[]) => some.filter(({ lapsed }) => lapsed).length;
    return {
      signal,
      value,
      splitDay,
      horizonDays,
      customers: withIt.length,
      lapsed: lapsedOf(withIt),
      others: others.length,
      othersLapsed: lapsedOf(others),
    };
  };
  return [
    ...Object.entries(questions).map(([signal, shows]) =>
      count(signal as SignalCounts['signal'], null, shows),
    ),
    ...channels.map((channel) =>
      count('CHANNEL', channel, ({ orders: [first] }) =>
        first?.channel ? first.channel === channel : null,
      ),
    ),
  ].filter(({ customers, others }) => customers + others > 0);
}

const questions: Readonly<Record<string, (one: Judged) => boolean | null>> = {
  ALL: () => true,
  FIRST_ORDER_DISCOUNTED: ({ orders }) => orders[0]?.discount.gt(0) ?? false,
  LAST_ORDER_DISCOUNTED: ({ orders }) =>
    orders.length > 1 ? (orders.at(-1)?.discount.gt(0) ?? false) : null,
  LAST_ORDER_REFUNDED: ({ attempt }) => attempt?.refund.gt(0) ?? false,
  LAST_ORDER_SMALLER: ({ orders }) => {
    const before = orders.slice(0, -1).map(({ net }) => Number(net));
    return orders.length > 1 ? Number(orders.at(-1)?.net) < meanOf(before) / 2 : null;
  },
  ONE_ORDER_ONLY: ({ orders }) => orders.length === 1,
  ONE_PRODUCT_ONLY: ({ orders }) => {
    const products = new Set(orders.flatMap(({ lines }) => lines.map(({ product }) => product)));
    return products.size === 0 ? null : products.size === 1;
  },
  SLOWER_GAPS: ({ orders }) => {
    const days = [...new Set(orders.map(({ day }) => day))].sort();
    const gaps = days.slice(1).map((day, index) => daysBetween(days[index] ?? day, day));
    return gaps.length > 1 ? (gaps.at(-1) ?? 0) > 1.5 * meanOf(gaps.slice(0, -1)) : null;
  },
};

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function placeOf({ orderedAt, source, orderId }: Order): string {
  return JSON.stringify([orderedAt, source, orderId]);
}
