import { type Days, daysFrom, sum } from './plain-figures.ts';
import type { PlainOrder, PlainSpend } from './plain-shop.ts';

/** A buyer as the files tell it. */
export interface PlainBuyer {
  readonly customer: string;
  readonly firstDay: string;
  readonly channel: string;
  readonly campaign: string;
  /** Valid orders by time: days since the first, and contribution in euros. */
  readonly orders: readonly { readonly since: number; readonly contribution: number }[];
  readonly age: number;
}

/** Everybody with a valid order; two of one moment are told apart by their id. */
export function plainBuyers(
  orders: readonly PlainOrder[],
  asOf: string,
  variableCost: number,
): PlainBuyer[] {
  const valid = orders.filter(({ isValid }) => isValid);
  return [...Map.groupBy(valid, ({ customer }) => customer)].map(([customer, own]) => {
    const sorted = own.toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
    const { day: firstDay = '', channel = '', campaign = '' } = sorted[0] ?? {};
    return {
      ...{ customer, firstDay, channel, campaign },
      age: daysFrom(firstDay, asOf),
      orders: sorted.map(({ day, margin, net }) => ({
        since: daysFrom(firstDay, day),
        contribution: (margin - variableCost * net) / 10_000,
      })),
    };
  });
}

/** Euros of the entries of a window. */
export function spentIn(
  spend: readonly PlainSpend[],
  { from, to }: Days,
  isCounted: (entry: PlainSpend) => boolean,
): number {
  const counted = spend.filter((entry) => entry.day >= from && entry.day < to && isCounted(entry));
  return sum(counted.map(({ cents }) => cents)) / 100;
}

/** First day on which the mean over those observed, added up day by day, is at least the cost. */
export function plainPayback(buyers: readonly PlainBuyer[], cac: number): number | null {
  const oldest = Math.max(...buyers.map(({ age }) => age));
  let cumulative = 0;
  for (let day = 0; day <= oldest; day++) {
    const seen = buyers.filter(({ age }) => age >= day);
    const amounts = seen.flatMap(({ orders }) => orders.filter(({ since }) => since === day));
    cumulative += sum(amounts.map(({ contribution }) => contribution)) / seen.length;
    if (cumulative >= cac) {
      return day;
    }
  }
  return null;
}

/** Kaplan–Meier, each day over everybody: the first day by which half have a second order. */
export function plainMedian(buyers: readonly PlainBuyer[]): number | null {
  const lives = buyers.map(({ age, orders }) => ({ age, second: orders[1]?.since ?? null }));
  const oldest = Math.max(...lives.map(({ age }) => age));
  let without = 1;
  for (let day = 0; day <= oldest; day++) {
    const atRisk = lives.filter(
      ({ age, second }) => age >= day && (second === null || second >= day),
    );
    const events = atRisk.filter(({ second }) => second === day).length;
    without *= 1 - events / Math.max(atRisk.length, 1);
    if (without <= 0.5) {
      return day;
    }
  }
  return null;
}
