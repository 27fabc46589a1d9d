import type { CustomerFilter } from '../../../graph/customers/filter.ts';
import { dayNumber } from '../../../graph/models/season.ts';
import type { PastFigures } from '../../../graph/populations/store.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { snapshotFiles } from '../../layout.ts';
import { decimalOf, number, unscaledInteger } from './field-values.ts';
import { memberTest } from './figures.ts';
import { columnsOfFilter } from './filter-conditions.ts';
import { numbersOf } from './number-columns.ts';
import type { RowGroupInfo } from './parquet-footer.ts';
import { pastHistories } from './past-histories.ts';
import { purchasesOf } from './purchases.ts';
import type { S3Reader } from './reader.ts';
import { scanColumns } from './scan.ts';
import { bucketKey, bucketsOf, snapshotKey } from './snapshot-objects.ts';

/** Stands in the place of a customer's stratum for those who do not match. */
const noMember = -1;

export interface PastRequest {
  readonly filter: CustomerFilter | undefined;
  /** Last day that counts. */
  readonly day: string;
}

/**
 * Buyers at the end of a past day, from their purchase days up to it. The file is sorted by day, so what came
 * later is not read; memory is some 30 bytes a customer, however many orders there are.
 */
export async function readPast(
  reader: S3Reader,
  snapshot: Snapshot,
  { filter, day }: PastRequest,
): Promise<PastFigures> {
  const strata = await strataOfMembers(reader, snapshot, filter);
  const lastDay = dayNumber(day);
  const histories = pastHistories(snapshot.counts.customers);
  let [revenue, grossMargin] = [0n, 0n];
  const key = snapshotKey(snapshot, snapshotFiles.purchaseDays);
  const isWanted = ({ statistics }: RowGroupInfo) => isUntil(day, statistics.get('day')?.min);
  const columns = ['day', 'number', 'revenue', 'gross_margin'];
  await scanColumns(reader, { key, columns, isWanted }, (raw, rows, scales) => {
    const [days, numbers] = [numbersOf(raw, 'day', scales), numbersOf(raw, 'number', scales)];
    const [nets, margins] = [raw.get('revenue'), raw.get('gross_margin')];
    for (let row = 0; row < rows; row += 1) {
      const customer = numbers[row] ?? 0;
      const bought = days[row] ?? 0;
      if (bought <= lastDay && strata[customer] !== noMember) {
        const net = unscaledInteger(nets?.[row]);
        histories.add(customer, bought, Number(net));
        revenue += net;
        grossMargin += unscaledInteger(margins?.[row]);
      }
    }
  });
  const figures = histories.finish(lastDay, strata);
  return {
    figures,
    totals: {
      buyers: figures.frequency.length,
      revenue: decimalOf(revenue, amountPlaces.revenue),
      grossMargin: decimalOf(grossMargin, amountPlaces.grossMargin),
    },
  };
}

/** Decimal places of the file's amounts; see engines/sql/purchase-days.ts. */
const amountPlaces = { revenue: 4, grossMargin: 10 };

function isUntil(day: string, first: string | number | undefined): boolean {
  return typeof first !== 'string' || first <= day;
}

/** The stratum of each customer by number, `noMember` for those who do not match. */
async function strataOfMembers(
  reader: S3Reader,
  snapshot: Snapshot,
  filter: CustomerFilter | undefined,
): Promise<Int32Array> {
  const { transactions } = snapshot.model;
  const hasStrata = transactions.kind === 'fit' && (transactions.covariates ?? []).length > 0;
  const strata = new Int32Array(snapshot.counts.customers);
  if (!filter && !hasStrata) {
    return strata;
  }
  const hasBought = await purchasesOf(reader, snapshot, filter);
  const columns = [...new Set(['number', 'stratum', ...columnsOfFilter(filter)])];
  for (const bucket of bucketsOf(snapshot)) {
    const key = bucketKey(snapshot, 'customers')(bucket);
    await scanColumns(reader, { key, columns }, (raw, rows, scales) => {
      const isMember = memberTest(raw, scales, { filter, hasBought });
      for (let row = 0; row < rows; row += 1) {
        const stratum = number(raw.get('stratum')?.[row]) ?? 0;
        strata[number(raw.get('number')?.[row]) ?? 0] = isMember(row) ? stratum : noMember;
      }
    });
  }
  return strata;
}
