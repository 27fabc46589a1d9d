import type { NameRange } from '../../../graph/populations/population-name.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { snapshotFiles } from '../../layout.ts';
import { rowsOfRanges } from './name-ranges.ts';
import { numbersOf } from './number-columns.ts';
import type { S3Reader } from './reader.ts';
import { scanColumns } from './scan.ts';
import { snapshotKey } from './snapshot-objects.ts';

/** A day on which a customer placed valid orders, and what came before it. Days are days since 1970-01-01. */
export interface BuyerDay {
  readonly day: number;
  /** Orders of the day. */
  readonly orders: number;
  readonly revenue: number;
  readonly grossMargin: number;
  /** Orders before the day. */
  readonly ordersBefore: number;
  /** Day of the customer's first order. */
  readonly first: number;
  /** Days of the order before the day and of the one before that; null without one. */
  readonly previous: readonly [number | null, number | null];
}

/** Told of every day of a group's customers. */
export type Follow = (day: BuyerDay) => void;

/**
 * Walks through the purchase days of the buyers of each range's product, once for all of them. These are not kept by product
 * as those of other groups are: whoever has bought p products in n orders would be p × n rows.
 */
export async function followBuyers(
  reader: S3Reader,
  snapshot: Snapshot,
  { ranges, follow }: { readonly ranges: readonly NameRange[]; readonly follow: readonly Follow[] },
): Promise<void> {
  const buyers = await buyersOf(reader, snapshot, ranges);
  const histories = openHistories(snapshot.counts.customers);
  const key = snapshotKey(snapshot, snapshotFiles.purchaseDays);
  await scanColumns(reader, { key, columns: undefined }, (raw, rows, scales) => {
    const column = (name: string) => numbersOf(raw, name, scales);
    const [days, numbers, orders] = [column('day'), column('number'), column('orders')];
    const [revenue, grossMargin] = [column('revenue'), column('gross_margin')];
    for (let row = 0; row < rows; row += 1) {
      const customer = numbers[row] ?? 0;
      const groups = follow.filter((_, index) => has(buyers[index], customer));
      if (groups.length > 0) {
        const bought = { day: days[row] ?? 0, orders: orders[row] ?? 0 };
        const day = {
          ...bought,
          ...histories.add(customer, bought),
          revenue: revenue[row] ?? 0,
          grossMargin: grossMargin[row] ?? 0,
        };
        for (const tell of groups) {
          tell(day);
        }
      }
    }
  });
}

/** What is known of customers numbered from 0 as their days come, oldest first: 16 bytes each. */
function openHistories(customers: number) {
  const [known, first, last, lastButOne] = Array.from(
    { length: 4 },
    () => new Int32Array(customers),
  ) as [Int32Array, Int32Array, Int32Array, Int32Array];
  const at = (values: Int32Array, customer: number) => values[customer] ?? 0;
  return {
    /** Gives what came before the day. */
    add: (customer: number, { day, orders }: Pick<BuyerDay, 'day' | 'orders'>) => {
      const ordersBefore = at(known, customer);
      const one = ordersBefore > 0 ? at(last, customer) : null;
      const two = ordersBefore > 1 ? at(lastButOne, customer) : null;
      known[customer] = ordersBefore + orders;
      if (ordersBefore === 0) {
        first[customer] = day;
      }
      lastButOne[customer] = orders > 1 ? day : (one ?? 0);
      last[customer] = day;
      return { ordersBefore, first: at(first, customer), previous: [one, two] as const };
    },
  };
}

/** A bit a customer, for each range. */
async function buyersOf(
  reader: S3Reader,
  snapshot: Snapshot,
  ranges: readonly NameRange[],
): Promise<Uint8Array[]> {
  const key = snapshotKey(snapshot, snapshotFiles.populations.purchases);
  const found = await rowsOfRanges(reader, key, ranges, ['number']);
  return found.map((parts) => {
    const bits = new Uint8Array(Math.ceil(snapshot.counts.customers / 8));
    for (const { columns, scales } of parts) {
      for (const customer of numbersOf(columns, 'number', scales)) {
        bits[customer >> 3] = (bits[customer >> 3] ?? 0) | (1 << (customer & 7));
      }
    }
    return bits;
  });
}

function has(bits: Uint8Array | undefined, customer: number): boolean {
  return (((bits?.[customer >> 3] ?? 0) >> (customer & 7)) & 1) === 1;
}
