import type { FitCounts } from '../../../graph/actions/acquisition-fit.ts';
import { type SignalCounts, signalNames } from '../../../graph/actions/lapse-signals.ts';
import type { ActionStore, PeerQuartiles, ProductPair } from '../../../graph/actions/store.ts';
import type { NameRange } from '../../../graph/populations/population-name.ts';
import { onlyName } from '../../../graph/populations/population-name.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { snapshotFiles } from '../../layout.ts';
import { day, number, type RawRow, text } from './field-values.ts';
import { decodedRows, pageOfRange, rowsOfRanges } from './name-ranges.ts';
import { readList } from './population-rows.ts';
import type { S3Reader } from './reader.ts';
import { snapshotKey } from './snapshot-objects.ts';

const { actions: files } = snapshotFiles;

/** What actions are advised from, as snapshots hold it. */
export function s3Actions(reader: S3Reader): ActionStore {
  const inRanges = async <T>(
    snapshot: Snapshot,
    file: string,
    ranges: readonly NameRange[],
    decode: (row: RawRow) => T,
  ) =>
    (await rowsOfRanges(reader, snapshotKey(snapshot, file), ranges)).map((parts) =>
      decodedRows(parts, decode),
    );
  return {
    peers: async (snapshot, names) =>
      (await inRanges(snapshot, files.peers, names, quartiles)).map(([found]) => found),
    pairs: (snapshot, products) => {
      const ranges = products.map((product) => onlyName('PRODUCT', product));
      return inRanges(snapshot, files.pairs, ranges, pair);
    },
    fit: async (snapshot, range) =>
      (await inRanges(snapshot, files.fit, [range], fitCounts)).flat(),
    signals: (snapshot) => readList(reader, snapshotKey(snapshot, files.signals), signalCounts),
    moved: async (snapshot, { direction, segment, from, to }) => {
      const name = `${direction}:${segment}`;
      const { rows, total } = await pageOfRange(reader, snapshotKey(snapshot, files.movement), {
        range: { from: name, to: `${name}\0` },
        from,
        to,
      });
      return { customers: rows.map((row) => text(row['customer_key']) ?? ''), total };
    },
  };
}

function quartiles(row: RawRow): PeerQuartiles {
  return {
    customers: count(row, 'customers'),
    median: count(row, 'median'),
    upperQuartile: count(row, 'upper_quartile'),
  };
}

function pair(row: RawRow): ProductPair {
  return {
    other: text(row['other']) ?? '',
    together: count(row, 'together'),
    baskets: count(row, 'baskets'),
    otherBaskets: count(row, 'other_baskets'),
    allBaskets: count(row, 'all_baskets'),
  };
}

function fitCounts(row: RawRow): FitCounts {
  return {
    name: text(row['population']) ?? '',
    age: count(row, 'age'),
    customers: count(row, 'customers'),
    mean: count(row, 'mean'),
    variance: number(row['variance']),
  };
}

function signalCounts(row: RawRow): SignalCounts {
  const name = text(row['signal']);
  const signal = signalNames.find((one) => one === name);
  if (!signal) {
    throw new Error(`signals: expected one of ${signalNames.join(', ')}, got ${name}`);
  }
  return {
    signal,
    value: text(row['value']),
    splitDay: day(row['split_day']) ?? '',
    horizonDays: count(row, 'horizon_days'),
    customers: count(row, 'customers'),
    lapsed: count(row, 'lapsed'),
    others: count(row, 'others'),
    othersLapsed: count(row, 'others_lapsed'),
  };
}

function count(row: RawRow, column: string): number {
  return number(row[column]) ?? 0;
}
