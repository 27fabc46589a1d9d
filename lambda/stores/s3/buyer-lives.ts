import type { NameRange } from '../../../graph/populations/population-name.ts';
import { lifePeriodDays } from '../../../graph/retention/life-period.ts';
import { type Lives, lifeFields } from '../../../graph/retention/lives.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { type BuyerDay, followBuyers } from './buyer-histories.ts';
import type { S3Reader } from './reader.ts';

/** The lives of each product's buyers, an element a customer and day. */
export async function readBuyerLives(
  reader: S3Reader,
  snapshot: Snapshot,
  ranges: readonly NameRange[],
): Promise<Lives[]> {
  const lives = ranges.map(() => growing());
  const follow = lives.map((rows) => (day: BuyerDay) => rows.add(day));
  await followBuyers(reader, snapshot, { ranges, follow });
  return lives.map((rows) => rows.finish());
}

const fieldCount = lifeFields.length;

/** Days of lives as they come, side by side in one array that doubles. */
function growing() {
  let values = new Float64Array(fieldCount * 1024);
  let rows = 0;
  return {
    add: (day: BuyerDay) => {
      if ((rows + 1) * fieldCount > values.length) {
        const grown = new Float64Array(values.length * 2);
        grown.set(values);
        values = grown;
      }
      const life = lifeOfDay(day);
      for (const [place, field] of lifeFields.entries()) {
        values[rows * fieldCount + place] = life[field];
      }
      rows += 1;
    },
    finish: () =>
      Object.fromEntries(
        lifeFields.map((field, place) => [
          field,
          Float64Array.from({ length: rows }, (_, row) => values[row * fieldCount + place] ?? 0),
        ]),
      ) as unknown as Lives,
  };
}

/** What engines/sql/lives.ts says of all orders of a day. */
function lifeOfDay(bought: BuyerDay): Readonly<Record<keyof Lives, number>> {
  const { day, orders, ordersBefore, first, previous } = bought;
  const daysSince = day - first;
  const isFirstOf = (days: number) => {
    const [last] = previous;
    return last === null || last - first < daysSince - (daysSince % days) ? 1 : 0;
  };
  return {
    firstDay: first,
    daysSince,
    customers: ordersBefore === 0 ? 1 : 0,
    secondOrders: ordersBefore < 2 && ordersBefore + orders >= 2 ? 1 : 0,
    dayBuyers: 1,
    weekBuyers: isFirstOf(lifePeriodDays('WEEK')),
    monthBuyers: isFirstOf(lifePeriodDays('MONTH')),
    quarterBuyers: isFirstOf(lifePeriodDays('QUARTER')),
    revenue: bought.revenue,
    grossMargin: bought.grossMargin,
  };
}
