import type { Cells } from '../../../graph/models/cells.ts';
import type {
  CustomerFigures,
  DayTotals,
  Gap,
  PopulationStore,
} from '../../../graph/populations/store.ts';
import type { Snapshot } from '../../../graph/snapshots/snapshot.ts';
import { snapshotFiles } from '../../layout.ts';
import { createByteCache } from './byte-cache.ts';
import { day, decimal, number, type RawRow, type Scales } from './field-values.ts';
import { numberColumns } from './number-columns.ts';
import type { S3Reader } from './reader.ts';
import { scanRows } from './scan.ts';
import { bucketKey, bucketsOf, snapshotKey } from './snapshot-objects.ts';

/** Room for each kind of figures of recent snapshots: a million customers take 32 MB. */
const keptBytes = 64 << 20;

/** What a population's figures are computed from, read whole and kept by snapshot. */
export function s3Populations(reader: S3Reader): PopulationStore {
  const cells = createByteCache<Cells>(keptBytes);
  const figures = createByteCache<CustomerFigures>(keptBytes);
  const days = createByteCache<readonly DayTotals[]>(keptBytes);
  const gaps = createByteCache<readonly Gap[]>(keptBytes);
  return {
    cells: (snapshot) =>
      cells.load(snapshot.id, async () => weighArrays(await readCells(reader, snapshot))),
    figures: (snapshot) =>
      figures.load(snapshot.id, async () => weighArrays(await readFigures(reader, snapshot))),
    days: (snapshot) =>
      days.load(snapshot.id, async () =>
        weighList(await readList(reader, snapshotKey(snapshot, snapshotFiles.days), dayTotals)),
      ),
    gaps: (snapshot) =>
      gaps.load(snapshot.id, async () =>
        weighList(await readList(reader, snapshotKey(snapshot, snapshotFiles.gaps), gap)),
      ),
  };
}

async function readCells(reader: S3Reader, snapshot: Snapshot): Promise<Cells> {
  const names = ['frequency', 'recency', 'age', 'customers', 'repeatSpend'] as const;
  const columns = numberColumns(names, snapshot.counts.cells);
  const key = snapshotKey(snapshot, snapshotFiles.cells);
  await scanRows(reader, { key, columns: undefined }, (rows, scales) => {
    for (const row of rows) {
      columns.append({
        frequency: amount(row, 'frequency', scales),
        recency: amount(row, 'recency', scales),
        age: amount(row, 'age', scales),
        customers: amount(row, 'customers', scales),
        repeatSpend: amount(row, 'repeat_spend', scales),
      });
    }
  });
  return columns.finish();
}

/** Buckets one after another: memory then holds the result and a batch of one file. */
async function readFigures(reader: S3Reader, snapshot: Snapshot): Promise<CustomerFigures> {
  const names = ['frequency', 'recency', 'age', 'repeatSpend'] as const;
  const columns = numberColumns(names, snapshot.counts.buyers);
  const wanted = ['orders', 'frequency', 'recency_days', 'age_days', 'repeat_spend'];
  for (const bucket of bucketsOf(snapshot)) {
    const key = bucketKey(snapshot, 'customers')(bucket);
    await scanRows(reader, { key, columns: wanted }, (rows, scales) => {
      for (const row of rows) {
        if (Number(row['orders']) > 0) {
          columns.append({
            frequency: amount(row, 'frequency', scales),
            recency: amount(row, 'recency_days', scales),
            age: amount(row, 'age_days', scales),
            repeatSpend: amount(row, 'repeat_spend', scales),
          });
        }
      }
    });
  }
  return columns.finish();
}

async function readList<T>(
  reader: S3Reader,
  key: string,
  decode: (row: RawRow, scales: Scales) => T,
): Promise<T[]> {
  const list: T[] = [];
  await scanRows(reader, { key, columns: undefined }, (rows, scales) => {
    for (const row of rows) {
      list.push(decode(row, scales));
    }
  });
  return list;
}

function dayTotals(row: RawRow, scales: Scales): DayTotals {
  const money = (column: string) => decimal(row[column], scales.get(column)) ?? '0';
  return {
    day: day(row['day']) ?? '',
    orders: number(row['orders']) ?? 0,
    revenue: money('revenue'),
    refunds: money('refunds'),
    grossMargin: money('gross_margin'),
  };
}

function gap(row: RawRow): Gap {
  return {
    back: number(row['back']) === 2 ? 2 : 1,
    day: day(row['day']) ?? '',
    previousDay: day(row['previous_day']),
    orders: number(row['orders']) ?? 0,
  };
}

/** A number for the models, of a decimal column too: they compute in doubles anyway. */
function amount(row: RawRow, column: string, scales: Scales): number {
  const scale = scales.get(column);
  return scale === undefined ? (number(row[column]) ?? 0) : Number(decimal(row[column], scale));
}

function weighArrays<T extends Cells | CustomerFigures>(value: T) {
  const arrays: Float64Array[] = Object.values(value);
  return { value, bytes: arrays.reduce((sum, { byteLength }) => sum + byteLength, 0) };
}

/** Rows of a list are objects of some five short fields: about 200 bytes each. */
function weighList<T>(value: readonly T[]) {
  return { value, bytes: value.length * 200 };
}
