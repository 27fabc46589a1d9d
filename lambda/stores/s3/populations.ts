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
import { day, decimal, decimalNumber, number, type RawRow, type Scales } from './field-values.ts';
import { numberColumns } from './number-columns.ts';
import type { RawColumns } from './parquet-decode.ts';
import type { S3Reader } from './reader.ts';
import { scanColumns } from './scan.ts';
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
  const columns = numberColumns(
    ['frequency', 'recency', 'age', 'customers', 'repeatSpend', 'stratum'],
    snapshot.counts.cells,
  );
  const key = snapshotKey(snapshot, snapshotFiles.cells);
  await scanColumns(reader, { key, columns: undefined }, (raw, rows, scales) => {
    const number = (column: string) => numbersOf(raw, column, scales);
    const values = {
      frequency: number('frequency'),
      recency: number('recency'),
      age: number('age'),
      customers: number('customers'),
      repeatSpend: number('repeat_spend'),
      stratum: number('stratum'),
    };
    columns.append(values, everyRow(rows));
  });
  return columns.finish();
}

/** Buckets one after another: memory then holds the result and a batch of one file. */
async function readFigures(reader: S3Reader, snapshot: Snapshot): Promise<CustomerFigures> {
  const columns = numberColumns(
    ['frequency', 'recency', 'age', 'repeatSpend', 'stratum'],
    snapshot.counts.buyers,
  );
  const wanted = ['orders', 'frequency', 'recency_days', 'age_days', 'repeat_spend', 'stratum'];
  for (const bucket of bucketsOf(snapshot)) {
    const key = bucketKey(snapshot, 'customers')(bucket);
    await scanColumns(reader, { key, columns: wanted }, (raw, rows, scales) => {
      const number = (column: string) => numbersOf(raw, column, scales);
      const orders = number('orders');
      const values = {
        frequency: number('frequency'),
        recency: number('recency_days'),
        age: number('age_days'),
        repeatSpend: number('repeat_spend'),
        stratum: number('stratum'),
      };
      columns.append(
        values,
        everyRow(rows).filter((row) => (orders[row] ?? 0) > 0),
      );
    });
  }
  return columns.finish();
}

function everyRow(rows: number): number[] {
  return Array.from({ length: rows }, (_, row) => row);
}

async function readList<T>(
  reader: S3Reader,
  key: string,
  decode: (row: RawRow, scales: Scales) => T,
): Promise<T[]> {
  const list: T[] = [];
  await scanColumns(reader, { key, columns: undefined }, (raw, rows, scales) => {
    const columns = [...raw];
    for (let row = 0; row < rows; row += 1) {
      list.push(
        decode(Object.fromEntries(columns.map(([name, values]) => [name, values[row]])), scales),
      );
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

/** A column as doubles, which is what models compute in; decimals are rounded to the nearest one. */
function numbersOf(raw: RawColumns, column: string, scales: Scales): Float64Array {
  const scale = scales.get(column);
  return Float64Array.from(raw.get(column) ?? [], (value) =>
    scale === undefined ? (number(value) ?? 0) : (decimalNumber(value, scale) ?? 0),
  );
}

function weighArrays<T extends Cells | CustomerFigures>(value: T) {
  const arrays: Float64Array[] = Object.values(value);
  return { value, bytes: arrays.reduce((sum, { byteLength }) => sum + byteLength, 0) };
}

/** Rows of a list are objects of some five short fields: about 200 bytes each. */
function weighList<T>(value: readonly T[]) {
  return { value, bytes: value.length * 200 };
}
