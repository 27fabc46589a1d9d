import type { NameRange } from '../../../graph/populations/population-name.ts';
import type { Gap } from '../../../graph/populations/store.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { type BuyerDay, followBuyers } from './buyer-histories.ts';
import { day as dayText } from './field-values.ts';
import type { S3Reader } from './reader.ts';

/** The gaps of each product's buyers. */
export async function readBuyerGaps(
  reader: S3Reader,
  snapshot: Snapshot,
  ranges: readonly NameRange[],
): Promise<Gap[][]> {
  const gaps: Gap[][] = ranges.map(() => []);
  const follow = gaps.map((list) => (day: BuyerDay) => list.push(...gapsOfDay(day)));
  await followBuyers(reader, snapshot, { ranges, follow });
  return gaps;
}

/** Each order of a day has its gaps: those after the first follow an order of the same day. */
function gapsOfDay({ day, orders, previous: [one, two] }: BuyerDay): Gap[] {
  const gap = (back: 1 | 2, previousDay: number | null, count: number) => ({
    back,
    day: dayText(day) ?? '',
    previousDay: previousDay === null ? null : dayText(previousDay),
    orders: count,
  });
  return [
    gap(1, one, 1),
    gap(1, day, orders - 1),
    gap(2, two, 1),
    gap(2, one, Math.min(orders - 1, 1)),
    gap(2, day, Math.max(orders - 2, 0)),
  ].filter((row) => row.orders > 0);
}
